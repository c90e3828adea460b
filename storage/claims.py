"""Who works on which conversation: in one process a set is enough."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class Claims(Protocol):
    """One worker holds a conversation at a time."""

    holder: str
    """Our name among processes, "" where there is only one."""

    @property
    def held(self) -> frozenset[int]:
        """What this process works on now."""

    async def take(self, conversations: Iterable[int]) -> frozenset[int]:
        """Those that are ours now, without any that somebody has, ourselves included."""

    async def give_back(self, conversations: Iterable[int]) -> None:
        """Nothing happens to those that were not ours."""

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

    async def take(self, conversations: Iterable[int]) -> frozenset[int]:
        ours = frozenset(conversations).difference(self._held)
        self._held |= ours
        return ours

    async def give_back(self, conversations: Iterable[int]) -> None:
        self._held.difference_update(conversations)

    async def close(self) -> None:
        self._held.clear()
