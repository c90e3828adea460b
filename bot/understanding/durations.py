"""Durations, and dates said by their distance from today: in six months, next year, tomorrow."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from bot.understanding.calendar import add_months
from bot.understanding.lexicon import Match
from bot.understanding.moments import Duration, Moment, TimeWords, only_small_words
from bot.understanding.numbers import Number

_FORTNIGHT = 14
_DAYS = {"unit.fortnight": _FORTNIGHT, "unit.week": 7, "unit.day": 1}


def durations(when: TimeWords) -> tuple[Duration, ...]:
    """How long things take, left to right: "18 months", "a year and a half"."""
    found: list[Duration] = []
    for term in when.terms:
        if term.code.startswith(("two.", "half.")) or term.code == "yearhalf":
            months = {"two.month": 2, "two.year": 24, "half.year": 6, "yearhalf": 18}[term.code]
            found.append(Duration(months, term.start, term.end))
        elif term.code in ("unit.month", "unit.year") and (number := _before(when, term)):
            months = round(number.amount * (12 if term.code == "unit.year" else 1))
            following = when.text[term.end : term.end + 12].strip()
            half = any(following.startswith(h) for h in ("and a half", "et demi", "y medio", "e meio"))
            if 0 < months <= 600:
                found.append(Duration(months + (6 if half and term.code == "unit.year" else 0), number.start, term.end))
        elif term.code in _DAYS and (number := _before(when, term)):
            days = round(number.amount * _DAYS[term.code])
            if 0 < days <= 1000:
                found.append(Duration(max(1, ceil(days / 31)), number.start, term.end, days))
        elif term.code == "unit.fortnight":
            found.append(Duration(1, term.start, term.end, _FORTNIGHT))
        elif term.code == "unit.year" and _after_for(when, term):
            found.append(Duration(12, term.start, term.end))
        elif term.code in ("unit.year", "unit.month") and _after_in(when, term):
            found.append(Duration(12 if term.code == "unit.year" else 1, term.start, term.end))
    return tuple(found)


def relative(when: TimeWords) -> list[Moment]:
    """In six months, next month, next year, in a year and a half, tomorrow, as soon as possible."""
    found = []
    for duration in durations(when):
        if _leads_away(when, duration):
            later = when.today + timedelta(days=duration.days)
            value = f"{later:%Y-%m}" if duration.days else add_months(when.today, duration.months)
            found.append(Moment(value, duration.start, duration.end))
    for at, term in enumerate(when.terms):
        beside = [
            other
            for other in when.terms[max(0, at - 2) : at + 3]
            if other.code == "next" and _adjacent(when, term, other)
        ]
        span = (min([term.start, *(o.start for o in beside)]), max([term.end, *(o.end for o in beside)]))
        if term.code == "unit.month" and beside:
            found.append(Moment(add_months(when.today, 1), *span))
        elif term.code == "unit.year" and beside:
            part = when.part_of_year(span[0])
            found.append(Moment(f"{when.today.year + 1}{part}", *span, loose=not part))
        elif term.code == "unit.year" and _this(when, term):
            part = when.part_of_year(term.start)
            found.append(Moment(f"{when.today.year}{part}", term.start, term.end, loose=not part))
        elif term.code in ("tomorrow", "asap") and _speaks_alone(when, term):
            value = when.today.strftime("%Y-%m")
            found.append(Moment(value, term.start, term.end, loose=True))
    return found


def _speaks_alone(when: TimeWords, term: Match) -> bool:
    """Whether hardly more is said than "tomorrow" or "now": "unknown for now" names no date."""
    beside = len(when.message.words) - (term.last - term.first)
    return beside <= (11 if term.code == "tomorrow" else 1)


def _leads_away(when: TimeWords, duration: Duration) -> bool:
    """Whether a duration is the time from today: "in", "within" before it, "from now" or 后 behind it."""
    for term in when.terms:
        before = term.code in ("in", "end") and 0 <= duration.start - term.end <= 8
        if before and only_small_words(when.text[term.end : duration.start]):
            return True
        behind = 0 <= term.start - duration.end <= 1
        if behind and (term.code == "hence" or (term.code == "in" and not when.text[term.start].isascii())):
            return True
    return False


def _before(when: TimeWords, term: Match) -> Number | None:
    for number in when.numbers:
        if number.end <= term.start <= number.end + 3 and not when.text[number.end : term.start].strip(" -个"):
            short_year = 26 <= number.amount <= 29 and when.text[term.start : term.end] in ("года", "году", "год")
            return number if number.amount < 2000 and not short_year else None
    return None


def _after_for(when: TimeWords, term: Match) -> bool:
    return any(other.code == "for" and 0 <= term.start - other.end <= 1 for other in when.terms)


def _after_in(when: TimeWords, term: Match) -> bool:
    """ "In a year", where a language leaves out the article."""
    return any(
        other.code == "in" and 0 <= term.start - other.end <= 1 and not when.text[other.start].isascii()
        for other in when.terms
    )


def _adjacent(when: TimeWords, term: Match, other: Match) -> bool:
    first, second = sorted((term, other), key=lambda match: match.start)
    return 0 <= second.start - first.end <= 4 and when.text[first.end : second.start].strip() in (
        "",
        "l'",
        "个",
        "ال",
    )


def _this(when: TimeWords, term: Match) -> bool:
    return any(other.code == "this" and 0 <= term.start - other.end <= 1 for other in when.terms)
