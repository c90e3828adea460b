"""The part of the desk's store that knows teams, endorsements and links."""

from __future__ import annotations

from collections.abc import Sequence

from storage.desk import endorsements, links, teams
from storage.desk.port import Act, Acted, Case
from storage.desk.way import Claim, Claimed, Confirmed, Endorsement, Link, NewEndorsement, NewLink, Settled
from storage.lane import Lane


class WayStore:
    def __init__(self, writer: Lane, reader: Lane) -> None:
        self._writer = writer
        self._reader = reader

    async def confirmed(self) -> Sequence[Confirmed]:
        return await self._reader.do(teams.confirmed, None)

    async def confirm(self, said: Confirmed, members: Sequence[int] | None = None) -> None:
        await self._writer.do(teams.confirm, (said, None if members is None else tuple(members)))

    async def unconfirm(self, team: str) -> None:
        await self._writer.do(teams.unconfirm, team)

    async def ask(self, new: NewEndorsement, act: Act) -> tuple[Endorsement, Acted]:
        return await self._writer.do(endorsements.ask, (new, act))

    async def endorsement(self, opens: str) -> Endorsement | None:
        return await self._reader.do(endorsements.by_secret, opens)

    async def endorsements(self, case: int) -> Sequence[Endorsement]:
        return await self._reader.do(endorsements.of, case)

    async def hold(self, id: int, holder: str) -> bool:
        return await self._writer.do(endorsements.hold, (id, holder))

    async def renew(self, follows: int, holder: str, opens: str) -> Endorsement | None:
        return await self._writer.do(endorsements.renew, (follows, holder, opens))

    async def settle(self, settled: Settled) -> Acted | bool:
        return await self._writer.do(endorsements.settle, settled)

    async def silent(self, now: float) -> Sequence[Endorsement]:
        return await self._reader.do(endorsements.silent, now)

    async def make_link(self, new: NewLink, act: Act) -> Acted:
        return await self._writer.do(links.make, (new, act))

    async def link(self, hash: str) -> Link | None:
        return await self._reader.do(links.by_hash, hash)

    async def given(self, hash: str, now: float) -> Sequence[Case]:
        return await self._reader.do(links.given, (hash, now))

    async def claim(self, claim: Claim) -> Claimed:
        return await self._writer.do(links.claim, claim)

    async def inherit(self, leaves: int, takes: int, by: int, at: float) -> int:
        return await self._writer.do(links.inherit, links.Leaving(leaves, takes, by, at))
