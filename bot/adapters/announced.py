"""What `Moments` keeps over the death of a process: in the database, as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.message import Place
from storage.port import Announced

MessageT = TypeVar("MessageT")


class Announcements(Protocol):
    """The part of `Storage` that this needs."""

    async def announce(self, channel: str, at: Announced) -> None: ...

    async def claim(self, channel: str, at: Announced) -> bool: ...

    async def announced(self, channel: str) -> Sequence[Announced]: ...


@dataclass(frozen=True, slots=True)
class Kept(Generic[MessageT]):
    """See `moments.Memory`, of one channel."""

    storage: Announcements
    channel: str
    write: Callable[[MessageT], str]
    read: Callable[[str], MessageT]

    async def keep(self, place: Place, message: MessageT) -> None:
        await self.storage.announce(self.channel, self._at(place, message))

    async def claim(self, place: Place, message: MessageT) -> bool:
        return await self.storage.claim(self.channel, self._at(place, message))

    async def left(self) -> Sequence[tuple[Place, MessageT]]:
        found = await self.storage.announced(self.channel)
        return [(Place(self.channel, one.chat, one.thread), self.read(one.remote)) for one in found]

    def _at(self, place: Place, message: MessageT) -> Announced:
        return Announced(place.chat, place.thread, self.write(message))
