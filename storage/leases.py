"""Who works on which conversation, among processes: a lease in the conversation's row, renewed while we live."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid4

import structlog

from storage.connection import Connection
from storage.lane import Lane
from storage.port import StorageUnavailable
from storage.work import alone

LEASE = 30.0
"""Seconds after which a lease that was not renewed is void (design §4)."""
RENEWAL = 10.0
"""Seconds between renewals; two may fail before a lease is lost."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Lease:
    conversation: int
    holder: str
    seconds: float


@alone("lease")
def take(db: Connection, lease: Lease) -> bool:
    """The database's clock decides, so that no process's own can be wrong."""
    return bool(
        db.run(
            f"""
            UPDATE conversation SET lease_holder = ?, lease_until = {db.clock} + ?
            WHERE id = ? AND (lease_until <= {db.clock} OR lease_holder = ?)
            """,
            (lease.holder, lease.seconds, lease.conversation, lease.holder),
        )
    )


@alone("lease")
def give_back(db: Connection, lease: Lease) -> None:
    db.run(
        "UPDATE conversation SET lease_holder = '', lease_until = 0 WHERE id = ? AND lease_holder = ?",
        (lease.conversation, lease.holder),
    )


@alone("lease")
def renew(db: Connection, lease: Lease) -> frozenset[int]:
    """All of a holder's leases; those that are still its own."""
    rows = db.rows(
        f"UPDATE conversation SET lease_until = {db.clock} + ? WHERE lease_holder = ? RETURNING id",
        (lease.seconds, lease.holder),
    )
    return frozenset(row[0] for row in rows)


class Leases:
    """Claims that hold across processes and end by themselves when this one dies."""

    def __init__(self, lane: Lane, *, seconds: float = LEASE, renewal: float = RENEWAL) -> None:
        self.holder = uuid4().hex
        self._lane = lane
        self._seconds = seconds
        self._renewal = renewal
        self._held: set[int] = set()
        self._renewing: asyncio.Task[None] | None = None

    @property
    def held(self) -> frozenset[int]:
        return frozenset(self._held)

    async def take(self, conversations: Iterable[int]) -> frozenset[int]:
        wanted = sorted(set(conversations) - self._held)
        self._held.update(wanted)
        ours: frozenset[int] = frozenset()
        try:
            taken = await self._lane.do_all(take, [self._lease(conversation) for conversation in wanted])
            ours = frozenset(conversation for conversation, done in zip(wanted, taken, strict=True) if done is True)
        finally:
            self._held.difference_update(set(wanted) - ours)
        if ours and self._renewing is None:
            self._renewing = asyncio.create_task(self._renew())
        if not ours and (fault := next((each for each in taken if isinstance(each, Exception)), None)):
            raise fault
        return ours

    async def give_back(self, conversations: Iterable[int]) -> None:
        ours = sorted(self._held.intersection(conversations))
        self._held.difference_update(ours)
        for done in await self._lane.do_all(give_back, [self._lease(conversation) for conversation in ours]):
            if isinstance(done, Exception):
                raise done

    async def close(self) -> None:
        if self._renewing is not None:
            self._renewing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._renewing
            self._renewing = None
        with contextlib.suppress(StorageUnavailable):  # Then the leases run out.
            await self.give_back(self.held)

    async def _renew(self) -> None:
        while True:
            await asyncio.sleep(self._renewal)
            before = self.held
            try:
                ours = await self._lane.do(renew, self._lease(0))
            except StorageUnavailable as error:
                log.warning("leases_not_renewed", count=len(before), what_to_do=str(error))
                continue
            for conversation in before - ours:
                # Its worker learns at the write, which is refused as stale.
                self._held.discard(conversation)
                log.warning("lease_lost", conversation=conversation)

    def _lease(self, conversation: int) -> Lease:
        return Lease(conversation, self.holder, self._seconds)
