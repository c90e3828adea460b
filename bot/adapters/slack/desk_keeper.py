"""Keeps the threads of cases up to date: whatever was said or done is queued there, and the outbox sends it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable

import structlog

from storage.desk.port import DeskStorage
from storage.desk.thread import Mark
from storage.port import StorageUnavailable

log = structlog.get_logger()

LOOKS = 1.0
"""Seconds between two looks while nobody rings; as often as the pages of the console look."""
PAUSE = 5.0
"""Seconds before the next look while the database cannot be read."""
AT_ONCE = 200
"""Cases in one transaction. Chosen: others write in between."""


class Keeper:
    """What is missing is found from the history of each case, so that a death at any moment loses nothing."""

    def __init__(self, desk: DeskStorage, room: str, wake: Callable[[], None], clock: Callable[[], float]) -> None:
        """`wake` is told when there is something to send."""
        self._desk = desk
        self._room = room
        self.wake = wake
        self._clock = clock
        self._mark: Mark | None = None
        self._behind: set[int] = set()
        """Cases whose person wrote something that is not answered yet, or that could not be written."""
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Something was done here: look at once."""
        self._rung.set()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            self._rung.clear()
            try:
                await self.round()
            except StorageUnavailable as error:
                log.error("storage_unavailable", what_to_do=str(error))
                await asyncio.sleep(PAUSE)
            except Exception as error:
                # A fault in what the desk looks at ends no conversation; the threads are looked at again.
                log.error("slack_desk_round_failed", error=type(error).__name__)
                await asyncio.sleep(PAUSE)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOKS):
                    await self._rung.wait()

    async def round(self) -> None:
        """One look at everything that may have changed since the last one.

        Raises:
            StorageUnavailable: it is looked at again the next time.
        """
        mark, stirred = await self._desk.astir(self._room, self._mark)
        wanted = sorted({*stirred, *self._behind})
        self._behind.update(stirred)
        for start in range(0, len(wanted), AT_ONCE):
            await self.catch_up(wanted[start : start + AT_ONCE])
        self._mark = mark

    async def catch_up(self, cases: Iterable[int]) -> None:
        """The threads of these cases have everything queued that was said and done up to now.

        Raises:
            StorageUnavailable: those that could not be written are tried again in the next round.
        """
        named = list(cases)
        outcomes = await self._desk.catch_up(self._room, named, self._clock())
        failed: Exception | None = None
        for case, outcome in zip(named, outcomes, strict=True):
            if isinstance(outcome, Exception):
                self._behind.add(case)
                failed = outcome
            elif outcome.behind:
                self._behind.add(case)
            else:
                self._behind.discard(case)
        if any(not isinstance(outcome, Exception) and outcome.wrote for outcome in outcomes):
            self.wake()
        if failed:
            raise failed
