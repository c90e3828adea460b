"""The part of the desk's store that knows who works when, and how much there was to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.desk import leave, tallies
from storage.desk.roster import Hours, Leave, NewLeave
from storage.desk.tally import Tally
from storage.desk.ways import WayStore


class RosterStore(WayStore):
    async def hours(self) -> Hours | None:
        return await self._reader.do(leave.hours, None)

    async def set_hours(self, hours: Hours) -> None:
        await self._writer.do(leave.set_hours, hours)

    async def leave(self, since: str = "") -> Sequence[Leave]:
        return await self._reader.do(leave.since, since)

    async def add_leave(self, new: NewLeave) -> None:
        await self._writer.do(leave.add, new)

    async def remove_leave(self, id: int, account: int | None = None) -> bool:
        return await self._writer.do(leave.remove, (id, account))

    async def loads(self, now: float) -> Mapping[int, int]:
        return await self._reader.do(leave.loads, now)

    async def tallies(self, weeks: Sequence[float]) -> Sequence[Tally]:
        return await self._reader.do(tallies.tallies, weeks)
