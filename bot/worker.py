"""Run the turns and the sends until stopped: one turn at a time within a conversation, conversations side by side."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Sequence

import structlog

from bot.joining import Alone, together
from bot.outbox import Outbox
from bot.rounds import Rounds, Turn, pause
from bot.signs import Signs
from bot.turn import Mind
from storage.port import Pending, Receipt, Storage, StorageUnavailable

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
        alone: Alone = lambda _: False,
        side_by_side: int = 200,
    ) -> None:
        self._storage = storage
        self._outbox = outbox
        self._written = written
        """Told after each turn that left something to index."""
        self._alone = alone
        self._limits = mind.limits
        self._joined = min((limits.text for limits in mind.limits.values()), default=0)
        """Characters of messages that are heard as one."""
        self._rounds = Rounds(mind, storage, self._ended, Signs(outbox.working), side_by_side=side_by_side)
        self._queues: dict[int, deque[Pending]] = {}
        """By conversation; the first of each is in work or rests, with those that are answered with it."""
        self._apart: set[int] = set()
        """Queued messages that could not be answered together with their neighbours."""
        self._resting: dict[int, asyncio.TimerHandle] = {}
        """Conversations to which nothing could be said yet, or from which more is on its way."""
        self._rested = asyncio.Event()
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
        if self._queue(row):
            self._start(row)

    def ahead(self, row: Pending, receipt: Receipt) -> None:
        """Think about a message while it is being stored, where nothing else waits; `wake` tells that it was."""
        if self._early is None and row.conversation not in self._queues and row.conversation not in self._resting:
            self._rounds.ahead(row, receipt)

    async def run(self) -> None:
        """Until cancelled. Turns in progress are abandoned then, nothing of them written; the next start takes them."""
        try:
            await self._take_up()
            await self._outbox.run()
        finally:
            for rest in self._resting.values():
                rest.cancel()
            await self._rounds.cancel()
            await self._release(self._queues)

    async def drain(self) -> None:
        """Return once nothing is queued or in work and every due message was sent."""
        await self._take_up()
        await self._rounds.idle()
        while self._queues.keys() & self._resting.keys():
            self._rested.clear()
            await self._rested.wait()
            await self._rounds.idle()
        while True:
            try:
                await self._outbox.flush()
            except StorageUnavailable as error:
                await pause(error)
            else:
                return

    def leave(self, channel: str) -> None:
        """Answers for this channel are kept, and not sent, from now on."""
        self._outbox.leave(channel)

    def look(self) -> None:
        """Something was queued that no turn wrote."""
        self._outbox.wake()

    def forget(self) -> None:
        """Conversations were erased beside the turns: nothing of them is remembered."""
        self._rounds.forget()

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
                for row in [row for row in [*left, *early] if self._queue(row)]:
                    self._start(row)

    def _queue(self, row: Pending) -> bool:
        """Whether it is the first that waits in its conversation."""
        if row.message in self._seen:
            return False
        self._seen.add(row.message)
        queue = self._queues.setdefault(row.conversation, deque())
        queue.append(row)
        return len(queue) == 1

    def _start(self, row: Pending) -> None:
        """Have the first that waits in a conversation answered, once what was sent with it can have come."""
        limits = self._limits.get(row.channel)
        if limits and row.attachments:
            self._rest(row.conversation, limits.together)
        if row.conversation not in self._resting:
            self._begin(row.conversation)

    def _begin(self, conversation: int, *, held: bool = False) -> None:
        """Have what waits in a conversation answered in the next round, as far as it is answered together."""
        heard = self._next(self._queues[conversation])
        self._rounds.take(Turn(heard, held=held, stored=heard[0].seen))

    def _next(self, queue: deque[Pending]) -> Sequence[Pending]:
        if len(queue) == 1 or queue[0].message in self._apart:
            return (queue[0],)
        return together(queue, self._joined, self._alone)

    def _rest(self, conversation: int, seconds: float) -> None:
        """Let what comes in a conversation wait for so long, to be answered together."""
        if seconds and conversation not in self._resting:
            loop = asyncio.get_running_loop()
            self._resting[conversation] = loop.call_later(seconds, self._awake, conversation)

    def _awake(self, conversation: int) -> None:
        del self._resting[conversation]
        self._rested.set()
        if conversation in self._queues:
            self._begin(conversation)

    async def _ended(self, turns: Sequence[Turn]) -> None:
        """Have the next message of each conversation answered, or let go of it; then say what there is to be seen."""
        free: list[int] = []
        for turn in turns:
            conversation = turn.row.conversation
            queue = self._queues[conversation]
            if turn.apart:
                self._apart.update(turn.messages)
            for _ in turn.done:
                message = queue.popleft().message
                self._seen.discard(message)
                self._apart.discard(message)
            for row in turn.written.called if turn.written else ():
                if row.conversation == conversation:  # It goes on by itself, and stays ours.
                    self._queue(row)
            self._rest(conversation, self._until_said(turn))
            if queue and conversation not in self._resting:
                self._begin(conversation, held=True)
                continue
            if not queue:
                del self._queues[conversation]
            free.append(conversation)
        for turn in turns:
            await self._tell(turn)
        await self._release(free)

    def _until_said(self, turn: Turn) -> float:
        """Seconds for which the channel's pace lets nothing more be said there than this turn did."""
        if not (turn.written and turn.thought):
            return 0.0
        limits = self._limits.get(turn.thought.place.channel)
        return len(turn.thought.write.posts) / limits.pace.place if limits and limits.pace else 0.0

    async def _tell(self, turn: Turn) -> None:
        if not (turn.written and turn.thought):
            return
        if turn.thought.findable:
            self._written()
        for row in turn.written.called:
            if row.conversation != turn.row.conversation:
                self.wake(row)
        place = turn.thought.place
        try:
            if not await self._outbox.ring(place):
                self._outbox.wake()
        except Exception:
            # A bug of one channel must not keep the others from hearing; the message itself is in the table.
            log.exception("ring_failed", channel=place.channel)

    async def _release(self, conversations: Iterable[int]) -> None:
        try:
            await self._storage.release(*conversations)
        except StorageUnavailable as error:  # Then the leases end by their clock.
            log.error("storage_unavailable", what_to_do=str(error))
