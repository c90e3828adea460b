"""A browser with script, as far as the server can tell: a cookie, numbered messages, each tried until acknowledged."""

from __future__ import annotations

import asyncio
import json
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import httpx

from tests.survival.ledger import Ledger, Message

AGAIN = 0.05
"""Seconds between two tries; the real page takes longer."""
PATIENCE = 60.0
"""Seconds until a wait counts as a failure: a killed server has to start in between."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as the page shows it."""

    position: int
    ours: str
    """The number we gave it, "" when it is the server's."""
    text: str
    taps: tuple[str, ...]
    hint: str
    kind: str


def seen(html: str) -> list[Seen]:
    """The messages of a page, or of a piece of one, in order."""
    return [_seen(match) for match in re.findall(r"<article .*?</article>", html, re.DOTALL)]


def _seen(article: str) -> Seen:
    head = article[: article.index(">")]
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', head))
    text = re.search(r'<div class="text"[^>]*>(.*?)</div>', article, re.DOTALL)
    return Seen(
        position=int(attributes["data-position"]),
        ours=attributes.get("data-id", ""),
        text=unescape(re.sub(r"<[^>]+>", "", text[1])) if text else "",
        taps=tuple(unescape(tap) for tap in re.findall(r'name="tap" value="([^"]*)"', article)),
        hint=attributes.get("data-hint", ""),
        kind=attributes["class"].removesuffix(" past").removeprefix("out "),
    )


class Browser:
    """One person's browser. It keeps what it was shown, and asks only for what is new."""

    def __init__(self, chat: str, ledger: Ledger, address: str) -> None:
        self.chat = chat
        self.ledger = ledger
        self.shown: list[Seen] = []
        self.http = httpx.AsyncClient(base_url=address, headers={"accept-language": "en"}, timeout=PATIENCE)
        self._seal = ""
        self._after = 0
        self._number = 0

    @classmethod
    def kept(cls, file: Path, ledger: Ledger, address: str) -> Browser:
        """The browser of an earlier day, with its cookies."""
        held = json.loads(file.read_text("utf-8"))
        browser = cls(held["chat"], ledger, address)
        for name, value in held["cookies"].items():
            browser.http.cookies.set(name, value, domain="127.0.0.1")
        browser._number = held["number"]
        return browser

    def keep(self, file: Path) -> None:
        held = {"chat": self.chat, "cookies": dict(self.http.cookies), "number": self._number}
        file.write_text(json.dumps(held), "utf-8")

    async def open(self) -> str:
        """The page, once the server answers; everything on it counts as shown."""
        page = (await self.get("/")).text
        self._seal = re.findall(r'name="seal" value="([^"]*)"', page)[0]
        self._after = int(re.findall(r'data-after="(\d+)"', page)[0])
        self.shown = seen(page)
        return page

    def write(self, text: str = "", tap: str = "") -> Message:
        """Number a message; nothing is sent yet."""
        self._number += 1
        return Message(self.chat, uuid5(NAMESPACE_OID, f"{self.chat} {self._number}").hex, text, tap)

    async def says(self, text: str = "", tap: str = "") -> Message:
        """Write, send until acknowledged, and wait for the answer."""
        message = self.write(text, tap)
        await self.send(message)
        await self.answered(message)
        return message

    async def erases(self) -> None:
        """Say that everything is to go, and return once the page shows it gone."""
        await self.says("delete everything")
        await self.send(self.write("yes"))
        await self.erased()

    async def erased(self) -> None:
        """Return once the page shows everything gone."""
        async with asyncio.timeout(PATIENCE):
            while any(one.ours for one in self.shown):
                if not await self.look():
                    await asyncio.sleep(AGAIN)

    async def follows(self, link: str) -> None:
        """Open a secret link, press its button, and see the conversation here from now on."""
        page = (await self.get(link)).text
        seal = re.findall(r'name="seal" value="([^"]*)"', page)[0]
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    answer = await self.http.post(link, data={"seal": seal})
                except httpx.TransportError:
                    await asyncio.sleep(AGAIN)
                    continue
                assert answer.status_code == 303, answer.status_code
                break
        await self.open()

    async def send(self, message: Message) -> None:
        """Try until it is acknowledged, as the page does."""
        async with asyncio.timeout(PATIENCE):
            while not await self.post(message):  # noqa: ASYNC110 - nobody tells when a dead server is back.
                await asyncio.sleep(AGAIN)

    async def post(self, message: Message) -> bool:
        """One try; whether it was acknowledged."""
        self.ledger.note("sending", message)
        form = {"seal": self._seal, "id": message.id}
        form |= {"tap": message.tap} if message.tap else {"text": message.text}
        try:
            answer = await self.http.post(
                "/tap" if message.tap else "/say", data=form, headers={"accept": "application/json"}
            )
        except httpx.ConnectError:
            self.ledger.note("unreachable", message)
            return False
        except httpx.TransportError:
            self.ledger.note("unanswered", message)
            return False
        if answer.status_code == 503:
            self.ledger.note("refused", message)
            return False
        assert answer.status_code == 204, (answer.status_code, answer.text)
        self.ledger.note("acknowledged", message)
        return True

    async def without_script(self, message: Message) -> httpx.Response:
        """The same message as the bare form of the page sends it, once."""
        form = {"seal": self._seal, "id": message.id, "text": message.text}
        return await self.http.post("/say", data=form)

    async def answered(self, message: Message) -> None:
        """Return once the page shows the message and something from us after it."""
        async with asyncio.timeout(PATIENCE):
            while not self._is_answered(message):
                if not await self.look():
                    await asyncio.sleep(AGAIN)

    async def look(self) -> bool:
        """Ask for what is new; whether there was anything."""
        try:
            answer = await self.http.get("/news", params={"after": self._after})
        except httpx.TransportError:
            return False
        if answer.status_code != 200:
            return False
        news = answer.json()
        if news["erased"]:
            await self.open()
            return True
        for piece in news["pieces"]:
            self._after = piece["position"]
            self.shown += seen(piece["html"])
        return bool(news["pieces"])

    async def get(self, path: str) -> httpx.Response:
        """The answer of whichever server comes to answer."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    answer = await self.http.get(path)
                except httpx.TransportError:
                    await asyncio.sleep(AGAIN)
                    continue
                assert answer.status_code < 400, (path, answer.status_code)
                return answer

    async def everything(self) -> dict[str, Any]:
        """What the service holds about this person, as it tells them."""
        held: dict[str, Any] = (await self.get("/file/everything.json")).json()
        return held

    def tap(self, ending: str) -> str:
        """What the newest button carries whose tap ends so.

        Raises:
            LookupError: no such button was shown.
        """
        for one in reversed(self.shown):
            for tap in one.taps:
                if tap.endswith(ending):
                    return tap
        raise LookupError(f"no button {ending!r} after {[one.text for one in self.shown[-2:]]}")

    async def close(self) -> None:
        await self.http.aclose()

    def _is_answered(self, message: Message) -> bool:
        numbers = [one.ours for one in self.shown]
        return message.id in numbers and "" in numbers[numbers.index(message.id) :]
