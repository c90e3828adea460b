"""Run the turns and the sends until stopped: one turn at a time within a conversation, conversations side by side."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable

import structlog

from bot.outbox import Outbox
from bot.turn import Mind, apologise, take_turn
from storage.port import Pending, Storage, StorageUnavailable

log = structlog.get_logger()

TRIES = 3
"""Failures of one turn by a fault of ours before the person gets an apology and the desk a note. Chosen."""

PAUSE = 2.0
"""Seconds before the next try while the database cannot be written. Chosen."""


class Worker:
    """Takes every stored message exactly one turn further.

    `wake` is told of new messages by the inbox; `run` first takes up what an earlier process left unanswered.
    """

    def __init__(
        self,
        mind: Mind,
        storage: Storage,
        outbox: Outbox,
        *,
        written: Callable[[], None] = lambda: None,
        side_by_side: int = 200,
    ) -> None:
        self._mind = mind
        self._storage = storage
        self._outbox = outbox
        self._written = written
        """Told after each turn that there may be something to index."""
        self._queues: dict[int, deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._gate = asyncio.Semaphore(side_by_side)
        self._sends = asyncio.Event()
        self._seen: set[int] = set()
        """Messages queued or in work, so that recovery and the inbox never queue one twice."""

    def wake(self, row: Pending) -> None:
        """Queue a message; starts its conversation's task when none runs."""
        if row.message in self._seen:
            return
        self._seen.add(row.message)
        queue = self._queues.get(row.conversation)
        if queue is not None:
            queue.append(row)
            return
        self._queues[row.conversation] = deque([row])
        task = asyncio.create_task(self._converse(row.conversation))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def run(self) -> None:
        """Until cancelled. Turns in progress are abandoned then, nothing of them written; the next start takes them."""
        await self._outbox.recover()
        for row in await self._storage.pending():
            self.wake(row)
        self._sends.set()
        try:
            while True:
                wait = self._outbox.next_try()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._sends.wait(), wait)
                self._sends.clear()
                await self._flush()
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Return once nothing is queued or in work and every due message was sent."""
        for row in await self._storage.pending():
            self.wake(row)
        while self._tasks:
            await asyncio.gather(*tuple(self._tasks))
        await self._flush()

    async def _flush(self) -> None:
        try:
            await self._outbox.flush()
        except StorageUnavailable as error:
            log.error("storage_unavailable", what_to_do=str(error))
            await asyncio.sleep(PAUSE)
            self._sends.set()

    async def _converse(self, conversation: int) -> None:
        queue = self._queues[conversation]
        try:
            async with self._gate:
                while not await self._storage.hold(conversation):  # noqa: ASYNC110 - another machine's lease ends by its clock.
                    await asyncio.sleep(PAUSE)
                try:
                    while queue:
                        await self._answer(queue[0])
                        self._seen.discard(queue.popleft().message)
                finally:
                    await self._storage.release(conversation)
        finally:
            self._seen.difference_update(row.message for row in queue)
            del self._queues[conversation]

    async def _answer(self, row: Pending) -> None:
        failures = 0
        while True:
            try:
                if failures < TRIES:
                    await take_turn(self._mind, row)
                else:
                    await apologise(self._mind, row)
            except StorageUnavailable as error:
                log.error("storage_unavailable", what_to_do=str(error))
                await asyncio.sleep(PAUSE)
                continue
            except Exception:
                failures += 1
                log.exception("turn_failed", conversation=row.conversation, message=row.message, failures=failures)
                if failures > TRIES:
                    raise
                continue
            self._written()
            self._sends.set()
            return
