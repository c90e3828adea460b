"""A model points, the person's own words prove: a value comes from a quote that stands in the message, or not at all.

The model's own spelling of a country, a date, a sum or a number is never used: our readers read the quote, as they read
what somebody types. Of a list it may name codes, each of which has to be on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.understanding import replies
from bot.understanding.lexicon import lexicon
from bot.understanding.port import Situation
from bot.understanding.script import Message
from dialogs.answers import Answer, Source, Value
from dialogs.form import Field
from dialogs.kinds import Choice, Choices, Invalid, Text, check

LONGEST = 600
"""Characters of a quote: what is longer is no place in a text but the text."""

PHRASE = 3
"""Words that free text has at least."""

NEAR = 2
"""Words before a quote in which a "not" turns it round."""

_FIGURE_BEFORE = re.compile(r"\d[.,:/\s-]?$")
_FIGURE_AFTER = re.compile(r"^[.,:/\s-]?\d")


def stands_in(message: Message, quote: str) -> tuple[int, int] | None:
    """Where the quote's words stand in the message, one after the other, as first and last word, half-open.

    Letters, accents, digits and punctuation are made alike first; parts of words do not count, nor parts of figures.
    """
    wanted = [word.text for word in Message(quote[:LONGEST]).words]
    if not wanted or len(quote) > LONGEST:
        return None
    said = [word.text for word in message.words]
    for first in range(len(said) - len(wanted) + 1):
        last = first + len(wanted)
        if said[first:last] == wanted and not _cuts_a_figure(message, first, last):
            return first, last
    return None


def words(message: Message, place: tuple[int, int]) -> str:
    """The person's own characters at a place."""
    first, last = place
    return message.quote(message.words[first].start, message.words[last - 1].end)


def proved(message: Message, field: Field, quote: str, codes: Sequence[str], situation: Situation) -> Answer | None:
    """A proposal for a field, unconfirmed, with the words that prove it; None when they do not."""
    place = stands_in(message, quote)
    if place is None or _denied(message, place[0]):
        return None
    said = words(message, place)
    found = _value(said, field, codes, situation)
    value = check(field.kind, found) if found is not None else None
    if value is None or isinstance(value, Invalid):
        return None
    return Answer(value, Source.SUGGESTED, said, confirmed=False)


def _value(said: str, field: Field, codes: Sequence[str], situation: Situation) -> Value | None:
    match field.kind:
        case Choice():
            return codes[0] if len(codes) == 1 else None
        case Choices(most=most):
            return tuple(codes) if len(set(codes)) <= most else None
        case Text(words=most):
            weight = Message(said).weight
            return said if weight >= PHRASE and (field.key != "title" or weight <= most) else None
        case _:
            return replies.value(Message(said), field, replace(situation, asked=field.key, options=()))


def _denied(message: Message, first: int) -> bool:
    """Whether a "not" stands just before, in any of our languages."""
    before = range(max(0, first - NEAR), first)
    return any(match.last - 1 in before for match in lexicon("negation").find(message))


def _cuts_a_figure(message: Message, first: int, last: int) -> bool:
    """Whether only a part of a number is quoted: the 5 of 1.5, the 40 of 40 000."""
    start, end = message.words[first].start, message.words[last - 1].end
    text = message.folded
    begins = text[start].isdigit() and _FIGURE_BEFORE.search(text[max(0, start - 2) : start])
    ends = text[end - 1].isdigit() and _FIGURE_AFTER.search(text[end : end + 2])
    return bool(begins or ends)
