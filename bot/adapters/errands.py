"""Small things that may be left undone: nobody waits for them, and that one fails changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.channel import Misconfigured, NotConnected, Uncertain, Undeliverable
from storage.port import StorageUnavailable

log = structlog.get_logger()

Errand = Callable[[], Awaitable[object]]

MOST = 200
"""Under way at once; what comes on top is left undone. Chosen."""


class Errands:
    def __init__(self, channel: str) -> None:
        """`channel` begins the names of what is logged."""
        self._channel = channel
        self._running: set[asyncio.Task[None]] = set()

    def run(self, *calls: Errand) -> None:
        """Do these one after the other, some time soon; after one that failed the next is tried."""
        if len(self._running) >= MOST:
            log.warning(f"{self._channel}_errand_left", count=len(calls))
            return
        task = asyncio.create_task(self._all(calls))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def settled(self) -> None:
        """Return once none is under way."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)

    async def close(self) -> None:
        """Break off what is under way."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _all(self, calls: tuple[Errand, ...]) -> None:
        for call in calls:
            try:
                await call()
            except (Misconfigured, NotConnected, Uncertain, Undeliverable, StorageUnavailable) as error:
                log.info(f"{self._channel}_errand_failed", error=type(error).__name__)
            except Exception as error:  # A fault of ours, which nobody else would hear of.
                log.error(f"{self._channel}_errand_failed", error=type(error).__name__)
