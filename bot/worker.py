"""Run the turns and the sends until stopped: one turn at a time within a conversation, conversations side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from bot.joining import Alone, first_run, joined
from bot.message import Place
from bot.outbox import Outbox
from bot.signs import Signs
from bot.turn import Mind, apologise, take_turn
from storage.port import Gone, Pending, Storage, StorageUnavailable, Stored

log = structlog.get_logger()

TRIES = 3
"""Failures of one turn by a fault of ours before the person gets an apology and the desk a note. Chosen."""

PAUSE = 2.0
"""Seconds before the next try while the database cannot be written. Chosen."""

EVERYTHING = 1_000_000
"""More messages than ever wait for an answer."""


class Worker:
    """Takes every stored message exactly one turn further.

    `wake` is told of new messages by the inbox. What an earlier process left unanswered comes first: until `run` has
    taken it up, new messages wait, or they would be answered before older ones of their conversation.
    """

    def __init__(
        self,
        mind: Mind,
        storage: Storage,
        outbox: Outbox,
        *,
        written: Callable[[], None] = lambda: None,
        alone: Alone = lambda _: False,
        side_by_side: int = 200,
    ) -> None:
        self._mind = mind
        self._storage = storage
        self._outbox = outbox
        self._written = written
        """Told after each turn that left something to index."""
        self._alone = alone
        self._joined = min((limits.text for limits in mind.limits.values()), default=0)
        """Characters of messages that are answered together."""
        self._signs = Signs(storage, outbox.working)
        self._queues: dict[int, deque[Pending]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._most = side_by_side
        self._lined_up: deque[int] = deque()
        """Conversations that wait for one of the others to end; asyncio's semaphore looks at all who wait each time."""
        self._seen: set[int] = set()
        """Messages queued or in work, so that recovery and the inbox never queue one twice."""
        self._early: list[Pending] | None = []
        """What arrived before the earlier messages were taken up; None from then on."""
        self._taking_up = asyncio.Lock()

    def wake(self, row: Pending) -> None:
        """Queue a message; starts its conversation's task when none runs."""
        if self._early is not None:
            self._early.append(row)
            return
        if row.message in self._seen:
            return
        self._seen.add(row.message)
        queue = self._queues.get(row.conversation)
        if queue is not None:
            # The turn before it writes the conversation anew: what it was at acceptance is of no use any more.
            queue.append(replace(row, seen=None))
            return
        self._queues[row.conversation] = deque([row])
        if len(self._tasks) < self._most:
            self._start(row.conversation)
        else:
            self._lined_up.append(row.conversation)

    async def run(self) -> None:
        """Until cancelled. Turns in progress are abandoned then, nothing of them written; the next start takes them."""
        try:
            await self._take_up()
            await self._outbox.run()
        finally:
            for task in tuple(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Return once nothing is queued or in work and every due message was sent."""
        await self._take_up()
        while self._tasks:
            await asyncio.gather(*tuple(self._tasks))
        while True:
            try:
                await self._outbox.flush()
            except StorageUnavailable as error:
                await _pause(error)
            else:
                return

    async def _take_up(self) -> None:
        """Once a process: sort out interrupted sends, queue what is unanswered in order of acceptance, then the new."""
        async with self._taking_up:
            while self._early is not None:
                try:
                    await self._outbox.recover()
                    left = await self._storage.pending(EVERYTHING)
                except StorageUnavailable as error:
                    await _pause(error)
                    continue
                early, self._early = self._early, None
                for row in [*left, *early]:
                    self.wake(row)

    def _start(self, conversation: int) -> None:
        task = asyncio.create_task(self._converse(conversation))
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._lined_up and not task.cancelled():
            self._start(self._lined_up.popleft())

    async def _converse(self, conversation: int) -> None:
        queue = self._queues[conversation]
        try:
            while queue:  # Again, when a message came while the conversation was being released.
                await self._hold(conversation)
                try:
                    while queue:
                        rows = first_run(queue, self._joined, self._alone)
                        await self._answer_all(rows)
                        for row in rows:
                            queue.popleft()
                            self._seen.discard(row.message)
                finally:
                    await self._release(conversation)
        finally:
            self._seen.difference_update(row.message for row in queue)
            del self._queues[conversation]

    async def _hold(self, conversation: int) -> None:
        """Return once the conversation is ours; another machine's lease ends by its clock."""
        while True:
            try:
                if await self._storage.hold(conversation):
                    return
                await asyncio.sleep(PAUSE)
            except StorageUnavailable as error:
                await _pause(error)

    async def _release(self, conversation: int) -> None:
        try:
            await self._storage.release(conversation)
        except StorageUnavailable as error:  # Then the lease ends by its clock.
            log.error("storage_unavailable", what_to_do=str(error))

    async def _answer_all(self, rows: Sequence[Pending]) -> None:
        """One turn for all of them; one each, where that fails or another process has answered some of them."""
        if len(rows) == 1 or not await self._answer_together(rows):
            for row in rows:
                await self._answer(row)

    async def _answer_together(self, rows: Sequence[Pending]) -> bool:
        row = joined(rows)
        while True:
            try:
                place = await self._take(row, failures=0)
            except StorageUnavailable as error:
                await _pause(error)
            except Gone:
                return False
            except Exception:
                log.exception("joined_turn_failed", conversation=row.conversation, messages=len(rows))
                return False
            else:
                if place:
                    await self._tell(place)
                return place is not None

    async def _tell(self, place: Place) -> None:
        if not await self._outbox.ring(place):
            self._outbox.wake()

    async def _answer(self, row: Pending) -> None:
        """One turn, however long the database is away; a message that even our apology fails on is left behind."""
        failures = 0
        while failures <= TRIES:
            try:
                place = await self._take(row, failures)
            except StorageUnavailable as error:
                await _pause(error)
            except Gone:  # While it waited.
                log.info("conversation_gone", conversation=row.conversation)
                return
            except Exception:
                failures += 1
                log.exception("turn_failed", conversation=row.conversation, message=row.message, failures=failures)
            else:
                if place:
                    await self._tell(place)
                return
        # It stays unanswered for the next start; what came after it in this conversation is answered now.
        log.error("message_left_unanswered", conversation=row.conversation, message=row.message)

    async def _take(self, row: Pending, failures: int) -> Place | None:
        """Where the answer goes; None when the message was answered before."""
        if failures >= TRIES:
            return _place(await apologise(self._mind, row))
        with self._signs.of_work(row.conversation):
            taken = await take_turn(self._mind, row)
        if taken and taken.findable:
            self._written()
        if taken and taken.called:
            for called in await self._storage.calls(row.message, taken.called):
                self.wake(called)
        return _place(taken.stored) if taken else None


def _place(stored: Stored) -> Place:
    return Place(stored.channel, stored.chat, stored.thread)


async def _pause(error: StorageUnavailable) -> None:
    log.error("storage_unavailable", what_to_do=str(error))
    await asyncio.sleep(PAUSE)
