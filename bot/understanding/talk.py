"""How much of a message speaks of the conversation itself, and how much of something else.

"I have to go now, can we finish this tomorrow" is about us; "fishers have to go further every year" is about fishers.
Words of the first kind are in data/talk.txt; whatever is not there is taken for content.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from bot.understanding.lexicon import Lexicon, Match, read
from bot.understanding.script import Message, Word

SENTENCE = 3
"""Words of content from which a message states something of its own; chosen, "snails came to two ports" has three."""


@cache
def _talk() -> Lexicon:
    return Lexicon(("talk", phrase) for phrase in read("talk").get("talk", ()))


def content(message: Message, beside: Iterable[Match] = ()) -> tuple[Word, ...]:
    """The words that are neither talk nor part of a given phrase, in order; numbers are content."""
    matches = (*_talk().every(message), *beside)
    if not matches:
        return message.words
    known: set[int] = set()
    for match in matches:
        known.update(range(match.first, match.last))
    return tuple([word for at, word in enumerate(message.words) if at not in known])


def weight(words: Iterable[Word]) -> float:
    """How many words these are, two Chinese characters counted as one."""
    return sum(0.5 if "\u3400" <= word.text[0] <= "\u9fff" else 1.0 for word in words)


def states(message: Message, beside: Iterable[Match] = ()) -> bool:
    """Whether a message says something of its own beside the given phrases; in a sentence, two words do."""
    own = weight(content(message, beside))
    return own >= SENTENCE or (own >= SENTENCE - 1 and message.weight >= 2 * SENTENCE)
