"""Send what the turns have queued, in order within a conversation; what may have arrived is never repeated blindly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

import structlog

from bot.channel import Adapter, NotConnected, Send, Uncertain, Undeliverable
from bot.message import Place
from bot.wire import read_outbound
from storage import points
from storage.port import OutboundRow, Storage

log = structlog.get_logger()

BACKOFF = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds before the next try of a message that did not leave, by attempt; the last one repeats. Chosen."""


class Outbox:
    """Sends for one process. Several flushes at once are safe: `attempting` is a claim."""

    def __init__(self, storage: Storage, adapters: Mapping[str, Adapter]) -> None:
        self._storage = storage
        self._adapters = dict(adapters)
        self._later: dict[int, float] = {}
        """When a message that did not leave is tried again, by its id, on the loop's clock."""
        self._lock = asyncio.Lock()

    async def recover(self) -> Sequence[OutboundRow]:
        """At start: what a dead process left half-sent is queued again where a channel de-duplicates, else returned."""
        safe = [name for name, adapter in self._adapters.items() if adapter.limits.deduplicates]
        rows = await self._storage.interrupted(safe)
        if rows:
            log.warning("sends_uncertain", count=len(rows))
        return rows

    async def flush(self) -> int:
        """Send all that is due and return how many left; in order within a conversation, conversations side by side."""
        async with self._lock:
            left = 0
            while rows := self._ready(await self._storage.due(list(self._adapters))):
                results = await asyncio.gather(*(self._send(row) for row in rows))
                arrived = [row.message for row, ok in zip(rows, results, strict=True) if ok]
                if arrived:
                    await self._storage.sent(arrived)
                left += len(arrived)
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
            await self._failed(row, "undeliverable", error)
        except NotConnected as error:
            wait = BACKOFF[min(row.attempts, len(BACKOFF) - 1)]
            self._later[row.message] = asyncio.get_running_loop().time() + wait
            await self._storage.failed(row.message, "queued", type(error).__name__)
        except Uncertain as error:
            await self._failed(row, "uncertain", error)
        else:
            return True
        return False

    async def _failed(self, row: OutboundRow, status: str, error: Exception) -> None:
        log.warning("send_failed", message=row.message, channel=row.channel, status=status, error=type(error).__name__)
        await self._storage.failed(
            row.message, "undeliverable" if status == "undeliverable" else "uncertain", type(error).__name__
        )
