"""Who works on which conversation: in one process a set is enough."""

from __future__ import annotations

from typing import Protocol


class Claims(Protocol):
    """One worker holds a conversation at a time."""

    holder: str
    """Our name among processes, "" where there is only one."""

    @property
    def held(self) -> frozenset[int]:
        """What this process works on now."""

    async def take(self, conversation: int) -> bool:
        """True if it is ours now; False if anybody has it, ourselves included."""

    async def give_back(self, conversation: int) -> None:
        """Nothing happens if it was not ours."""

    async def close(self) -> None:
        """Give everything back."""


class InMemory:
    """Claims of the only process: who holds the data folder holds them all, and they end with it."""

    holder = ""

    def __init__(self) -> None:
        self._held: set[int] = set()

    @property
    def held(self) -> frozenset[int]:
        return frozenset(self._held)

    async def take(self, conversation: int) -> bool:
        if conversation in self._held:
            return False
        self._held.add(conversation)
        return True

    async def give_back(self, conversation: int) -> None:
        self._held.discard(conversation)

    async def close(self) -> None:
        self._held.clear()
