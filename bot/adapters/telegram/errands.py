"""Small things that may be left undone: nobody waits for them, and a failure changes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from bot.adapters.telegram.faults import TokenRefused
from bot.channel import NotConnected, Uncertain, Undeliverable

log = structlog.get_logger()

Errand = Callable[[], Awaitable[object]]

MOST = 200
"""Under way at once; what comes on top is left undone. Chosen."""


class Errands:
    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def run(self, *calls: Errand) -> None:
        """Do these one after the other, some time soon."""
        if len(self._running) >= MOST:
            log.warning("telegram_errand_left", count=len(calls))
            return
        task = asyncio.create_task(self._all(calls))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def stop(self) -> None:
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _all(self, calls: tuple[Errand, ...]) -> None:
        for call in calls:
            try:
                await call()
            except (NotConnected, Uncertain, Undeliverable, TokenRefused) as error:
                log.info("telegram_errand_failed", error=type(error).__name__)
