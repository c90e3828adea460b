"""The terminal: one person, typed lines in, plain text out. The smallest whole adapter: copy it for a new platform."""

from __future__ import annotations

import asyncio
import time
import unicodedata
import uuid
from collections.abc import Awaitable, Callable
from typing import Literal, Protocol

from bot.channel import Accept, Limits, NotConnected, Send, Undeliverable
from bot.message import Inbound, Place
from dialogs.words import say
from storage.port import StorageUnavailable

PATIENCE = 30.0  # seconds an answer may take before the person may type again; chosen, not measured

Settled = Callable[[Place], Awaitable[None]]
"""Returns once everything accepted from a place has been answered and the answers have been sent."""


class Hangup(Exception):
    """Nobody reads what we write any more."""


class Console(Protocol):
    """Where lines come from and go to."""

    async def read(self, prompt: str, draft: str) -> str | None:
        """What the person sent; None when they left. `draft` is offered to them again, where the console can."""

    def write(self, text: str) -> None:
        """Show one message.

        Raises:
            Hangup: the other end is closed.
        """


class Terminal:
    """One conversation with whoever sits at this terminal or writes into this pipe."""

    name = "terminal"
    limits = Limits(text=20_000, options=0, label=60, cards=False, deduplicates=False)

    def __init__(
        self,
        console: Console,
        settled: Settled,
        *,
        chat: str,
        language: str = "en",
        site: str = "",
        greets: bool = True,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`chat` names the conversation to go on with; `site` is where our web pages are found, "" for nowhere.

        `greets` says at first and at the end how to use the keyboard: for people, not for pipes.
        """
        self._console = console
        self._settled = settled
        self._place = Place(self.name, chat)
        self._language = language
        self._site = site.rstrip("/")
        self._greets = greets
        self._clock = clock
        self._run = uuid.uuid4().hex
        self._number = 0

    async def run(self, accept: Accept) -> None:
        """Until the person leaves or the pipe ends; each line is answered before the next is read."""
        try:
            await self._converse(accept)
        except Hangup:
            return

    async def send(self, send: Send) -> str:
        """Written to the terminal is delivered.

        Raises:
            Undeliverable: the message is for another conversation than the one at this terminal.
            NotConnected: nobody reads any more; the message waits for the next time.
        """
        if send.place != self._place:
            raise Undeliverable(f"no terminal shows the conversation {send.place.chat!r}")
        message = send.message
        self._language = message.language
        text = message.text
        if message.kept:
            text = f"{text}\n{say('cli.file', message.language)}"
        elif message.link and self._site:
            text = f"{text}\n{say('cli.link', message.language, link=self._site + message.link)}"
        try:
            self._console.write(plain(text))
        except Hangup as gone:
            raise NotConnected("the terminal was closed") from gone
        return ""

    async def _converse(self, accept: Accept) -> None:
        if self._greets:
            self._console.write(say("cli.hello", self._language))
        await self._take(accept, self._inbound("open", ""))
        unsaved: str | None = None
        while (text := await self._console.read(say("cli.prompt", self._language), unsaved or "")) is not None:
            if (
                text != unsaved
            ):  # The same words again after a failure are the same message: it may have been saved after all.
                self._number += 1
            unsaved = None if await self._take(accept, self._inbound("text", text)) else text
        if self._greets:
            self._console.write(say("cli.goodbye", self._language))

    async def _take(self, accept: Accept, inbound: Inbound) -> bool:
        """Whether it was saved; then it has also been answered, or the person was told that the answer takes long."""
        try:
            await accept(inbound)
        except StorageUnavailable:
            self._console.write(say("cli.not-saved", self._language))
            return False
        try:
            async with asyncio.timeout(PATIENCE):
                await self._settled(self._place)
        except TimeoutError:
            self._console.write(say("cli.too-slow", self._language))
        return True

    def _inbound(self, kind: Literal["text", "open"], text: str) -> Inbound:
        id = f"{self._run}-{self._number}"
        return Inbound(self._place, id, id, text=text, kind=kind, language=self._language, at=self._clock())


def plain(text: str) -> str:
    """The text with no control characters but line breaks and tabs: no message can steer the screen it is read on."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")
