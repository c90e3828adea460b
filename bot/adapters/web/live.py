"""Live pages: the table is read, a bell only says when."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from bot.browser.answers import ALIVE, HEARTBEAT, RETRY
from storage.port import StorageUnavailable


@dataclass(frozen=True, slots=True)
class Piece:
    """A message, drawn."""

    position: int
    html: str
    """Empty for a row that shows nothing."""


@dataclass(frozen=True, slots=True)
class News:
    pieces: Sequence[Piece] = ()
    erased: bool = False
    """The row the browser saw last is gone: what it shows must go too."""


Read = Callable[[int], Awaitable[News]]
"""What came after a position, in order."""


class Bell:
    """Rung when there may be something new; remembers one ring."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()
        self.closed = False

    def ring(self) -> None:
        self._rung.set()

    def close(self) -> None:
        self.closed = True
        self._rung.set()

    async def wait(self, seconds: float) -> None:
        """Until rung, but no longer than so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                await self._rung.wait()
        except TimeoutError:
            return
        self._rung.clear()


class Bells:
    """Everybody who watches a chat now."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._by_chat: dict[str, list[Bell]] = defaultdict(list)
        self._closed = False

    @contextmanager
    def listen(self, chat: str) -> Iterator[Bell]:
        """A bell for one watcher; the oldest of a chat is closed when there are too many."""
        bell = Bell()
        bell.closed = self._closed
        watchers = self._by_chat[chat]
        watchers.append(bell)
        if len(watchers) > self._most:
            watchers[0].close()
        try:
            yield bell
        finally:
            watchers.remove(bell)
            if not watchers and self._by_chat.get(chat) is watchers:
                del self._by_chat[chat]

    def ring(self, chat: str) -> bool:
        """False when nobody watches."""
        watchers = self._by_chat.get(chat, [])
        for bell in watchers:
            bell.ring()
        return bool(watchers)

    def close(self) -> None:
        """End every live page, now and from now on."""
        self._closed = True
        for watchers in self._by_chat.values():
            for bell in watchers:
                bell.close()


async def stream(read: Read, bell: Bell, after: int) -> AsyncIterator[str]:
    """Server-sent events from a position on, until the bell is closed or everything was erased.

    An event's id is its position, so a browser that comes back says where it was.
    """
    yield RETRY
    while not bell.closed:
        try:
            news = await read(after)
        except StorageUnavailable:
            news = News()
        if news.erased:
            yield "event: erased\ndata:\n\n"
            return
        for piece in news.pieces:
            after = piece.position
            if piece.html:
                yield event(piece)
        if not news.pieces:
            yield ALIVE
        await bell.wait(HEARTBEAT)


def event(piece: Piece) -> str:
    lines = "".join(f"data: {line}\n" for line in piece.html.splitlines())
    return f"event: message\nid: {piece.position}\n{lines}\n"
