"""Signs of work: a turn that takes longer than people wait in silence shows them that we are at it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterator

import structlog

from bot.message import Place

log = structlog.get_logger()

AFTER = 1.0
"""Seconds a turn may wait before the first sign: longer breaks a person's thread of thought (J. Nielsen, 1993)."""

EVERY = 4.0
"""Seconds between two signs. Telegram's "typing" fades after five."""

Show = Callable[[Place, float], Awaitable[None]]
"""Where, and for how many seconds we have been at it."""


class Signs:
    """Given while a turn waits; best effort, and one that need not wait pays nothing for them."""

    def __init__(self, show: Show, *, after: float = AFTER, every: float = EVERY) -> None:
        self._show = show
        self._after = after
        self._every = every

        self._given: set[asyncio.Task[None]] = set()

    @contextlib.contextmanager
    def of_work(self, place: Place) -> Iterator[None]:
        """Show that we are at work there, once the block has run for a while, until it ends.

        A sign that is being given then is not broken off: half-given, nobody could take it back.
        """
        over = asyncio.Event()
        begin = asyncio.get_running_loop().call_later(self._after, self._begin, place, over)
        try:
            yield
        finally:
            begin.cancel()
            over.set()

    def _begin(self, place: Place, over: asyncio.Event) -> None:
        task = asyncio.create_task(self._give(place, over))
        self._given.add(task)
        task.add_done_callback(self._given.discard)

    async def _give(self, place: Place, over: asyncio.Event) -> None:
        seconds = self._after
        try:
            while not over.is_set():
                await self._show(place, seconds)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._every):
                        await over.wait()
                seconds += self._every
        except Exception:
            # The answer comes all the same.
            log.warning("sign_not_given", exc_info=True)
