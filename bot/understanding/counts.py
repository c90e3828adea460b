"""How many people a message speaks of."""

from __future__ import annotations

from functools import cache

from bot.understanding.finding import Finding
from bot.understanding.lexicon import Lexicon, Match, lexicon
from bot.understanding.numbers import Number, numbers
from bot.understanding.script import Message

_GAP = 3
"""Words that may stand between the number and the people: "12 young fisheries officers"."""
_NEAR = 2
"""Words that may stand between people and what says that they have left: "two people just left"."""
_MOST = 2_000_000_000


_SENTENCE = ".!?;\n。！？；؟"


@cache
def _people() -> Lexicon:
    return lexicon("people")


@cache
def _signs() -> Lexicon:
    return lexicon("people_signs")


def first(message: Message, *, asked: bool = False) -> Finding | None:
    """The first number of people who are to gain; None when the message counts nobody.

    Those who work for an office ("24 rangers") count only where the sentence says that they are to gain from the help,
    or when it was asked who gains.
    """
    found = _people().find(message)
    if not found:
        return None
    for number in numbers(message):
        year = 1990 <= number.amount <= 2100 and number.end - number.start == 4
        if not (number.amount >= 2 and number.amount == int(number.amount) and number.amount <= _MOST):
            continue
        match = next((match for match in found if match.start >= number.end), None)
        if match is None:
            continue
        between = message.folded[number.end : match.start]
        words = sum(1 for word in message.words if number.end <= word.start < match.start) if len(between) < 60 else 99
        if (
            words <= (0 if year else _GAP)
            and not any(mark in between for mark in ".;:!?,()$€%")
            and not any(c.isdigit() for c in between)
            and (asked or _gain(message, number, match))
        ):
            return Finding("beneficiaries_number", int(number.amount), number.start, match.end)
    return None


def _gain(message: Message, number: Number, match: Match) -> bool:
    """Whether these people are to gain from the help, by the words of their sentence."""
    start = max(message.folded.rfind(mark, 0, number.start) for mark in _SENTENCE) + 1
    ends = (message.folded.find(mark, match.end) for mark in _SENTENCE)
    end = min((at for at in ends if at >= 0), default=len(message.folded))
    signs = [sign for sign in _signs().every(message) if start <= sign.start < end]
    if any(sign.code == "gone" and 0 <= sign.first - match.last <= _NEAR for sign in signs):
        return False
    if match.code != "staff":
        return True
    return any(sign.code == "gain" or (sign.code == "for" and sign.end <= number.start) for sign in signs)


def bare(message: Message) -> int | None:
    """The number of a message that answers "how many", alone or with words around it."""
    found: list[Number] = [number for number in numbers(message) if number.amount == int(number.amount)]
    return int(found[0].amount) if found and found[0].amount <= _MOST else None
