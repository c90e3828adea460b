"""What all routes of the web chat share: the visitor, the conversation, the page that shows it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal
from uuid import uuid4

import structlog
from fastapi import Request
from fastapi.responses import HTMLResponse

from bot.adapters.web.bubbles import bubbles
from bot.adapters.web.guard import Door, Visitor
from bot.adapters.web.live import Bells, News
from bot.adapters.web.pages import Form, Notice, Pages
from bot.adapters.web.settings import Exports, Rates, WebSettings
from bot.allowance import Allowance
from bot.browser.requests import origin, wanted
from bot.channel import Accept
from bot.endorsing import Endorsing
from bot.intake import Intake
from bot.message import Attachment, Inbound, Place
from dialogs.words import AVAILABLE, spoken
from storage.port import Storage, StorageUnavailable, Stored, TranscriptRow

log = structlog.get_logger()

CHANNEL = "web"
NOTHING: Mapping[str, object] = MappingProxyType({})
PATIENCE = 3.0
"""Seconds a page waits for its answer before it says that the answer is being prepared."""
RECENT = 30.0
"""Seconds after which an unanswered message is no longer waited for: a person of the desk may hold the conversation."""
GLANCE = 0.5
"""Seconds between two looks at the table while nothing rings."""


class TooOften(Exception):
    """An allowance is used up for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class Allowances:
    """Who may do what how often."""

    def __init__(self, rates: Rates) -> None:
        self.chat = Allowance(rates.messages_per_chat, 60)
        self.address = Allowance(rates.messages_per_address, 60)
        self.chats = Allowance(rates.new_chats_per_address, 60)
        self.links = Allowance(rates.links_per_address, 600)
        self.pages = Allowance(rates.pages_per_address, 600)


def spend(allowance: Allowance, key: str) -> None:
    """Take one.

    Raises:
        TooOften: nothing is left.
    """
    if seconds := allowance.take(key):
        raise TooOften(seconds)


@dataclass(frozen=True, slots=True)
class Ways:
    """What reaches people who have no conversation with us."""

    endorsing: Endorsing
    intake: Intake


@dataclass(frozen=True, slots=True)
class Site:
    storage: Storage
    accept: Accept
    settings: WebSettings
    exports: Exports
    pages: Pages
    door: Door
    bells: Bells
    allowances: Allowances
    ways: Ways
    clock: Callable[[], float] = field(default=time.time)

    async def conversation(self, visitor: Visitor | None) -> Stored | None:
        return await self.storage.find(CHANNEL, visitor.chat) if visitor else None

    async def take(
        self, request: Request, visitor: Visitor, kind: Literal["text", "tap", "open", "resume"], id: str,
        *, text: str = "", tap: str = "", language: str = "", attachments: tuple[Attachment, ...] = (),
        contents: tuple[tuple[str, bytes], ...] = (),
    ) -> None:  # fmt: skip
        """Save what a person sent and tell whoever watches; the same id twice is one message.

        Raises:
            StorageUnavailable: it was not saved.
        """
        new = await self.accept(
            Inbound(
                Place(CHANNEL, visitor.chat),
                delivery_id=id,
                message_id=id,
                text=text,
                tap=tap,
                kind=kind,
                language=language or wanted(request),
                at=self.clock(),
                attachments=attachments,
                contents=contents,
            )
        )
        log.info("web_message_accepted", kind=kind, new=new)
        self.bells.ring(visitor.chat)

    async def answered(self, visitor: Visitor) -> Sequence[TranscriptRow]:
        """The transcript once it ends with an answer, or as it is after `PATIENCE`.

        Empty where nothing was said yet, and where what was said continues in another browser.
        """
        stored = await self.conversation(visitor)
        if stored is None:
            return ()
        with self.bells.listen(visitor.chat) as bell:
            end = time.monotonic() + PATIENCE
            while True:
                rows = await self.storage.transcript(stored.conversation)
                left = end - time.monotonic()
                if not self.unanswered(rows) or left <= 0 or bell.closed:
                    return rows
                await bell.wait(min(left, GLANCE))

    def unanswered(self, rows: Sequence[TranscriptRow]) -> bool:
        """Whether the last message is the person's, and fresh."""
        return bool(rows) and rows[-1].direction == "in" and self.clock() - rows[-1].at < RECENT

    async def news(self, request: Request, visitor: Visitor, after: int) -> News:
        """What a page that shows everything up to `after` lacks."""
        stored = await self.conversation(visitor)
        if stored is None:
            return News(erased=after > 0)
        rows = await self.storage.transcript(stored.conversation, max(after - 1, 0))
        if after:
            if not rows or rows[0].position != after:
                return News(erased=True)
            rows = rows[1:]
        return News(self.pages.pieces(page_language(request, rows), rows, self.origin(request)))

    def chat(
        self, request: Request, visitor: Visitor, rows: Sequence[TranscriptRow], *, status: int = 200, alert: str = "",
        kept: str = "", values: dict[str, object] | None = None, look: int = 0,
    ) -> HTMLResponse:  # fmt: skip
        """The page of a conversation; `alert` is a wording id with `values`, `kept` what stays in the box.

        `look` is how often it has come back by itself for an answer.
        """
        language = page_language(request, rows)
        html = self.pages.chat(
            language,
            rows,
            self.form(visitor, kept),
            origin=self.origin(request),
            preparing=self.unanswered(rows),
            alert=self.pages.say(alert, language, **(values or {})) if alert else "",
            look=look,
        )
        response = HTMLResponse(html, status)
        self.door.welcome(response, visitor)
        # Read by pages that belong to no conversation: privacy, errors, links.
        response.set_cookie("language", language, path="/", secure=self.settings.https, httponly=True, samesite="lax")
        return response

    async def refused(
        self, request: Request, visitor: Visitor, status: int, alert: str, kept: str, **values: object
    ) -> HTMLResponse:
        """The conversation as far as it can be read, what went wrong, and the person's words still in the box."""
        try:
            stored = await self.conversation(visitor)
            rows = await self.storage.transcript(stored.conversation) if stored else ()
        except StorageUnavailable:
            rows = ()
        return self.chat(request, visitor, rows, status=status, alert=alert, kept=kept, values=values)

    def notice(
        self, request: Request, id: str, status: int = 200, *, form: Form | None = None, seconds: int = 0,
        action: str = "", button: str = "", warning: str = "", title: str = "", language: str = "",
        values: Mapping[str, object] = NOTHING,
    ) -> HTMLResponse:  # fmt: skip
        """A page that tells one thing: wordings `id` and, unless another is named, `<id>_title`.

        In the language of the reader unless one is named; `values` are put into `id`.
        """
        language = language or page_language(request, ())
        say = self.pages.say
        told = Notice(
            title=say(title or f"{id}_title", language),
            text=say(id, language, contact=self.settings.contact, seconds=seconds, **values),
            action=action,
            button=say(button, language) if button else "",
            warning=say(warning, language) if warning else "",
        )
        return HTMLResponse(self.pages.notice(language, told, form), status)

    def origin(self, request: Request) -> str:
        """Where people reach us, without a path."""
        return origin(request, self.settings.public_url)

    def form(self, visitor: Visitor, kept: str = "") -> Form:
        return Form(self.door.seal(visitor), uuid4().hex, kept)


def page_language(request: Request, rows: Sequence[TranscriptRow]) -> str:
    """The conversation's language, else that of the last page, else the browser's; always one we have."""
    said = next((b.language for b in reversed(bubbles(rows)) if b.language), "")
    known = said or request.cookies.get("language", "")
    return known if known in AVAILABLE else spoken(wanted(request))
