"""Moments and spans of time at the desk, in words of the officer's language."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from dialogs.words import names

MORNING = dt.time(6, tzinfo=dt.UTC)
"""When a case that rests until a day comes back on it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment for a page: the browser puts it into its own zone, without script it reads in UTC."""

    iso: str
    shown: str


def moment(at: float, language: str) -> Moment:
    then = dt.datetime.fromtimestamp(at, dt.UTC)
    return Moment(
        then.isoformat(timespec="seconds"), f"{names.date(then.date().isoformat(), language)}, {then:%H:%M} UTC"
    )


def day(at: float, language: str, zone: dt.tzinfo = dt.UTC) -> str:
    """The date alone."""
    return names.date(dt.datetime.fromtimestamp(at, zone).date().isoformat(), language)


def period(first: dt.date, last: dt.date, language: str) -> str:
    """From one day to another, as short as the language says it: "16–22 Nov 2026"."""
    from babel.dates import format_interval

    return format_interval(first, last, "yMMMd", locale="en_GB" if language == "en" else language)


def morning(day: dt.date) -> float:
    """When a case comes back that rests until this day, in seconds since the epoch."""
    return dt.datetime.combine(day, MORNING).timestamp()


def weekdays(language: str) -> tuple[str, ...]:
    """Monday first."""
    from babel.dates import get_day_names

    named = get_day_names("wide", "stand-alone", language)
    return tuple(str(named[number]) for number in range(7))


def span(seconds: float, language: str) -> str:
    """How long, in one unit: "3 hours"; less than a minute is the first minute."""
    from babel.dates import format_timedelta

    return format_timedelta(dt.timedelta(seconds=max(seconds, 60.0)), "minute", threshold=1.2, locale=language)
