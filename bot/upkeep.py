"""What time brings without anybody writing: drafts without consent are erased, a long silence gets one reminder."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import structlog

from bot import linking
from bot.desk import Desk
from bot.endorsing import Endorsing
from bot.promising import Promising
from storage.port import Arrival, Pending, Storage, StorageUnavailable

log = structlog.get_logger()

EVERY = 60.0
"""Seconds between two rounds. Chosen."""

SILENCE = 48 * 3600.0
"""Seconds without a message after which a person with an open question is reminded, once. Chosen: two days."""

FORGOTTEN = 24 * 3600.0
"""Seconds after which nobody needs to be told any more that a wish has lapsed. Chosen."""


UNCLAIMED = 30 * 60.0
"""Seconds a person who asked for somebody at the desk waits before both are told that nobody has come. Chosen."""


class Upkeep:
    """Runs beside the worker; every round is safe to repeat."""

    def __init__(
        self,
        storage: Storage,
        wake: Callable[[Pending], None],
        *,
        desk: Desk | None = None,
        endorsing: Endorsing | None = None,
        promising: Promising | None = None,
        unclaimed: float = UNCLAIMED,
        erased: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`erased` is called whenever something was; the `desk` is rung again after `unclaimed` seconds,
        `endorsing` is asked whose silence counts by now, and `promising` calls out what is late.
        """
        self._promising = promising
        self._desk = desk
        self._endorsing = endorsing
        self._unclaimed = unclaimed
        self._erased = erased
        self._storage = storage
        self._wake = wake
        self._clock = clock

    async def run(self) -> None:
        """A round now and then, until cancelled."""
        while True:
            try:
                await self.round()
            except StorageUnavailable as error:
                log.error("storage_unavailable", what_to_do=str(error))
            await asyncio.sleep(EVERY)

    async def round(self) -> None:
        """Erase what may not be kept, and let silent conversations know of their silence: a timer is a message too."""
        now = self._clock()
        if erased := await self._storage.expire(now):
            self._erased()
            log.info("drafts_expired", count=erased)
        await self._end_wishes(now)
        if self._promising and (late := await self._promising.call_out()):
            log.info("cases_called_late", count=late)
        if self._desk and (rung := await self._desk.ring_again(self._unclaimed)):
            log.info("desk_rung_again", count=rung)
        if self._endorsing and (counted := await self._endorsing.lapse()):
            log.info("silences_counted", count=counted)
        for stored, position in await self._storage.silent(now - SILENCE):
            hours = int(SILENCE // 3600)
            receipt = await self._storage.accept(
                Arrival(
                    stored.channel,
                    stored.chat,
                    stored.thread,
                    f"silence-{position}",
                    f"silence-{position}",
                    "timeout",
                    str(hours),
                    at=now,
                )
            )
            if receipt.new:
                self._wake(
                    Pending(receipt.message, receipt.conversation, receipt.position, "timeout", str(hours), "", "", now)
                )

    async def _end_wishes(self, now: float) -> None:
        """Nobody confirmed in time that a conversation goes on elsewhere: both sides are told, once."""
        for message, there, text in await self._storage.lapsed("knock", now - FORGOTTEN, now - linking.LASTS):
            here = linking.read_knock(text).other
            for conversation, other in ((there, here), (here, there)):
                row = await self._storage.call(conversation, "lapsed", str(other), f"lapse-{message}", now)
                if row is not None:
                    self._wake(row)
