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
_BEFORE = 1
"""Words that may stand between "killed" and how many were."""
_MOST = 2_000_000_000
FIELD = "beneficiaries_number"

_SENTENCE = ".!?;\n。！？；؟"


@cache
def _people() -> Lexicon:
    return lexicon("people")


@cache
def _signs() -> Lexicon:
    return lexicon("people_signs")


@cache
def _groups() -> Lexicon:
    return lexicon("people_groups")


def first(message: Message, *, asked: bool = False) -> Finding | None:
    """The first number of people who are to gain; None when the message counts nobody.

    Those who work for an office ("24 rangers") count only where the sentence says that they are to gain from the help,
    or when it was asked who gains. Women and men who are counted side by side are so many together.
    """
    found = _people().find(message)
    counted = _counted(message, found, asked=asked) if found else []
    if counted:
        return Finding(FIELD, *_together(message, counted))
    return _alone(message) if asked else None


def _counted(message: Message, found: tuple[Match, ...], *, asked: bool) -> list[tuple[Number, Match]]:
    """Numbers with the people behind them who are to gain, left to right."""
    counted = []
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
            counted.append((number, match))
    return counted


def _together(message: Message, counted: list[tuple[Number, Match]]) -> tuple[int, int, int]:
    """The first count, with those of other groups right behind it, and from where to where it stands."""
    (first_number, people), *others = counted
    group = _group(message, people)
    total, end, groups = int(first_number.amount), (group or people).end, [group]
    for number, people in others:
        group = _group(message, people)
        if group is None or not all(_apart(one, group) for one in groups) or not _joined(message, end, number.start):
            break
        total, end = total + int(number.amount), group.end
        groups.append(group)
    return total, first_number.start, end


def _group(message: Message, people: Match) -> Match | None:
    """The word that says which group people are of; Chinese has it behind the word that counts."""
    return next((m for m in _groups().find(message) if m.code != "and" and 0 <= m.start - people.start <= 1), None)


def _apart(one: Match | None, other: Match) -> bool:
    """Whether two groups hold nobody of each other."""
    return one is not None and not one.code.startswith(other.code) and not other.code.startswith(one.code)


def _joined(message: Message, end: int, start: int) -> bool:
    """Whether nothing but "and", a comma or a plus stands between two counts."""
    words = [word for word in message.words if end <= word.start < start]
    joining = sum(m.last - m.first for m in _groups().find(message) if m.code == "and" and end <= m.start < start)
    return len(words) == joining and not message.folded[end:start].strip(" ,+&" + "".join(w.text for w in words))


def _alone(message: Message) -> Finding | None:
    """A number that begins the answer to "how many" and stands alone: "some thirty, nearly all of them women"."""
    number = next(iter(numbers(message)), None)
    if number is None or not (2 <= number.amount <= _MOST and number.amount == int(number.amount)):
        return None
    before = sum(1 for word in message.words if word.end <= number.start)
    ended = not message.folded[number.end :].strip() or message.folded[number.end :].lstrip()[0] in ",.;("
    return Finding(FIELD, int(number.amount), number.start, number.end) if before <= 2 and ended else None


def _gain(message: Message, number: Number, match: Match) -> bool:
    """Whether these people are to gain from the help, by the words of their sentence."""
    start = max(message.folded.rfind(mark, 0, number.start) for mark in _SENTENCE) + 1
    ends = (message.folded.find(mark, match.end) for mark in _SENTENCE)
    end = min((at for at in ends if at >= 0), default=len(message.folded))
    signs = [sign for sign in _signs().every(message) if start <= sign.start < end]
    if any(sign.code == "gone" and 0 <= sign.first - match.last <= _NEAR for sign in signs):
        return False
    if any(sign.code == "harmed" and _right_before(message, sign, number) for sign in signs):
        return False
    if match.code != "staff":
        return True
    return any(sign.code == "gain" or (sign.code == "for" and sign.end <= number.start) for sign in signs)


def _right_before(message: Message, sign: Match, number: Number) -> bool:
    words = sum(1 for word in message.words if sign.end <= word.start < number.start)
    apart = any(letter.isdigit() or letter in ",;:" for letter in message.between(sign.end, number.start))
    return sign.end <= number.start and words <= _BEFORE and not apart


def bare(message: Message) -> int | None:
    """The number of a message that answers "how many", alone or with words around it."""
    found: list[Number] = [number for number in numbers(message) if number.amount == int(number.amount)]
    return int(found[0].amount) if found and found[0].amount <= _MOST else None
