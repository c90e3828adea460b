"""Working days and hours of a country: when an office there can be expected to read, and until when it has time.

Weekends and public holidays are those of the `holidays` package, nationwide ones only; time zones those of the IANA
database. Where these leave room we give the office a day too many rather than one too few: silence may have a meaning.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from holidays import HolidayBase

OPENS, CLOSES = dt.time(9), dt.time(17)
"""Office hours by the clock of the place. Chosen: the hours most ministries share."""
FARTHEST = 400
"""Days in which there must be a working day: longer than any closure we take."""
MOST = 250
"""Working days that can be counted on: a year, as far as announced holidays can be relied on."""

SEATS = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "EU": "Europe/Brussels",
    "FM": "Pacific/Pohnpei",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "NZ": "Pacific/Auckland",
    "PG": "Pacific/Port_Moresby",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
}
"""The zone of the government's seat, of Parties with several; an office elsewhere names its own."""
ELSEWHERE = "UTC"
"""The zone of a country we know none of."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where somebody works, and when."""

    country: str
    """ISO 3166-1 alpha-2; "" or one we do not know: Saturday and Sunday are free, no holiday is known."""
    zone: ZoneInfo
    rest: frozenset[int]
    """Days of the week nobody works, Monday is 0."""
    closed: frozenset[dt.date] = frozenset()
    """Further days: leave, a closure the desk has heard of."""
    opens: dt.time = OPENS
    closes: dt.time = CLOSES

    def works(self, day: dt.date) -> bool:
        return day.weekday() not in self.rest and day not in self.closed and not self.holiday(day)

    def holiday(self, day: dt.date) -> str:
        """The name of a public holiday in a language of the country, "" on any other day.

        Those that follow the moon are estimates until they are announced.
        """
        known = _holidays(self.country)
        return str(known.get(day, "")) if known is not None else ""

    def next_working_moment(self, moment: dt.datetime) -> dt.datetime:
        """The moment itself when the office is open then, else when it opens next; by the clock of the place.

        Raises:
            ValueError: the moment names no zone, or the office has no working day in `FARTHEST` days.
        """
        here = self._here(moment)
        if self.works(here.date()):
            if here.time() < self.opens:
                return self._at(here.date(), self.opens)
            if here.time() < self.closes:
                return here
        return self._at(self._following(here.date()), self.opens)

    def add(self, start: dt.datetime, days: int) -> dt.datetime:
        """When the office closes on the last of so many working days after the one it can first read it on.

        The day of reading is not counted, and what comes after hours is read on the next working day.

        Raises:
            ValueError: `days` is not 1 to `MOST`, `start` names no zone, or the office has no working day.
        """
        if not 1 <= days <= MOST:
            raise ValueError(f"{days} working days cannot be counted: name 1 to {MOST}")
        day = self.next_working_moment(start).date()
        for _ in range(days):
            day = self._following(day)
        return self._at(day, self.closes)

    def _here(self, moment: dt.datetime) -> dt.datetime:
        if moment.tzinfo is None:
            raise ValueError("a moment without a time zone: say where it is that time")
        return moment.astimezone(self.zone)

    def _at(self, day: dt.date, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(day, time, self.zone)

    def _following(self, day: dt.date) -> dt.date:
        later = (day + dt.timedelta(days=passed) for passed in range(1, FARTHEST + 1))
        found = next(filter(self.works, later), None)
        if found is None:
            raise ValueError(
                f"the office in {self.country!r} has no working day in {FARTHEST} days: look at its closures"
            )
        return found


def office(country: str, *, zone: str = "", closed: Iterable[dt.date] = ()) -> Office:
    """The offices of a country's government; `zone` for one that does not sit where the government does.

    Raises:
        zoneinfo.ZoneInfoNotFoundError: there is no such zone.
    """
    usual = _office(country.upper())
    return replace(usual, zone=ZoneInfo(zone) if zone else usual.zone, closed=frozenset(closed))


def add(country: str, start: dt.datetime, days: int) -> dt.datetime:
    """See `Office.add`, of the government of a country."""
    return office(country).add(start, days)


def next_working_moment(country: str, moment: dt.datetime) -> dt.datetime:
    """See `Office.next_working_moment`, of the government of a country."""
    return office(country).next_working_moment(moment)


@lru_cache(256)
def _office(country: str) -> Office:
    known = _holidays(country)
    rest = frozenset(known.weekend) if known is not None else frozenset((5, 6))
    if len(rest) == 1:
        # Where the law names one day of rest, ministries mostly have two.
        rest |= {(next(iter(rest)) - 1) % 7}
    return Office(country, ZoneInfo(SEATS.get(country) or _zones().get(country, ELSEWHERE)), rest)


@lru_cache(256)
def _holidays(country: str) -> HolidayBase | None:
    """Every day it is asked for, of whatever year; None for a country the package does not know."""
    from holidays import country_holidays

    try:
        return country_holidays(country)
    except NotImplementedError:
        return None


@lru_cache(1)
def _zones() -> dict[str, str]:
    """A zone of each country; of one with several clocks, any."""
    from babel.core import get_global

    return {str(country): str(zone) for zone, country in get_global("zone_territories").items()}
