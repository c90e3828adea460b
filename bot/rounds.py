"""Turns in rounds: take what waits, think turn after turn in one plain loop, write all of it in one go.

The group is the unit: one task, one job for the database and one line in the log for as many turns as wait, so that a
turn costs the less the more is going on. While a round is being written the next one thinks.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from bot.ahead import Ahead, Begun, begin
from bot.memory import Memory
from bot.message import Place
from bot.signs import Signs
from bot.turn import Mind, Thought, apology
from bot.waiting import finish
from dialogs.state import State
from storage.port import (
    AlreadyHandled,
    CodeTaken,
    Gone,
    Pending,
    Receipt,
    Stale,
    Storage,
    StorageUnavailable,
    Stored,
    Written,
)

log = structlog.get_logger()

TRIES = 3
"""Failures of one turn by a fault of ours before the person gets an apology and the desk a note. Chosen."""

PAUSE = 2.0
"""Seconds before the next try while the database cannot be written, or another process has the conversation. Chosen."""

SLICE = 0.005
"""Seconds of thinking in one go, before whatever else the process does has its turn. Chosen: nobody notices them."""

ROUND = 0.025
"""Seconds of thinking until a round is written although more waits. Chosen: a commit takes a few, and what it costs is
shared by a hundred turns."""


@dataclass(slots=True)
class Turn:
    """Messages that wait together, as one or as many, on their way to one answer. They may be thought again."""

    heard: Sequence[Pending]
    """Of one conversation, in order; never empty."""
    held: bool = False
    """Whether the conversation is ours already, from the turn before."""
    stored: Stored | None = None
    """The conversation to think from; None until it is known."""
    state: State | None = None
    """What `stored` says, where it is remembered."""
    thought: Thought | None = None
    writing: asyncio.Task[Sequence[Written | Exception]] | None = None
    """What writes the thought already; None where a round is to."""
    failures: int = 0
    written: Written | None = None
    """None at the end for a message that was answered before, or that nothing can answer."""
    apart: bool = False
    """At the end of several that could not be answered together: each is to be answered for itself."""

    @property
    def row(self) -> Pending:
        """The first of them."""
        return self.heard[0]

    @property
    def messages(self) -> tuple[int, ...]:
        """Every message that is part of it, in order."""
        return tuple(message for row in self.heard for message in row.messages)

    @property
    def done(self) -> tuple[int, ...]:
        """At the end those that need no further turn: all of them, unless it answered only the first of them."""
        if self.apart:
            return ()
        return (*self.thought.write.also, self.thought.write.handled) if self.thought else self.messages


Ended = Callable[[Sequence[Turn]], Coroutine[Any, Any, None]]
"""Told of turns that have ended, once of each."""


class Rounds:
    """Takes turns, each of another conversation, until they have ended one way or another."""

    def __init__(self, mind: Mind, storage: Storage, ended: Ended, signs: Signs, *, side_by_side: int) -> None:
        """At most so many turns wait `side_by_side` for the index, a model, the records or a file."""
        self._memory = Memory()
        self._ahead = Ahead(mind, self._memory, storage)
        self._mind = mind
        self._storage = storage
        self._ended = ended
        self._signs = signs
        self._most = side_by_side
        self._ready: deque[Turn] = deque()
        self._thinking = False
        """Whether a round is about to think: what gets ready until then is part of it."""
        self._waiting = 0
        self._lined_up: deque[tuple[Turn, Begun]] = deque()
        """Turns that have to wait for something, but not yet."""
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, turn: Turn) -> None:
        """Have a turn part of the next round."""
        self._ready.append(turn)
        self._next()

    def ahead(self, row: Pending, receipt: Receipt) -> None:
        """Think about a message that is being stored, when there is nothing else to think about."""
        if not (self._ready or self._thinking):
            self._ahead.think(row, receipt)

    def forget(self) -> None:
        """Conversations were erased: nothing of them is remembered."""
        self._memory.clear()
        self._ahead.forget()

    async def idle(self) -> None:
        """Return once every turn has ended, and those that were taken meanwhile."""
        while self._tasks:
            await asyncio.gather(*tuple(self._tasks))

    async def cancel(self) -> None:
        """Abandon all turns; nothing is written of those that were not."""
        self._ahead.cancel()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _next(self) -> None:
        if self._ready and not self._thinking:
            self._thinking = True
            self._spawn(self._round())

    def _spawn(self, coroutine: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(coroutine)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _round(self) -> None:
        started = time.perf_counter()
        thought: list[Turn] = []
        try:
            while self._ready:
                thought += await self._slice()
                if time.perf_counter() > started + ROUND:
                    break
                if self._ready:
                    await asyncio.sleep(0)
        finally:
            self._thinking = False
        self._next()
        if thought:
            await self._write(thought, started)

    async def _slice(self) -> list[Turn]:
        """The turns that were thought to the end; everything else that is ready by now was begun, or is ready again."""
        turns: Sequence[Turn] = tuple(self._ready)
        self._ready.clear()
        try:
            turns = await self._held(turns)
            turns = await self._known(turns)
            return self._think(turns)
        except StorageUnavailable as error:
            await pause(error)
            self._ready.extendleft(reversed(turns))
        except Exception as error:
            for turn in turns:
                self._failed(turn, error)
        return []

    async def _held(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """Those whose conversation is ours; the others come back by themselves.

        Raises:
            StorageUnavailable: none is.
        """
        strange = [turn for turn in turns if not turn.held]
        if not strange:
            return turns
        ours = await self._storage.hold(*(turn.row.conversation for turn in strange))
        for turn in strange:
            turn.held = turn.row.conversation in ours
            if not turn.held:  # Another process's lease ends by its clock.
                self._spawn(self._later(turn))
        return [turn for turn in turns if turn.held]

    async def _known(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """Those whose conversation is known, as it was remembered or read; the others are looked after.

        Raises:
            StorageUnavailable: it could not be read; nothing happened to any.
        """
        unread: list[Turn] = []
        for turn in turns:
            if turn.stored is None:
                if remembered := self._memory.recall(turn.row.conversation):
                    turn.stored, turn.state = remembered
                else:
                    unread.append(turn)
        if not unread:
            return turns
        read = await self._storage.read_all([turn.row.conversation for turn in unread])
        for away in read:
            if isinstance(away, StorageUnavailable):
                raise away
        for turn, found in zip(unread, read, strict=True):
            match found:
                case Stored():
                    turn.stored = found
                case Gone():  # While it waited.
                    log.info("conversation_gone", conversation=turn.row.conversation)
                    self._spawn(self._ended([turn]))
                case _:
                    self._failed(turn, found)
        return [turn for turn in turns if turn.stored]

    def _think(self, turns: Sequence[Turn]) -> list[Turn]:
        """Think for a while; what nobody got round to is first the next time."""
        until = time.perf_counter() + SLICE
        done: list[Turn] = []
        for number, turn in enumerate(turns, 1):
            if turn.thought or self._thinks(turn):
                done.append(turn)
            if time.perf_counter() > until:
                self._ready.extendleft(reversed(turns[number:]))
                break
        return done

    def _thinks(self, turn: Turn) -> bool:
        """True if the turn is through; it went elsewhere otherwise, to wait or to try again."""
        assert turn.stored
        try:
            if turn.failures >= TRIES:
                turn.thought = apology(self._mind, turn.row, turn.stored)
                return True
            came = self._foreseen(turn) or begin(self._mind, turn.heard, turn.stored, turn.state)
        except Exception as error:
            self._failed(turn, error)
            return False
        if isinstance(came, Thought):
            turn.thought = came
            return True
        self._lined_up.append((turn, came))
        self._wait_for_more()
        return False

    def _foreseen(self, turn: Turn) -> Thought | Begun | None:
        """What was thought ahead; where that is being written, the turn is of its message alone."""
        assert turn.stored
        foreseen = self._ahead.take(turn.heard, turn.stored)
        if foreseen is None:
            return None
        if foreseen.writing:
            turn.heard, turn.writing = turn.heard[:1], foreseen.writing
        return foreseen.came

    def _wait_for_more(self) -> None:
        while self._lined_up and self._waiting < self._most:
            self._waiting += 1
            self._spawn(self._wait(*self._lined_up.popleft()))

    async def _wait(self, turn: Turn, begun: Begun) -> None:
        """Think to the end beside the rounds; then the turn is written with the next one."""
        assert turn.stored
        place = Place(turn.stored.channel, turn.stored.chat, turn.stored.thread)
        try:
            with self._signs.of_work(place):
                turn.thought = await finish(begun.thinking, begun.promise)
        except StorageUnavailable as error:
            await pause(error)
            self.take(turn)
        except Exception as error:
            self._failed(turn, error)
        else:
            self.take(turn)
        finally:
            self._waiting -= 1
            self._wait_for_more()

    async def _write(self, turns: Sequence[Turn], started: float) -> None:
        outcomes = await self._outcomes(turns)
        over: list[Turn] = []
        unsaved: list[Turn] = []
        away: StorageUnavailable | None = None
        for turn, outcome in zip(turns, outcomes, strict=True):
            assert turn.thought
            match outcome:
                case Written():
                    self._remember(turn.thought, outcome)
                    turn.written = outcome
                    over.append(turn)
                case AlreadyHandled():
                    self._memory.forget(turn.row.conversation)
                    turn.apart = len(turn.messages) > 1
                    over.append(turn)
                case Stale() | CodeTaken():
                    self._again(turn)
                case StorageUnavailable():
                    away = outcome
                    unsaved.append(turn)
                case _:
                    self._failed(turn, outcome)
        if over:
            conversations = [turn.row.conversation for turn in over if turn.written]
            log.info("turns_taken", conversations=conversations, ms=round((time.perf_counter() - started) * 1000, 1))
            await self._ended(over)
        if away:
            await pause(away)
            for turn in unsaved:
                self.take(turn)

    async def _outcomes(self, turns: Sequence[Turn]) -> Sequence[Written | Exception]:
        """What became of each turn: of those that are being written, and of the others, which are written now."""
        fresh = [turn.thought.write for turn in turns if turn.thought and not turn.writing]
        written = iter(await self._storage.write_all(fresh) if fresh else ())
        return [(await turn.writing)[0] if turn.writing else next(written) for turn in turns]

    def _remember(self, thought: Thought, written: Written) -> None:
        if thought.write.erase:
            self._ahead.forget()
            if thought.stored.person is not None:
                self._memory.clear()  # What this person told elsewhere went as well.
        if after := thought.after(written):
            self._memory.keep(after, thought.state)
        else:
            self._memory.forget(thought.stored.conversation)

    def _again(self, turn: Turn) -> None:
        self._memory.forget(turn.row.conversation)
        turn.stored = turn.state = turn.thought = turn.writing = None
        self.take(turn)

    def _failed(self, turn: Turn, error: Exception) -> None:
        turn.failures += 1
        log.error(
            "turn_failed",
            conversation=turn.row.conversation,
            message=turn.row.message,
            failures=turn.failures,
            exc_info=error,
        )
        if len(turn.messages) > 1:
            turn.apart = True
            self._spawn(self._ended([turn]))
            return
        if turn.failures <= TRIES:
            self._again(turn)
            return
        # It stays unanswered for the next start; what came after it in this conversation is answered now.
        log.error("message_left_unanswered", conversation=turn.row.conversation, message=turn.row.message)
        self._spawn(self._ended([turn]))

    async def _later(self, turn: Turn) -> None:
        await asyncio.sleep(PAUSE)
        self.take(turn)


async def pause(error: StorageUnavailable) -> None:
    """Say what to do about it, and let some time pass before the next try."""
    log.error("storage_unavailable", what_to_do=str(error))
    await asyncio.sleep(PAUSE)
