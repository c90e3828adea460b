"""Run the turns and the sends until stopped: one turn at a time within a conversation, conversations side by side."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Sequence

import structlog

from bot import rounds
from bot.message import Place
from bot.outbox import Outbox
from bot.rounds import Rounds, Turn, pause
from bot.turn import Mind, Thought
from storage.port import Pending, Storage, StorageUnavailable

log = structlog.get_logger()

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
        side_by_side: int = 200,
    ) -> None:
        self._storage = storage
        self._outbox = outbox
        self._written = written
        """Told after each turn that left something to index."""
        self._rounds = Rounds(mind, storage, self._ended, side_by_side=side_by_side)
        self._queues: dict[int, deque[Pending]] = {}
        """By conversation; the first of each is in work."""
        self._sends = asyncio.Event()
        self._seen: set[int] = set()
        """Messages queued or in work, so that recovery and the inbox never queue one twice."""
        self._early: list[Pending] | None = []
        """What arrived before the earlier messages were taken up; None from then on."""
        self._taking_up = asyncio.Lock()

    def wake(self, row: Pending) -> None:
        """Queue a message; it is answered in the next round, or after those of its conversation that came before."""
        if self._early is not None:
            self._early.append(row)
            return
        if row.message in self._seen:
            return
        self._seen.add(row.message)
        queue = self._queues.get(row.conversation)
        if queue is not None:
            queue.append(row)
            return
        self._queues[row.conversation] = deque([row])
        self._rounds.take(Turn(row, stored=row.seen))

    async def run(self) -> None:
        """Until cancelled. Turns in progress are abandoned then, nothing of them written; the next start takes them."""
        try:
            await self._take_up()
            self._sends.set()
            while True:
                wait = self._outbox.next_try()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._sends.wait(), wait)
                self._sends.clear()
                await self._flush()
        finally:
            await self._rounds.cancel()

    async def drain(self) -> None:
        """Return once nothing is queued or in work and every due message was sent."""
        await self._take_up()
        await self._rounds.idle()
        await self._flush()

    def forget(self) -> None:
        """Conversations were erased beside the turns: nothing of them is remembered."""
        self._rounds.memory.clear()

    async def _take_up(self) -> None:
        """Once a process: sort out interrupted sends, queue what is unanswered in order of acceptance, then the new."""
        async with self._taking_up:
            while self._early is not None:
                try:
                    await self._outbox.recover()
                    left = await self._storage.pending(EVERYTHING)
                except StorageUnavailable as error:
                    await pause(error)
                    continue
                early, self._early = self._early, None
                for row in [*left, *early]:
                    self.wake(row)

    async def _flush(self) -> None:
        try:
            await self._outbox.flush()
        except StorageUnavailable as error:
            await pause(error)
            self._sends.set()
        except Exception:
            # A bug of ours must not end the sending of everybody's messages.
            log.exception("flush_failed")
            await asyncio.sleep(rounds.PAUSE)
            self._sends.set()

    async def _ended(self, turns: Sequence[Turn]) -> None:
        """Have the next message of each conversation answered, or let go of it; then say what there is to be seen."""
        free: list[int] = []
        for turn in turns:
            conversation = turn.row.conversation
            queue = self._queues[conversation]
            self._seen.discard(queue.popleft().message)
            if queue:
                self._rounds.take(Turn(queue[0], held=True))
            else:
                del self._queues[conversation]
                free.append(conversation)
        for turn in turns:
            if turn.answered and turn.thought:
                await self._tell(turn.thought)
        try:
            await self._storage.release(*free)
        except StorageUnavailable as error:  # Then the leases end by their clock.
            log.error("storage_unavailable", what_to_do=str(error))

    async def _tell(self, thought: Thought) -> None:
        if thought.findable:
            self._written()
        stored = thought.stored
        try:
            if not await self._outbox.ring(Place(stored.channel, stored.chat, stored.thread)):
                self._sends.set()
        except Exception:
            # A bug of one channel must not keep the others from hearing; the message itself is in the table.
            log.exception("ring_failed", channel=stored.channel)
