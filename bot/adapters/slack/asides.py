"""Courtesies done beside what matters: best effort, bounded, ended with the channel."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine

import structlog

log = structlog.get_logger()

MOST = 200
"""Under way at once; more are left out. Chosen."""


class Asides:
    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[object]] = set()

    def add(self, courtesy: Coroutine[None, None, object]) -> None:
        """Begin with it; that it fails is logged, and nothing else."""
        if len(self._tasks) >= MOST:
            courtesy.close()
            log.info("slack_courtesy_left_out")
            return
        task = asyncio.create_task(courtesy)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def settled(self) -> None:
        """Return once none is under way."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _done(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.info("slack_courtesy_failed", error=type(error).__name__)
