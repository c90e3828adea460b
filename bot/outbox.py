"""Send what the turns have queued, in order within a conversation; what may have arrived is never repeated blindly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import structlog

from bot.channel import Adapter, NotConnected, Send, Uncertain, Undeliverable
from bot.message import Outbound, Place
from bot.wire import read_outbound
from storage import points
from storage.port import OutboundRow, Storage

log = structlog.get_logger()

BACKOFF = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds before the next try of a message that did not leave, by attempt; the last one repeats. Chosen."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A send that did not end well."""

    message: int
    status: Literal["queued", "uncertain", "undeliverable"]
    why: str


class Outbox:
    """Sends for one process. Several flushes at once are safe: they take turns. Two processes on one outbox are not."""

    def __init__(self, storage: Storage, adapters: Mapping[str, Adapter]) -> None:
        self._storage = storage
        self._adapters = dict(adapters)
        self._later: dict[int, float] = {}
        """When a message that did not leave is tried again, by its id, on the loop's clock."""
        self._arrived: list[int] = []
        self._failures: list[Failure] = []
        """What became of sends and is not written down yet; kept while the database is away, lest a message stay under
        way for ever and hold up all that follow it."""
        self._lock = asyncio.Lock()

    async def recover(self) -> Sequence[OutboundRow]:
        """At start: what a dead process left half-sent is queued again where a channel de-duplicates, else returned."""
        safe = [name for name, adapter in self._adapters.items() if adapter.limits.deduplicates]
        rows = await self._storage.interrupted(safe)
        if rows:
            log.warning("sends_uncertain", count=len(rows))
        return rows

    async def ring(self, place: Place) -> bool:
        """Tell the people of a channel that pulls to look; False for another channel, where sending is still to do."""
        adapter = self._adapters[place.channel]
        if not adapter.limits.pulls:
            return False
        try:
            points.reach("send.before")
            await adapter.send(Send(0, place, 0, Outbound("")))
            points.reach("send.after")
        except (Undeliverable, NotConnected, Uncertain) as error:
            log.info("ring_unheard", channel=place.channel, error=type(error).__name__)
        return True

    async def flush(self) -> int:
        """Send all that is due and return how many left; in order within a conversation, conversations side by side.

        Raises:
            StorageUnavailable: flush again later; what was sent by then is not sent twice.
        """
        async with self._lock:
            await self._write_down()
            left = 0
            while rows := self._ready(await self._storage.due(list(self._adapters))):
                results = await asyncio.gather(*(self._send(row) for row in rows), return_exceptions=True)
                left += results.count(True)
                await self._write_down()
                for result in results:
                    if isinstance(result, BaseException):
                        raise result
            return left

    def next_try(self) -> float | None:
        """Seconds until a waiting message may be tried again; None when none waits."""
        if not self._later:
            return None
        return max(min(self._later.values()) - asyncio.get_running_loop().time(), 0.0)

    def _ready(self, rows: Sequence[OutboundRow]) -> list[OutboundRow]:
        now = asyncio.get_running_loop().time()
        return [row for row in rows if self._later.get(row.message, now) <= now]

    async def _send(self, row: OutboundRow) -> bool:
        adapter = self._adapters[row.channel]
        send = Send(row.message, Place(row.channel, row.chat, row.thread), row.position, read_outbound(row.body))
        await self._storage.attempting(row.message)
        self._later.pop(row.message, None)
        try:
            points.reach("send.before")
            await adapter.send(send)
            points.reach("send.after")
        except Undeliverable as error:
            self._fail(row, "undeliverable", error)
        except NotConnected as error:
            self._again(row, error)
        except Uncertain as error:
            self._fail(row, "uncertain", error)
        except Exception as error:
            # A fault of the adapter or under it: how far the message got nobody knows.
            log.exception("adapter_failed", message=row.message, channel=row.channel)
            if adapter.limits.deduplicates:
                self._again(row, error)
            else:
                self._fail(row, "uncertain", error)
        else:
            self._arrived.append(row.message)
            return True
        return False

    def _again(self, row: OutboundRow, error: Exception) -> None:
        wait = BACKOFF[min(row.attempts, len(BACKOFF) - 1)]
        self._later[row.message] = asyncio.get_running_loop().time() + wait
        self._failures.append(Failure(row.message, "queued", type(error).__name__))

    def _fail(self, row: OutboundRow, status: Literal["uncertain", "undeliverable"], error: Exception) -> None:
        log.warning("send_failed", message=row.message, channel=row.channel, status=status, error=type(error).__name__)
        self._failures.append(Failure(row.message, status, type(error).__name__))

    async def _write_down(self) -> None:
        if self._arrived:
            await self._storage.sent(self._arrived)
            self._arrived = []
        while self._failures:
            failure = self._failures[0]
            await self._storage.failed(failure.message, failure.status, failure.why)
            del self._failures[0]
