"""A web address that a platform calls: bounded in size and time before anything is looked at."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import structlog
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channel import Accept
from storage.port import StorageUnavailable

log = structlog.get_logger()

PATIENCE = 10.0
"""Seconds a platform may take to send what it has to say. Chosen; both platforms give up on us sooner."""


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: bytes = b""
    media_type: str = "text/plain; charset=utf-8"
    headers: Mapping[str, str] | None = None


Handle = Callable[[Mapping[str, str], bytes], Awaitable[Reply]]
"""From headers (names in small letters) and the whole body to what the platform is told.

Raises StorageUnavailable when nothing was saved: the platform is told to come again.
"""


@runtime_checkable
class Hooked(Protocol):
    """An adapter that a platform calls; the web server of the process serves it."""

    @property
    def hook(self) -> str:
        """The path, with a slash in front; "" when the platform does not call us."""

    def app(self, accept: Accept) -> ASGIApp:
        """What answers there."""


class Hook:
    """An ASGI application for one address: POST only, a body within limits, one reply, and no word of why not."""

    def __init__(self, handle: Handle, most: int) -> None:
        """`most` is the longest body in bytes that is read at all."""
        self._handle = handle
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            raise RuntimeError(f"a hook is no place for {scope['type']!r}")
        await _answer(send, await self._reply(scope, receive))

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        if scope["method"] != "POST":
            return Reply(405, headers={"allow": "POST"})
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        try:
            async with asyncio.timeout(PATIENCE):
                body = await self._read(headers, receive)
        except TimeoutError:
            return Reply(408, headers={"connection": "close"})
        if body is None:
            return Reply(413, headers={"connection": "close"})
        try:
            return await self._handle(headers, body)
        except StorageUnavailable as error:
            log.error("storage_unavailable", what_to_do=str(error))
            return Reply(503, headers={"retry-after": "5"})

    async def _read(self, headers: Mapping[str, str], receive: Receive) -> bytes | None:
        """The whole body; None when it is, or says it is, too long."""
        said = headers.get("content-length", "0")
        if not said.isascii() or not said.isdigit() or int(said[:18]) > self._most:
            return None
        pieces: list[bytes] = []
        length = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None  # Nobody reads the reply.
            pieces.append(message.get("body", b""))
            length += len(pieces[-1])
            if length > self._most:
                return None
            if not message.get("more_body"):
                return b"".join(pieces)


class Hooks:
    """An ASGI application with hooks in front of it: what no hook's path is goes on to the application."""

    def __init__(self, app: ASGIApp, hooks: Sequence[Hooked], accept: Accept) -> None:
        self._app = app
        self._hooks = {hooked.hook: hooked.app(accept) for hooked in hooks if hooked.hook}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        hook = self._hooks.get(scope["path"]) if scope["type"] == "http" else None
        await (hook or self._app)(scope, receive, send)


async def _answer(send: Send, reply: Reply) -> None:
    headers = {"content-type": reply.media_type, "content-length": str(len(reply.body)), **(reply.headers or {})}
    pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
    await send({"type": "http.response.body", "body": reply.body})
