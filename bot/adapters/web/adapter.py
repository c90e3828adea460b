"""The web channel: serves the pages, and wakes those who watch when something was written for them."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import structlog
import uvicorn
from starlette.types import ASGIApp

from bot.adapters.hook import Hooked, Hooks
from bot.adapters.web.app import build
from bot.adapters.web.guard import Door
from bot.adapters.web.live import Bells
from bot.adapters.web.pages import TEXT, Pages
from bot.adapters.web.settings import Exports, Mounted, WebSettings
from bot.adapters.web.site import CHANNEL, Allowances, Site, Ways
from bot.channel import Accept, Limits, Send, Undeliverable
from bot.endorsing import Endorsing
from bot.intake import Intake
from bot.message import Attachment, Place
from dialogs.words import AVAILABLE, say
from storage.port import Pending, Storage

log = structlog.get_logger()

IDLE = 75
"""Seconds an idle connection stays open: longer than a proxy keeps one (nginx: 60), lest it send a message into one
that is being closed, and cannot tell whether it arrived."""


class WebAdapter:
    """On the web, sent means committed: pages read the table, and `send` only wakes them."""

    name = CHANNEL
    limits = Limits(text=TEXT, options=40, label=120, cards=True, deduplicates=True, pulls=True)

    def __init__(
        self,
        storage: Storage,
        settings: WebSettings,
        exports: Exports,
        announce: Callable[[str], None] = lambda _: None,
        hooks: Sequence[Hooked] = (),
        beside: Sequence[Mounted] = (),
        wake: Callable[[Pending], None] = lambda _: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`hooks` are the channels whose platforms call us, `beside` other applications: one server for all.

        `wake` is told of rows for the inbox of a conversation that no message of a person's brought.
        """
        self._storage = storage
        self._settings = settings
        self._exports = exports
        self._announce = announce
        self._hooks = hooks
        self._beside = beside
        self._wake = wake
        self._clock = clock
        self._bells = Bells(settings.rates.streams_per_chat)

    def app(self, accept: Accept) -> ASGIApp:
        """The application alone, for whoever serves it."""
        settings = self._settings
        ways = Ways(
            Endorsing(self._storage, self._wake, clock=self._clock),
            Intake(self._storage.desk, self._wake, clock=self._clock),
        )
        site = Site(
            self._storage, accept, settings, self._exports, Pages(settings, say, AVAILABLE), Door(settings),
            self._bells, Allowances(settings.rates), ways, self._clock,
        )  # fmt: skip
        return Hooks(build(site, self._beside), self._hooks, accept)

    async def run(self, accept: Accept) -> None:
        """Serve until cancelled; open pages are let go at once, requests in progress are finished.

        Raises:
            OSError: the address cannot be listened on; the message says what to do.
        """
        listener = _listen(self._settings.host, self._settings.port)
        server = _Server(
            uvicorn.Config(
                self.app(accept), log_config=None, access_log=False, lifespan="off", server_header=False,
                timeout_graceful_shutdown=3, timeout_keep_alive=IDLE,
            )
        )  # fmt: skip
        address = self._settings.public_url or _address(listener)
        self._announce(address)
        log.info("web_started", address=address)
        serving = asyncio.create_task(server.serve([listener]))
        try:
            await asyncio.shield(serving)
        finally:
            self._bells.close()
            for one in self._beside:
                one.close()
            server.should_exit = True
            await serving

    async def send(self, send: Send) -> str:
        """Wake the pages that show this conversation; one that nobody watches reads the table when it is opened.

        Raises:
            Undeliverable: there is no such conversation any more.
        """
        heard = self.ring(send.place.chat) or not send.id
        if not heard and await self._storage.find(CHANNEL, send.place.chat) is None:
            raise Undeliverable("no such conversation on the web; it was erased or continues elsewhere")
        return ""

    async def fetch(self, place: Place, attachment: Attachment, most: int) -> bytes:
        """A file that came with the message: it lies beside it.

        Raises:
            Undeliverable: the message was erased, or the file is longer than `most`.
        """
        stored = await self._storage.find(CHANNEL, place.chat)
        content = await self._storage.brought(stored.conversation, attachment.id) if stored else None
        if content is None or len(content) > most:
            raise Undeliverable("the file is gone, or longer than may be kept")
        return content

    def ring(self, chat: str) -> bool:
        """Something may have been written for this chat; False when nobody watches."""
        return self._bells.ring(chat)


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the program: Ctrl-C cancels `run`."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=512)
    except OSError as error:
        what = f"cannot listen on {host} port {port} ({error.strerror}); set NEEDS_HOST or NEEDS_PORT to a free one"
        raise OSError(error.errno, what) from error
    listener.setblocking(False)
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "localhost", "::": "localhost"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"
