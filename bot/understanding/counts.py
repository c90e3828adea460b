"""How many people a message speaks of."""

from __future__ import annotations

from functools import cache

from bot.understanding.finding import Finding
from bot.understanding.lexicon import Lexicon, lexicon
from bot.understanding.numbers import Number, numbers
from bot.understanding.script import Message

_GAP = 3
"""Words that may stand between the number and the people: "12 young fisheries officers"."""
_MOST = 2_000_000_000


@cache
def _people() -> Lexicon:
    return lexicon("people")


def first(message: Message) -> Finding | None:
    """The first number of people; None when the message counts nobody."""
    found = _people().find(message)
    for number in numbers(message):
        year = 1990 <= number.amount <= 2100 and number.end - number.start == 4
        if not (number.amount >= 2 and number.amount == int(number.amount) and number.amount <= _MOST):
            continue
        for match in found:
            if match.start < number.end:
                continue
            between = message.folded[number.end : match.start]
            words = (
                sum(1 for word in message.words if number.end <= word.start < match.start) if len(between) < 60 else 99
            )
            if (
                words <= (0 if year else _GAP)
                and not any(mark in between for mark in ".;:!?,()$€%")
                and not any(c.isdigit() for c in between)
            ):
                return Finding("beneficiaries_number", int(number.amount), number.start, match.end)
            break
    return None


def bare(message: Message) -> int | None:
    """The number of a message that answers "how many", alone or with words around it."""
    found: list[Number] = [number for number in numbers(message) if number.amount == int(number.amount)]
    return int(found[0].amount) if found and found[0].amount <= _MOST else None
