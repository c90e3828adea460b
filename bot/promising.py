"""Dates of a case: an officer says by when they answer, asks a programme back later; what passes is called out."""

from __future__ import annotations

import datetime as dt
import json
import time
from collections.abc import Callable
from contextlib import suppress

from bot import calls
from bot.desk import FARTHEST, Refused, permit, written
from bot.lateness import USUAL, due
from bot.moments import morning
from bot.roster import roster
from dialogs.events import Promised
from storage.desk.port import OPEN, Account, Act, Case, Change, DeskStorage
from storage.port import Pending


class Promising:
    """Raises, from every act of an officer: `Refused` and what `bot.desk.Desk` raises; nothing was done then."""

    def __init__(
        self, storage: DeskStorage, wake: Callable[[Pending], None], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._storage = storage
        self._wake = wake
        self._clock = clock

    async def promise(self, officer: Account, case: int, day: str, *, seen: int, key: str) -> Case:
        """The person is told that this officer answers by the end of that day; an answer keeps it.

        Refused on a day on which the officer is on leave or the desk is closed.
        """
        permit(officer, "promise")
        now = self._clock()
        wanted = _date(day)
        known = await roster(self._storage, now)
        until = known.end(wanted)
        if until <= now:
            raise Refused("past")
        if (wanted - known.today(now)).days > FARTHEST:
            raise Refused("far")
        if known.away(officer.id, wanted):
            raise Refused("on-leave")
        if known.closed(wanted):
            raise Refused("closed-day")
        body = json.dumps({"until": until, "day": day})
        call = (calls.KIND, calls.write(Promised(officer.name, wanted.isoformat())))
        change = Change(promised=until)
        return await self._done(Act(case, officer.id, "promise", key, seen, now, body, OPEN, change, call))

    async def ask_back(self, officer: Account, case: int, day: str, *, seen: int, key: str) -> Case:
        """Of a case that was referred: it rests until that day, and is on top of the queue then. Nobody is told."""
        permit(officer, "refer")
        now = self._clock()
        back = day_back(day, now)
        if (await self._storage.case(case)).stage != "referred":
            raise Refused("not-referred")
        change = Change(asks_back=back, snoozed_until=back)
        body = json.dumps({"until": back})
        return await self._done(Act(case, officer.id, "ask-back", key, seen, now, body, OPEN, change))

    async def call_out(self) -> int:
        """Cases that became late since the last time say so in their history, once for each date that passed, which
        brings every open queue up to date. Returns how many."""
        now = self._clock()
        passed = await self._storage.overdue(now, USUAL)
        for case in passed:
            at, cause = [one for one in due(case) if one[0] <= now][-1]
            body = json.dumps({"of": cause, "since": at})
            act = Act(case.id, None, "late", f"late-{now}", None, now, body, OPEN, Change(told_late=now))
            with suppress(Refused):  # It was closed between looking and writing.
                await self._done(act)
        return len(passed)

    async def _done(self, act: Act) -> Case:
        return (await written(self._storage.act(act), self._wake)).case


def day_back(day: str, now: float) -> float:
    """The morning of a day to ask back on.

    Raises:
        Refused: it is no day, or past, or too far away.
    """
    back = morning(_date(day))
    if back <= now:
        raise Refused("past")
    if back > now + FARTHEST * 86_400.0:
        raise Refused("far")
    return back


def _date(day: str) -> dt.date:
    try:
        return dt.date.fromisoformat(day.strip())
    except ValueError:
        raise Refused("past") from None
