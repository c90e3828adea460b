"""Pages that stand open: they are told that something changed, and fetch themselves anew.

What is streamed is a mark, not content: two equal marks mean that nothing changed, so a browser that lost its
connection asks with the mark of what it shows and misses nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.browser import answers
from bot.browser.answers import ALIVE, HEARTBEAT, RETRY
from storage.port import StorageUnavailable

LOOKS = 1.0
"""Seconds between two looks while nobody wakes us; what another process wrote is seen by then."""
LASTS = 300.0
"""Seconds a stream lasts: whoever signed out or lost a role is let in by the guard no longer than that."""

Mark = Callable[[], Awaitable[str]]
"""Of what a page shows now; a line."""


class Streams:
    """Everybody who watches a page now."""

    def __init__(self) -> None:
        self._asleep: set[asyncio.Event] = set()
        self.closed = False

    def ring(self) -> None:
        """Something was done here: all look at once."""
        for sleeper in self._asleep:
            sleeper.set()

    def close(self) -> None:
        """End every stream, now and from now on."""
        self.closed = True
        self.ring()

    async def wait(self, seconds: float) -> None:
        """Until rung, but no longer than so many seconds."""
        sleeper = asyncio.Event()
        self._asleep.add(sleeper)
        try:
            async with asyncio.timeout(seconds):
                await sleeper.wait()
        except TimeoutError:
            return
        finally:
            self._asleep.discard(sleeper)


def stream(streams: Streams, request: Request, mark: Mark) -> Response:
    """Server-sent events, each a new mark; a browser that names no mark to begin with is told the one of now, once."""
    known = request.headers.get("last-event-id") or request.query_params.get("after", "")
    return answers.stream(marks(streams, mark, known))


async def marks(
    streams: Streams, mark: Mark, known: str, *, clock: Callable[[], float] = time.monotonic
) -> AsyncIterator[str]:
    """The lines of a stream that begins at the mark `known`; "" for one that ends after the first."""
    yield RETRY
    began = spoke = clock()
    last = known
    while not streams.closed and clock() - began < LASTS:
        try:
            now = await mark()
        except StorageUnavailable:
            now = last
        if now != last:
            last, spoke = now, clock()
            yield f"id: {now}\ndata: {now}\n\n"
        elif clock() - spoke >= HEARTBEAT:
            spoke = clock()
            yield ALIVE
        if not known:
            return
        await streams.wait(LOOKS)
