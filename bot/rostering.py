"""Saying when the desk works and who is away: a lead for all, an officer for themselves."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import replace

from bot.desk import Refused, permit
from bot.rights import answers, may
from bot.roster import Roster, roster, span, usable
from dialogs.vocabularies.parties import PARTIES
from storage.desk.port import Account, DeskStorage
from storage.desk.roster import Hours, NewLeave

NAME = 80
"""Characters of a holiday's name."""
FARTHEST = 400
"""Days ahead for which hours can be confirmed: public holidays are not announced much earlier."""


class Rostering:
    """Raises, from every act: `Refused` ("role", "span", "name", "hours", "far", "country", "nobody"); nothing was
    done then.
    """

    def __init__(self, storage: DeskStorage, *, clock: Callable[[], float] = time.time) -> None:
        self._storage = storage
        self._clock = clock

    async def now(self) -> Roster:
        return await roster(self._storage, self._clock())

    async def away(self, officer: Account, account: int, first: str, last: str) -> None:
        """Somebody is on leave; `last` may be "" for one day. Whose it is not, a lead says so."""
        permit(officer, "leave")
        other = officer if account == officer.id else await self._storage.account(account)
        if other is None or not answers(other):
            raise Refused("nobody")
        if other.id != officer.id:
            permit(officer, "calendar")
        await self._storage.add_leave(NewLeave(account, *_days(first, last), "", officer.id, self._clock()))

    async def holiday(self, officer: Account, name: str, first: str, last: str) -> None:
        """The whole desk is closed."""
        permit(officer, "calendar")
        if not name.strip():
            raise Refused("name")
        new = NewLeave(None, *_days(first, last), name.strip()[:NAME], officer.id, self._clock())
        await self._storage.add_leave(new)

    async def remove(self, officer: Account, leave: int) -> None:
        """One's own leave, or for a lead anything; what is gone is gone."""
        permit(officer, "leave")
        await self._storage.remove_leave(leave, None if may(officer, "calendar") else officer.id)

    async def set_hours(self, officer: Account, hours: Hours) -> None:
        """From now on the desk works so; with `until` people are told dates up to that day."""
        permit(officer, "calendar")
        if hours.country and hours.country not in PARTIES:
            raise Refused("country")
        if not usable(hours):
            raise Refused("hours")
        latest = dt.datetime.fromtimestamp(self._clock(), dt.UTC).date() + dt.timedelta(days=FARTHEST)
        if hours.until > latest.isoformat():
            raise Refused("far")
        await self._storage.set_hours(replace(hours, by=officer.id, at=self._clock()))


def _days(first: str, last: str) -> tuple[str, str]:
    found = span(first.strip(), last.strip())
    if found is None:
        raise Refused("span")
    return found
