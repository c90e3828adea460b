"""Thinking while the disk writes: a message that comes alone is thought about before it is kept.

Only ever a shortcut: what comes of it is used for that very message, once it is kept, and thought of no other state of
its conversation; otherwise it is forgotten, and nothing has happened. Nothing is waited for meanwhile.
"""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from inspect import iscoroutine

from bot.memory import Memory
from bot.turn import Mind, Thought, think
from bot.waiting import Thinking
from dialogs.state import State
from storage.port import Pending, Stored

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


class Ahead:
    """Holds what came of the last message that was thought about ahead."""

    def __init__(self, mind: Mind, memory: Memory) -> None:
        self._mind = mind
        self._memory = memory
        self._held: tuple[Pending, Stored, Thought | Begun] | None = None

    def think(self, row: Pending) -> None:
        """Think about a message that is about to be kept, of a conversation in which nothing else waits."""
        self.forget()
        if len(row.text) > SHORT or row.attachments:
            return
        stored, state = (row.seen, None) if row.seen else self._memory.recall(row.conversation) or (None, None)
        if stored is None:
            return
        with suppress(Exception):  # It fails again, and is told of, when its turn comes.
            self._held = row, stored, begin(self._mind, (row,), stored, state)

    def take(self, heard: Sequence[Pending], stored: Stored) -> Thought | Begun | None:
        """What was thought about these messages, as their conversation is stored; it is given away once."""
        if self._held is None or self._held[:2] != (heard[0], stored) or len(heard) > 1:
            return None
        (_, _, came), self._held = self._held, None
        return came

    def forget(self) -> None:
        """It was not kept, or was erased meanwhile."""
        if self._held and isinstance(self._held[2], Begun):
            self._held[2].close()
        self._held = None
