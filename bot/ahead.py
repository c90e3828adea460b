"""Thinking while the disk writes: a message that comes alone is thought about before it is kept.

Only ever a shortcut: what comes of it is used for that very message, once it is kept, and thought of no other state of
its conversation; otherwise it is forgotten, and nothing has happened. Nothing is waited for meanwhile.

An answer that needs nothing else follows its message to the disk, in a commit of its own: the storage writes it only
behind that very message, and only to the conversation as it was thought from. A round then takes it up as if it had
just been thought.
"""

from __future__ import annotations

from asyncio import Task, create_task
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from inspect import iscoroutine

from bot.memory import Memory
from bot.turn import Mind, Thought, think
from bot.waiting import Thinking
from dialogs.state import State
from storage.port import Pending, Receipt, Storage, Stored, Written

SHORT = 500
"""Characters of a message that is thought about ahead. Chosen: so many take less time than a disk; what takes longer
would keep others from hearing that their messages were kept."""


@dataclass(frozen=True, slots=True)
class Begun:
    """Thinking that has come to where it must wait."""

    thinking: Thinking[Thought]
    promise: Awaitable[object]

    def close(self) -> None:
        self.thinking.close()
        if iscoroutine(self.promise):
            self.promise.close()


def begin(mind: Mind, heard: Sequence[Pending], stored: Stored, state: State | None) -> Thought | Begun:
    """Think as far as nothing has to be waited for; raises whatever `think` does."""
    thinking = think(mind, heard, stored, state)
    try:
        return Begun(thinking, next(thinking))
    except StopIteration as end:
        thought: Thought = end.value
        return thought


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What came of a message that was thought about ahead."""

    row: Pending
    stored: Stored
    """What it was thought from."""
    came: Thought | Begun
    writing: Task[Sequence[Written | Exception]] | None = None
    """Its write, which follows the message itself to the disk; None where that is left to a round."""


class Ahead:
    """Holds what came of messages that were thought about ahead: of the last one, and of all that are being written."""

    def __init__(self, mind: Mind, memory: Memory, storage: Storage) -> None:
        self._mind = mind
        self._memory = memory
        self._storage = storage
        self._last: Foreseen | None = None
        self._written: dict[int, Foreseen] = {}
        """By message, until a round takes them up."""

    def think(self, row: Pending, receipt: Receipt) -> None:
        """Think about a message that is about to be kept, of a conversation in which nothing else waits.

        Its answer follows it to the disk where nothing came between what was last said and the message.
        """
        self.forget()
        if len(row.text) > SHORT or row.attachments:
            return
        stored, state = (row.seen, None) if row.seen else self._memory.recall(row.conversation) or (None, None)
        if stored is None:
            return
        with suppress(Exception):  # It fails again, and is told of, when its turn comes.
            came = begin(self._mind, (row,), stored, state)
            if isinstance(came, Thought) and row.position == stored.following:
                writing = create_task(self._write(came, receipt))
                self._written[row.message] = Foreseen(row, stored, came, writing)
            else:
                self._last = Foreseen(row, stored, came)

    def take(self, heard: Sequence[Pending], stored: Stored) -> Foreseen | None:
        """What was thought about these messages, given away once; where it is being written, about the first of them.

        Only what was thought from the conversation as it is stored now, unless it is being written: that shows itself.
        """
        written = self._written.pop(heard[0].message, None)
        if written and written.row == heard[0]:  # Else it was of a message that was not kept, whose number came again.
            return written
        last = self._last
        if last is None or (last.row, last.stored) != (heard[0], stored) or len(heard) > 1:
            return None
        self._last = None
        return last

    def forget(self) -> None:
        """It was not kept, or was erased meanwhile. What is on its way to the disk is not called back."""
        if self._last and isinstance(self._last.came, Begun):
            self._last.came.close()
        self._last = None

    def cancel(self) -> None:
        """Wait for nothing any more."""
        for foreseen in self._written.values():
            if foreseen.writing:
                foreseen.writing.cancel()

    async def _write(self, thought: Thought, receipt: Receipt) -> Sequence[Written | Exception]:
        return await self._storage.write_all([thought.write], receipt)
