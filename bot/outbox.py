"""Send what the turns have queued, in order within a conversation; what may have arrived is never repeated blindly."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import structlog

from bot.channel import Adapter, Blocked, NotConnected, Send, Shows, TooFast, Uncertain, Undeliverable
from bot.message import Outbound, Place
from bot.pace import Line
from bot.wire import read_outbound
from storage import points
from storage.port import Due, OutboundRow, Storage, StorageUnavailable

log = structlog.get_logger()

BACKOFF = (1.0, 5.0, 30.0, 120.0, 600.0)
"""Seconds before the next try of a message that did not leave, by attempt; the last one repeats. Chosen."""

JITTER = 0.5
"""Part of a back-off that chance decides, so that after an outage not all come back in the same second. Chosen."""

LONGEST = 120.0
"""Seconds after which nobody knows what became of a call that does not return. Chosen, above any adapter's own."""

PAUSE = 2.0
"""Seconds before the next try while the database cannot be written. Chosen."""

LOOK = 60.0
"""Seconds after which the table is looked at although nobody rang: an operator's command, in a process of its own, may
have put something back into it. Chosen."""


@dataclass(frozen=True, slots=True)
class Arrived:
    message: int
    remote: str


@dataclass(frozen=True, slots=True)
class Failed:
    message: int
    status: Literal["queued", "uncertain", "undeliverable"]
    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nobody there wants anything from us."""

    row: OutboundRow


End = Arrived | Failed | Refused
"""What became of a send."""


class Outbox:
    """Sends for one process, each conversation for itself: one that hangs or rests holds up no other.

    Several processes may send from one database, each message being claimed before it is sent; but each keeps the
    pace of a channel for itself, so a channel with a pace is best sent to by one of them.
    """

    def __init__(
        self,
        storage: Storage,
        adapters: Mapping[str, Adapter],
        *,
        clock: Callable[[], float] = time.monotonic,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._storage = storage
        self._adapters = dict(adapters)
        self._clock = clock
        self._chance = chance
        """From 0 to 1."""
        self._lines: dict[str, Line[int]] = {name: Line(one.limits.pace) for name, one in self._adapters.items()}
        """Conversations, by channel."""
        self._sends: set[asyncio.Task[None]] = set()
        self._ends: list[End] = []
        """What is not written down yet; kept while the database is away, lest a message stay under way for ever and
        hold up all that follow it."""
        self._trouble: Exception | None = None
        """A fault that a send met on our side, for the next round to raise."""
        self._arrived = 0
        self._round = asyncio.Lock()
        self._changed = asyncio.Event()

    async def recover(self) -> Sequence[OutboundRow]:
        """At start: what a dead process left half-sent is queued again where a channel de-duplicates, else returned."""
        safe = [name for name, adapter in self._adapters.items() if adapter.limits.deduplicates]
        rows = await self._storage.interrupted(safe)
        if rows:
            log.warning("sends_uncertain", count=len(rows))
        return rows

    async def ring(self, place: Place) -> bool:
        """Tell the people of a channel that pulls to look; False for another channel, where sending is still to do."""
        adapter = self._adapters.get(place.channel)
        if adapter is None or not adapter.limits.pulls:
            return False
        try:
            points.reach("send.before")
            await adapter.send(Send(0, place, 0, Outbound("")))
            points.reach("send.after")
        except (Undeliverable, NotConnected, Uncertain) as error:
            log.info("ring_unheard", channel=place.channel, error=type(error).__name__)
        return True

    async def working(self, place: Place, seconds: float) -> None:
        """Show, where the channel can, that an answer has been in the making for so long."""
        adapter = self._adapters.get(place.channel)
        if isinstance(adapter, Shows):
            await adapter.working(place, seconds)

    def leave(self, channel: str) -> None:
        """Send nothing on this channel any more: what is queued there waits for a start that serves it."""
        self._adapters.pop(channel, None)

    def wake(self) -> None:
        """There is something new to send."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def run(self) -> None:
        """Send until cancelled. A send under way is then abandoned, and found by `recover` at the next start."""
        try:
            while True:
                changed = self._changed
                try:
                    await self._start_what_may_leave()
                except StorageUnavailable as error:
                    log.error("storage_unavailable", what_to_do=str(error))
                    await asyncio.sleep(PAUSE)
                except Exception:
                    # A bug of ours must not end the sending of everybody's messages.
                    log.exception("sending_failed")
                    await asyncio.sleep(PAUSE)
                else:
                    await self._until(changed)
        finally:
            for task in tuple(self._sends):
                task.cancel()
            await asyncio.gather(*self._sends, return_exceptions=True)

    async def flush(self) -> int:
        """Send all that is due, at the pace of each channel, and return how many arrived since the last flush.

        Back when nothing is under way and what is left rests.

        Raises:
            StorageUnavailable: flush again later; what was sent by then is not sent twice.
        """
        while True:
            changed = self._changed
            await self._start_what_may_leave()
            if not self._ends and all(line.idle(self._clock()) for line in self._lines.values()):
                break
            await self._until(changed)
        arrived, self._arrived = self._arrived, 0
        return arrived

    async def _start_what_may_leave(self) -> None:
        async with self._round:
            await self._write_down()
            trouble, self._trouble = self._trouble, None
            if trouble:
                raise trouble
            due = {row.conversation: row for row in await self._storage.due(list(self._adapters))}
            now = self._clock()
            for name, line in self._lines.items():
                line.wait((row.conversation for row in due.values() if row.channel == name), now)
                while (conversation := line.next(now)) is not None:
                    self._start(due[conversation], line)

    def _start(self, due: Due, line: Line[int]) -> None:
        task = asyncio.create_task(self._send(due, line))
        self._sends.add(task)
        task.add_done_callback(self._sends.discard)

    async def _send(self, due: Due, line: Line[int]) -> None:
        try:
            row = await self._storage.attempting(due.message)
            if row is not None:
                end = await self._deliver(row, line)
                self._ends.append(end)
        except Exception as error:
            self._trouble = error
        finally:
            line.ended(due.conversation)
            self.wake()

    async def _deliver(self, row: OutboundRow, line: Line[int]) -> End:
        adapter = self._adapters.get(row.channel)
        if adapter is None:  # The conversation moved, since it was found due, to a channel that others serve.
            return Failed(row.message, "queued", "NotServedHere")
        try:
            place = Place(row.channel, row.chat, row.thread)
            send = Send(row.message, place, row.position, read_outbound(row.body))
            async with asyncio.timeout(LONGEST):
                points.reach("send.before")
                remote = await adapter.send(send)
                points.reach("send.after")
        except Blocked:
            log.warning("place_blocked", message=row.message, channel=row.channel)
            return Refused(row)
        except Undeliverable as error:
            return _failed(row, "undeliverable", error)
        except TooFast as error:
            line.rest(row.conversation, self._clock() + error.seconds)
            return Failed(row.message, "queued", type(error).__name__)
        except (NotConnected, StorageUnavailable) as error:
            return self._again(row, line, error)
        except Uncertain as error:
            return _failed(row, "uncertain", error)
        except Exception as error:
            # A fault of the adapter or under it: how far the message got nobody knows.
            log.exception("adapter_failed", message=row.message, channel=row.channel)
            if adapter.limits.deduplicates:
                return self._again(row, line, error)
            return _failed(row, "uncertain", error)
        return Arrived(row.message, remote)

    def _again(self, row: OutboundRow, line: Line[int], error: Exception) -> Failed:
        wait = BACKOFF[min(row.attempts, len(BACKOFF)) - 1]
        line.rest(row.conversation, self._clock() + wait * (1 - JITTER * self._chance()))
        return Failed(row.message, "queued", type(error).__name__)

    async def _write_down(self) -> None:
        ends, self._ends = self._ends, []
        try:
            if arrived := {end.message: end.remote for end in ends if isinstance(end, Arrived)}:
                await self._storage.sent(arrived)
                self._arrived += len(arrived)
                ends = [end for end in ends if not isinstance(end, Arrived)]
            while ends:
                await self._write_down_failure(ends[0])
                ends = ends[1:]
        finally:
            self._ends = ends + self._ends

    async def _write_down_failure(self, end: End) -> None:
        match end:
            case Failed(message=message, status=status, why=why):
                await self._storage.failed(message, status, why)
            case Refused(row=row):
                note = json.dumps({"message": row.message})
                await self._storage.blocked(row.message, row.last, note, time.time())
            case Arrived():
                raise AssertionError("what arrived is written down together")

    async def _until(self, changed: asyncio.Event) -> None:
        """Return when something changed, or when somebody who waits may be written to."""
        moments = [at for line in self._lines.values() if (at := line.wakes()) is not None]
        wait = min(max(min(moments) - self._clock(), 0.0), LOOK) if moments else LOOK
        with contextlib.suppress(TimeoutError):
            # Python 3.11's `wait_for` loses a cancellation that comes together with what it waits for.
            async with asyncio.timeout(wait):
                await changed.wait()


def _failed(row: OutboundRow, status: Literal["uncertain", "undeliverable"], error: Exception) -> Failed:
    log.warning("send_failed", message=row.message, channel=row.channel, status=status, error=type(error).__name__)
    return Failed(row.message, status, type(error).__name__)
