"""Who may ask what: the cookie, the signature on forms, the headers on every answer, the size of every request."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from fastapi import HTTPException, Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.adapters.web.settings import Mounted, WebSettings
from bot.attachments import ONE
from bot.browser.cookies import Cookie, Seals
from bot.codes import digest

BODY = 128 * 1024
"""Bytes of one request."""
WITH_FILE = ONE + BODY
"""Bytes of one that may bring a file along."""
SAY = "/say"
"""Where messages are sent to; the only address that takes files."""
COOKIE_AGE = 180 * 24 * 3600
SECRET = re.compile(r"[A-Za-z0-9_-]{27}")

POLICY = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    # Addresses here can be secrets: no other site is ever told them.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


@dataclass(frozen=True, slots=True)
class Visitor:
    """A browser, known by a random secret of 160 bits that only it holds."""

    secret: str

    @property
    def chat(self) -> str:
        """What we keep: the secret cannot be had from it."""
        return digest(self.secret)


def stranger() -> Visitor:
    return Visitor(secrets.token_urlsafe(20))


class Door:
    """Reads and sets the cookie, signs forms for one visitor."""

    def __init__(self, settings: WebSettings) -> None:
        self._cookie = Cookie("needs", COOKIE_AGE, https=settings.https)
        self._seals = Seals(settings.secret_folder, "web.form")

    def visitor(self, request: Request) -> Visitor | None:
        secret = self._cookie.read(request)
        return Visitor(secret) if SECRET.fullmatch(secret) else None

    def welcome(self, response: Response, visitor: Visitor) -> None:
        """Give the browser its secret, or prolong it."""
        self._cookie.give(response, visitor.secret)

    def seal(self, visitor: Visitor) -> str:
        """The signature a form of this visitor carries."""
        return self._seals.seal(visitor.chat)

    def sender(self, request: Request, seal: str) -> Visitor | None:
        """Who sends a form; None when it was not made by us for them, or not sent from our own page."""
        visitor = self.visitor(request)
        return visitor if visitor and self._seals.genuine(request, visitor.chat, seal) else None


class Guard:
    """Refuses foreign hosts and oversized bodies, and puts our headers on every answer."""

    def __init__(self, app: ASGIApp, *, settings: WebSettings, beside: Sequence[Mounted] = ()) -> None:
        self._app = app
        self._bodies = {one.path: one.body for one in beside}
        self._hosts = {"localhost", settings.host, urlsplit(settings.public_url).hostname or "localhost"}
        self._headers = dict(POLICY)
        if settings.https:
            self._headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = MutableHeaders(scope=message)
                own.setdefault("Cache-Control", "no-store")
                own.update(self._headers)
            await send(message)

        if not self._ours(headers.get("host", "")):
            refusal = PlainTextResponse("This service is not reached under this name. Set its public address.\n", 400)
            return await refusal(scope, receive, answer)
        own = self._bodies.get("/" + scope["path"].split("/")[1], BODY)
        encloses = scope["path"] == SAY and headers.get("content-type", "").startswith("multipart/")
        most = WITH_FILE if encloses else own
        return await self._app(scope, _limited(receive, headers.get("content-length", ""), most), answer)

    def _ours(self, host: str) -> bool:
        """Our names, and any bare address: a page elsewhere can make a name point to us, never an address."""
        name = urlsplit(f"//{host}").hostname or ""
        if name in self._hosts:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return True


def _limited(receive: Receive, announced: str, most: int) -> Receive:
    """`receive` that gives up past `most` bytes, announced or counted."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        if announced.isdecimal() and int(announced) > most:
            raise HTTPException(413)
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise HTTPException(413)
        return message

    return counted
