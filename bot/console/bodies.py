"""Forms that are longer than what we keep: they end early and whole, so that what was typed is there to be shown."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.console.settings import KEPT

_BOUNDARY = re.compile(r"multipart/form-data;.*boundary=\"?([^\";]{1,70})", re.IGNORECASE)


class Cut:
    """Of a form with files no more than `KEPT` bytes reach the application; the rest is read and thrown away.

    Anything else that is longer is refused: HTTPException 413.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST":
            receive = _cut(scope, receive)
        await self._app(scope, receive, send)


def was_cut(request: Request) -> bool:
    """Whether the form of this request, once it was read, turned out too long: its last file is not whole."""
    return bool(getattr(request.state, "cut", False))


def _cut(scope: Scope, receive: Receive) -> Receive:
    headers = Headers(scope=scope)
    found = _BOUNDARY.match(headers.get("content-type", ""))
    announced = headers.get("content-length", "")
    seen = 0

    async def read() -> Message:
        nonlocal seen
        if not found and announced.isdecimal() and int(announced) > KEPT:
            raise HTTPException(413)
        message = await receive()
        body = message.get("body", b"")
        seen += len(body)
        if seen <= KEPT:
            return message
        if not found:
            raise HTTPException(413)
        while message.get("more_body"):
            message = await receive()
            if message["type"] == "http.disconnect":
                return message
        scope.setdefault("state", {})["cut"] = True
        end = f"\r\n--{found[1]}--\r\n".encode("latin-1")
        return {"type": "http.request", "body": body[: KEPT - seen] + end, "more_body": False}

    return read
