"""Dates, periods and durations as people write them, resolved against today; months are enough unless a day is said."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

from bot.understanding.calendar import add_months
from bot.understanding.date_figures import figures, years
from bot.understanding.date_names import feasts, months, parts
from bot.understanding.durations import durations, relative
from bot.understanding.finding import Finding
from bot.understanding.lexicon import Lexicon, Match, read
from bot.understanding.moments import ENDINGS, Moment, Role, TimeWords, only_small_words, speaks_of_time
from bot.understanding.script import Message

_YEAR = re.compile(r"20\d\d|年")
_AND = frozenset(("and", "et", "y", "e", "и", "و"))
_LINK = 5
"""Characters between the ends of a range."""
_APART = 12
"""Characters between a month and the year named beside it."""


def findings(message: Message, today: str) -> tuple[Finding, ...]:
    """`start_date` and `end_date` as stated; a date without a role is neither, unless something ends with it."""
    if not speaks_of_time(message):
        return ()
    when = TimeWords(message, today)
    moments = [moment for moment in _moments(when) if not (moment.loose and not moment.role)]
    starts = [moment for moment in moments if moment.role == "start"]
    ends = [moment for moment in moments if moment.role == "end"]
    found = []
    duration = next((d for d in durations(when) if all(d.start >= m.end or d.end <= m.start for m in moments)), None)
    hard = [term for term in when.terms if term.code == "hard"]
    if starts and starts[0].value >= today[: len(starts[0].value)]:
        found.append(Finding("start_date", starts[0].value, starts[0].start, starts[0].end))
        if duration and not ends:
            year, month = int(starts[0].value[:4]), int(starts[0].value[5:7] or 1)
            value = add_months(date(year, month, 1), duration.months - 1)
            found.append(Finding("end_date", value, duration.start, duration.end))
    bound = next(
        (m for m in moments if hard and not m.loose and m.role != "start" and m.value >= today[: len(m.value)]), None
    )
    chosen = bound or next((m for m in ends if m.value >= today[: len(m.value)]), None)
    if chosen and not any(finding.field == "end_date" for finding in found):
        found.append(Finding("end_date", chosen.value, chosen.start, chosen.end))
    if bound:
        found.append(Finding("urgency", "date", hard[0].start, hard[0].end, inferred=True))
    return tuple(found)


def asked(message: Message, today: str, role: Role) -> str:
    """The one date of a message that answers a question for a start or an end; empty when there is none."""
    if not speaks_of_time(message):
        return ""
    when = TimeWords(message, today, role)
    moments = _moments(when)
    firm = [m for m in moments if not m.loose]
    best = next((m for m in firm if m.role == role), None) or next((m for m in firm if m.role == ""), None)
    best = best or next((m for m in moments if m.role in ("", role)), None)
    best = best or (moments[0] if moments else None)
    if best:
        value = best.value
        return value + "-12" if role == "end" and len(value) == 4 and _means_year_end(message, best) else value
    spans = durations(when)
    return add_months(when.today, spans[0].months) if spans else ""


def months_until(message: Message, today: str) -> int | None:
    """How many months from now a message speaks of, as a duration; None when it names none."""
    found = durations(TimeWords(message, today))
    return found[0].months if found else None


def _moments(when: TimeWords) -> tuple[Moment, ...]:
    """All dates, left to right, none overlapping, each with the role the words around it give."""
    found = [*figures(when), *months(when), *relative(when), *feasts(when), *parts(when)]
    found.sort(key=lambda moment: (moment.start, -moment.end))
    kept: list[Moment] = []
    for moment in found:
        if not kept or moment.start >= kept[-1].end:
            kept.append(moment)
    kept += [m for m in years(when) if all(m.start >= k.end or m.end <= k.start for k in kept)]
    kept.sort(key=lambda moment: moment.start)
    kept = _in_named_years(when, kept)
    kept = [_in_year_of(when, moment, kept[at + 1 : at + 2]) for at, moment in enumerate(kept)]
    told = [_with_role(when, moment, kept[at - 1] if at else None) for at, moment in enumerate(kept)]
    told = _between(when, told)
    return tuple(_opening(when, moment, told[at + 1 : at + 2]) for at, moment in enumerate(told))


def _between(when: TimeWords, moments: list[Moment]) -> list[Moment]:
    """With the ends of "between March and June 2027"; without a year that is a season, and says when things happen."""
    found = list(moments)
    for at, (first, last) in enumerate(pairwise(moments)):
        linked = last.start - first.end <= _LINK and when.text[first.end : last.start].strip() in _AND
        if linked and _YEAR.search(f"{_said(when, first)} {_said(when, last)}") and when.between_before(first.start):
            found[at : at + 2] = [replace(first, role="start", loose=False), replace(last, role="end", loose=False)]
    return found


def _opening(when: TimeWords, moment: Moment, following: list[Moment]) -> Moment:
    """The first date of a range: it begins what ends right behind it ("March to August", 3月到8月)."""
    if moment.role or not following or following[0].role != "end" or not 0 < following[0].start - moment.end <= 6:
        return moment
    between = when.text[moment.end : following[0].start].strip()
    linked = between == "-" or any(
        term.code == "to" and moment.end <= term.start < following[0].start for term in _joining(when)
    )
    return replace(moment, role="start") if linked else moment


def _in_named_years(when: TimeWords, moments: list[Moment]) -> list[Moment]:
    """Months, feasts and seasons in the year named beside them ("December next year"), which then is no date itself."""
    found = list(moments)
    for year in [moment for moment in moments if len(moment.value) == 4 and not _YEAR.search(_said(when, moment))]:
        for at, moment in enumerate(found):
            if len(moment.value) < 7 or _YEAR.search(_said(when, moment)) or not _beside(when, moment, year):
                continue
            start, end = min(moment.start, year.start), max(moment.end, year.end)
            value = f"{year.value}{moment.value[4:]}"
            found[at] = replace(moment, value=value, start=start, end=end, loose=False)
            found.remove(year)
            break
    return found


def _said(when: TimeWords, moment: Moment) -> str:
    return when.text[moment.start : moment.end]


def _beside(when: TimeWords, one: Moment, other: Moment) -> bool:
    """Whether two dates stand side by side, small words between them at most."""
    first, second = sorted((one, other), key=lambda moment: moment.start)
    between = when.text[first.end : second.start]
    return 0 <= len(between) <= _APART and first.end <= second.start and only_small_words(between)


def _in_year_of(when: TimeWords, moment: Moment, following: list[Moment]) -> Moment:
    """A month whose year is only said with the month after it ("from March to August 2028")."""
    said = when.text[moment.start : moment.end]
    if not following or following[0].start - moment.end > 12 or re.search(r"20\d\d|年", said):
        return moment
    later = following[0]
    if not re.search(r"20\d\d", when.text[later.start : later.end]) or len(moment.value) < 7 or len(later.value) < 7:
        return moment
    year = int(later.value[:4]) - (moment.value[5:] > later.value[5:])
    return replace(moment, value=f"{year}{moment.value[4:]}")


def _joining(when: TimeWords) -> tuple[Match, ...]:
    return _to().find(when.message)


@cache
def _to() -> Lexicon:
    return Lexicon(("to", phrase) for phrase in read("time")["to"])


def _with_role(when: TimeWords, moment: Moment, before: Moment | None) -> Moment:
    role = when.role_before(moment.start) or when.role_after(moment.end)
    if before is not None and not role and 0 <= moment.start - before.end <= 3:
        role = "end" if when.text[before.end : moment.start].strip() == "-" else ""
    value = moment.value
    if "|" in value:
        head, last = value.split("|")
        value = f"{head[:5]}{last}" if (role or when.wanted) == "end" else head
    return Moment(value, moment.start, moment.end, role, moment.loose)


def _means_year_end(message: Message, moment: Moment) -> bool:
    return any(ending in message.folded[max(0, moment.start - 14) : moment.start] for ending in ENDINGS)
