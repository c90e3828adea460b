"""The conversation: the page, what is sent from it, what is new on it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from starlette.datastructures import UploadFile

from bot.adapters.web.guard import SAY, Visitor, stranger
from bot.adapters.web.live import stream
from bot.adapters.web.pages import TEXT, Notice, label_of
from bot.adapters.web.site import Site, TooOften, log, spend
from bot.attachments import Brought
from bot.browser.answers import away
from bot.browser.answers import stream as answered
from bot.browser.requests import by_script, cleaned, whence
from bot.message import Attachment
from dialogs.words import AVAILABLE, OWN_NAMES
from storage.port import StorageUnavailable

ID = re.compile(r"[A-Za-z0-9-]{8,64}")
TAP = 512
"""Bytes of what buttons carry: one has 64 at most, several chosen together have more."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form as it came, checked for shape only."""

    id: str
    seal: str
    text: str
    tap: str
    file: Brought | None = None

    @property
    def key(self) -> str:
        """The message's id: the same form with the same words is the same message; with other words it is another."""
        words = hashlib.sha256(f"{self.text}\0{self.tap}".encode())
        if self.file:
            words.update(b"\0" + self.file.content)
        return f"{self.id}.{words.hexdigest()[:12]}"


def routes(site: Site) -> APIRouter:
    router = APIRouter()

    @router.get("/")
    async def page(request: Request, look: int = 0) -> Response:
        """The conversation; `look` counts how often a page without script has looked for an answer by itself."""
        visitor = site.door.visitor(request) or stranger()
        rows = await site.answered(visitor)
        if not rows:
            spend(site.allowances.chats, whence(request))
            await site.take(request, visitor, "open", "open")
            rows = await site.answered(visitor)
        return site.chat(request, visitor, rows, look=look)

    @router.post(SAY)
    async def say(request: Request) -> Response:
        return await _send(site, request, await _read(request, files=1))

    @router.post("/tap")
    async def tap(request: Request) -> Response:
        sent = await _read(request)
        if not sent.tap:
            raise HTTPException(400)
        return await _send(site, request, sent)

    @router.get("/lang/{code}")
    async def language(request: Request, code: str) -> Response:
        """A link that begins in a language; in a conversation it asks first: following a link changes nothing."""
        if code not in AVAILABLE:
            raise HTTPException(404)
        visitor = site.door.visitor(request)
        if visitor and await site.conversation(visitor):
            say = site.pages.say
            button = say("web.language_button", code, language=OWN_NAMES[code])
            told = Notice(say("web.language_title", code), "", "/tap", button, tap=f"0|do|language:{code}")
            return HTMLResponse(site.pages.notice(code, told, site.form(visitor)))
        visitor = visitor or stranger()
        spend(site.allowances.chats, whence(request))
        await site.take(request, visitor, "open", "open", language=code)
        response = away("/")
        site.door.welcome(response, visitor)
        return response

    @router.get("/live")
    async def live(request: Request, after: int = 0) -> Response:
        visitor = _known(site, request)
        if await site.conversation(visitor) is None:
            return Response(status_code=204)  # Browsers do not come back after that.
        seen = request.headers.get("last-event-id", "")
        start = max(int(seen) if seen.isdecimal() else after, 0)

        async def events() -> AsyncIterator[str]:
            with site.bells.listen(visitor.chat) as bell:
                async for event in stream(lambda position: site.news(request, visitor, position), bell, start):
                    yield event

        return answered(events())

    @router.get("/news")
    async def news(request: Request, after: int = 0) -> Response:
        """The same as /live, once, for connections that do not carry streams."""
        told = await site.news(request, _known(site, request), max(after, 0))
        pieces = [{"position": piece.position, "html": piece.html} for piece in told.pieces]
        return JSONResponse({"erased": told.erased, "pieces": pieces})

    return router


async def _send(site: Site, request: Request, sent: Sent) -> Response:
    """Save a message, then show the conversation; whatever prevents it leaves the words in the box."""
    visitor = site.door.sender(request, sent.seal)
    if visitor is None:
        return await _refuse(site, request, site.door.visitor(request) or stranger(), 403, "stale", sent.text)
    if len(sent.text) > TEXT:
        return await _refuse(site, request, visitor, 413, "too_long", sent.text, limit=TEXT)
    try:
        spend(site.allowances.address, whence(request))
        spend(site.allowances.chat, visitor.chat)
        text = await _label(site, visitor, sent.tap) if sent.tap else sent.text
        kind: Literal["tap", "text"] = "tap" if sent.tap else "text"
        attachments, contents = _enclosed(sent)
        await site.take(
            request, visitor, kind, sent.key, text=text, tap=sent.tap, attachments=attachments, contents=contents
        )
    except TooOften as limit:
        return await _refuse(site, request, visitor, 429, "too_many", sent.text, seconds=limit.seconds)
    except StorageUnavailable as error:
        log.error("storage_unavailable", what_to_do=str(error))
        return await _refuse(site, request, visitor, 503, "not_saved", sent.text)
    return Response(status_code=204) if by_script(request) else away("/#now")


def _enclosed(sent: Sent) -> tuple[tuple[Attachment, ...], tuple[tuple[str, bytes], ...]]:
    """The file as the message names it, and its bytes by that name; a page sends one at a time, and a tap none."""
    if sent.file is None or sent.tap:
        return (), ()
    file = Attachment(sent.key, sent.file.name, sent.file.media_type, len(sent.file.content))
    return (file,), ((file.id, sent.file.content),)


async def _label(site: Site, visitor: Visitor, tap: str) -> str:
    """What stood on the button, so that the transcript reads by itself."""
    stored = await site.conversation(visitor)
    return label_of(await site.storage.transcript(stored.conversation), tap) if stored else ""


async def _refuse(
    site: Site, request: Request, visitor: Visitor, status: int, why: str, kept: str, **values: object
) -> Response:
    if by_script(request):
        response: Response = JSONResponse({"error": why, **values}, status)
    else:
        response = await site.refused(request, visitor, status, f"web.{why}", kept, **values)
    if "seconds" in values:
        response.headers["Retry-After"] = str(values["seconds"])
    return response


async def _read(request: Request, files: int = 0) -> Sent:
    """The fields of a form, and a file where one may come along.

    Raises:
        HTTPException: 400 when it is none of ours, 413 when it is too big.
    """
    form = await request.form(max_files=files, max_fields=10)
    given = form.get("file")
    file = given if isinstance(given, UploadFile) and given.filename else None
    if any(isinstance(value, UploadFile) for name, value in form.items() if name != "file"):
        raise HTTPException(400)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    sent = Sent(
        id=fields.get("id", ""),
        seal=fields.get("seal", ""),
        text=cleaned(fields.get("text", "")),
        tap=fields.get("tap", "").replace("\0", ""),
        file=Brought(file.filename or "", file.content_type or "", await file.read()) if file else None,
    )
    if not ID.fullmatch(sent.id) or len(sent.tap.encode()) > TAP:
        raise HTTPException(400)
    return sent


def _known(site: Site, request: Request) -> Visitor:
    visitor = site.door.visitor(request)
    if visitor is None:
        raise HTTPException(403)
    return visitor
