"""Socket Mode: a connection that we open, and what Slack sends over it, acknowledged once it is safe.

Received by ourselves: the SDK's client tries an address again that is good for one connection only, closes a connection
before it has the next, and logs what people write (docs/decisions/0013-slack-received-by-ourselves.md).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Protocol

import structlog

from bot.adapters.payload import Malformed, Payload, decoded, payload
from bot.adapters.slack.happening import Call
from bot.adapters.slack.refusals import Refused
from bot.channel import NotConnected, Uncertain
from storage.port import StorageUnavailable

if TYPE_CHECKING:
    import aiohttp

log = structlog.get_logger()

HEARTBEAT = 10.0
"""Seconds after which a connection that says nothing is asked whether it still lives. Chosen."""

PATIENCE = 60.0
"""Seconds an old connection is still listened to once Slack wants it replaced; it is closed by Slack sooner. Chosen."""

LONGEST_PAUSE = 30.0
"""Seconds between two tries to connect, at most; the pause doubles, and is drawn by lot. Chosen."""

AT_ONCE = 100
"""Envelopes in hand per connection; more wait in the network's buffers."""

Take = Callable[[Call, bytes], Awaitable[Mapping[str, object]]]
"""Makes a call safe; what Slack is told with the acknowledgement. Raises StorageUnavailable: do not acknowledge."""


class Opens(Protocol):
    """Where connections come from; see calls.py."""

    async def socket(self) -> str: ...

    async def connect(self, url: str, heartbeat: float) -> aiohttp.ClientWebSocketResponse: ...


class Socket:
    """Keeps one connection open, two while one is being replaced."""

    def __init__(self, opens: Opens, take: Take, *, pause: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._opens = opens
        self._take = take
        self._pause = pause
        self._replaced: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled.

        Raises:
            Refused: Slack does not take our token at the start. Later we keep trying, and say so.
        """
        failures = 0
        began = False
        try:
            while True:
                try:
                    connection = await self._opens.connect(await self._opens.socket(), HEARTBEAT)
                except (NotConnected, Uncertain) as error:
                    if isinstance(error, Refused) and not began:
                        raise
                    failures += 1
                    log.warning("slack_not_reached", error=type(error).__name__, failures=failures)
                    await self._pause(_lot(failures))
                    continue
                began = True
                if await self._until_replaced(connection):
                    failures = 0
                else:
                    failures += 1
                    await self._pause(_lot(failures))
        finally:
            for task in self._replaced:
                task.cancel()
            await asyncio.gather(*self._replaced, return_exceptions=True)

    async def _until_replaced(self, connection: aiohttp.ClientWebSocketResponse) -> bool:
        """Listen until another connection is wanted; this one is listened to beside it. False: it was of no use."""
        session = _Session(connection, self._take)
        reading = asyncio.create_task(session.run())
        leaving = asyncio.create_task(session.leaving.wait())
        try:
            await asyncio.wait((reading, leaving), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            raise
        finally:
            leaving.cancel()
        if not reading.done():
            self._replaced.add(reading)
            reading.add_done_callback(self._replaced.discard)
        return session.greeted and not session.unwanted


class _Session:
    """One connection."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse, take: Take) -> None:
        self._connection = connection
        self._take = take
        self._room = asyncio.Semaphore(AT_ONCE)
        self._tasks: set[asyncio.Task[None]] = set()
        self.leaving = asyncio.Event()
        """Slack wants this connection replaced."""
        self.greeted = False
        self.unwanted = False
        """Slack has too many connections of ours, or Socket Mode is switched off."""

    async def run(self) -> None:
        """Read until the connection ends; everything that came by then is taken care of."""
        try:
            await self._read()
            await asyncio.gather(*self._tasks)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            await self._connection.close()
            log.info("slack_connection_ended", code=self._connection.close_code)

    async def _read(self) -> None:
        import aiohttp

        ends = asyncio.get_running_loop().time() + PATIENCE
        while True:
            try:
                async with asyncio.timeout_at(ends if self.leaving.is_set() else None):
                    frame = await self._connection.receive()
            except TimeoutError:
                return
            if frame.type is aiohttp.WSMsgType.TEXT:
                before = self.leaving.is_set()
                await self._frame(frame.data)
                if self.leaving.is_set() and not before:
                    ends = asyncio.get_running_loop().time() + PATIENCE
            elif frame.type in (aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.ERROR):
                return

    async def _frame(self, text: str) -> None:
        try:
            frame = payload(decoded(text), "frame")
            kind = frame.text("type")
            if kind == "hello":
                self.greeted = True
                log.info("slack_connected")
            elif kind == "disconnect":
                self._leave(frame.text("reason", ""))
            elif kind in ("events_api", "interactive", "slash_commands"):
                await self._envelope(frame, text)
        except Malformed as error:
            log.error("slack_frame_unreadable", why=str(error))

    def _leave(self, reason: str) -> None:
        log.info("slack_connection_replaced", reason=reason)
        self.unwanted = reason in ("link_disabled", "too_many_websockets")
        if reason == "link_disabled":
            log.error("slack_socket_mode_off", what_to_do="switch Socket Mode on in the app's settings")
        self.leaving.set()

    async def _envelope(self, frame: Payload, text: str) -> None:
        """Begin with an envelope; tasks begin in the order of envelopes, so messages are stored in that order."""
        kind = frame.text("type")
        assert kind in ("events_api", "interactive", "slash_commands")
        id = frame.text("envelope_id")
        repeated = frame.number("retry_attempt", 0) > 0
        call = Call(kind, frame.within("payload"), repeated)  # type: ignore[arg-type]  # one of the three, as asserted
        await self._room.acquire()
        task = asyncio.create_task(self._handled(id, call, text.encode()))
        self._tasks.add(task)
        task.add_done_callback(self._done)

    async def _handled(self, id: str, call: Call, raw: bytes) -> None:
        """Make it safe, then acknowledge on the connection it came by; else Slack sends it again."""
        try:
            told = await self._take(call, raw)
        except StorageUnavailable as error:
            log.error("storage_unavailable", what_to_do=str(error))
            return
        answer: dict[str, object] = {"envelope_id": id}
        if told:
            answer["payload"] = told
        with contextlib.suppress(ConnectionError, RuntimeError):  # Closed meanwhile: Slack sends it again, to no harm.
            await self._connection.send_str(json.dumps(answer))

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._room.release()
        if not task.cancelled() and (error := task.exception()):
            log.error("slack_envelope_failed", error=type(error).__name__)


def _lot(failures: int) -> float:
    """Seconds to pause: anything up to a limit that doubles, so that many of us do not come back at once."""
    return random.uniform(0.0, min(LONGEST_PAUSE, 2.0**failures))  # noqa: S311 - no secret
