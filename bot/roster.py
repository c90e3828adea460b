"""Who of the desk works when: its hours, its holidays, leave; and what day may be told to somebody who waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfoNotFoundError

from bot.rights import answers
from bot.working import CLOSES, Office, office
from storage.desk.port import DeskStorage
from storage.desk.roster import Hours, Leave

LONGEST = 366
"""Days of one leave."""
USUAL = Hours("UTC", "", "09:00", "17:00", (5, 6), "", None, 0.0)
"""While nobody has said; no date is told by it."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day by which the desk answers."""

    iso: str
    """YYYY-MM-DD, of the desk's clock."""
    until: float
    """When the desk closes on it."""


@dataclass(frozen=True, slots=True)
class Roster:
    hours: Hours
    leave: tuple[Leave, ...]
    """What has not ended, holidays of the desk among it, by first day."""
    staff: frozenset[int]
    """Accounts that answer people."""

    def office(self) -> Office:
        """With its holidays, and closed on days on which everybody is away."""
        closed = {day for one in self.leave if one.account is None for day in days(one)}
        away = [{day for one in self.leave if one.account == account for day in days(one)} for account in self.staff]
        closed |= set.intersection(*away) if away else set()
        usual = office(self.hours.country, zone=self.hours.zone, closed=closed)
        opens, closes = dt.time.fromisoformat(self.hours.opens), dt.time.fromisoformat(self.hours.closes)
        return replace(usual, rest=frozenset(self.hours.rest), opens=opens, closes=closes)

    def today(self, now: float) -> dt.date:
        """By the desk's clock."""
        return dt.datetime.fromtimestamp(now, self.office().zone).date()

    def away(self, account: int, day: dt.date) -> Leave | None:
        """The leave somebody is on."""
        found = (one for one in self.leave if one.account == account and one.first <= day.isoformat() <= one.last)
        return next(found, None)

    def closed(self, day: dt.date) -> bool:
        """Whether nobody works on a day; never, while nobody has said when the desk works."""
        return self.hours.at > 0 and not self.office().works(day)

    def end(self, day: dt.date) -> float:
        """When the desk closes on a day."""
        here = self.office()
        return dt.datetime.combine(day, here.closes if self.hours.at else CLOSES, here.zone).timestamp()

    def next_day(self, now: float) -> Day | None:
        """The next working day that has not begun, by whose end the desk answers whoever asks now.

        None when no lead has confirmed the hours up to that day, when nobody answers people, or when there is no
        working day.
        """
        if not self.staff:
            return None
        here = self.office()
        moment = dt.datetime.fromtimestamp(now, here.zone)
        if not (here.works(moment.date()) and moment.time() < here.opens):
            moment = dt.datetime.combine(moment.date(), dt.time.max, here.zone)
        try:
            day = here.next_working_moment(moment).date()
        except ValueError:
            return None
        return Day(day.isoformat(), self.end(day)) if day.isoformat() <= self.hours.until else None


async def roster(storage: DeskStorage, now: float) -> Roster:
    """As it is kept now."""
    since = (dt.datetime.fromtimestamp(now, dt.UTC) - dt.timedelta(days=2)).date()  # Somewhere it is still that day.
    staff = frozenset(one.id for one in await storage.accounts() if answers(one))
    return Roster(await storage.hours() or USUAL, tuple(await storage.leave(since.isoformat())), staff)


def days(leave: Leave) -> Sequence[dt.date]:
    """Every day of it."""
    first, last = dt.date.fromisoformat(leave.first), dt.date.fromisoformat(leave.last)
    return [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]


def span(first: str, last: str) -> tuple[str, str] | None:
    """Two days as they are kept, the same day twice for one alone; None for what is no day, or too many of them."""
    try:
        begins = dt.date.fromisoformat(first)
        ends = dt.date.fromisoformat(last) if last else begins
    except ValueError:
        return None
    fits = begins <= ends and (ends - begins).days < LONGEST and begins.year >= 2000
    return (begins.isoformat(), ends.isoformat()) if fits else None


def usable(hours: Hours) -> bool:
    """Whether these can be somebody's hours: a zone there is, a day that ends after it begins, a day that is worked."""
    try:
        office(hours.country, zone=hours.zone)
        opens, closes = dt.time.fromisoformat(hours.opens), dt.time.fromisoformat(hours.closes)
        if hours.until:
            dt.date.fromisoformat(hours.until)
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return False
    return bool(hours.zone) and opens < closes and _some_day(hours.rest)


def _some_day(rest: Collection[int]) -> bool:
    return set(rest) < set(range(7))
