"""Officers, each at a place of their own: a real browser, the console's bare pages, the desk's channel in Slack."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any, Protocol

from playwright.async_api import TimeoutError

from dialogs.words import say
from tests.bot.adapters.slack.colleagues import ROOM
from tests.bot.adapters.slack.member import Member, lines_of, shown
from tests.bot.adapters.slack.workspace import BOT
from tests.bot.console.conftest import Browser
from tests.browser.office import Seat
from tests.day.ledger import Ledger, marks

SOON = 5_000
"""Milliseconds in which a click leads somewhere."""
CODE = re.compile(r"\b[A-Z]{4}-\d{4}\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A case in the queue, or in the channel."""

    code: str
    waits: bool
    assignee: str
    """Name, or the page's word for nobody."""


@dataclass(frozen=True, slots=True)
class View:
    """A case as it stands before somebody."""

    marks: Sequence[str]
    """Of what the person said and officers answered, in order."""
    open: bool


class Officer(Protocol):
    name: str
    place: str
    clicks: int
    """Clicks and keys that are commands; writing is not counted."""

    async def queue(self) -> Sequence[Line]:
        """Every case that is open, in the order in which they are to be taken up."""

    async def looks(self, code: str) -> View:
        """Go to a case, or stay at it."""

    async def sees(self) -> View:
        """The case as it stands there now."""

    async def writes(self, text: str) -> None:
        """Nothing is sent yet."""

    async def sends(self) -> bool:
        """What was written; False when they were told that it was not sent."""

    async def leaves(self) -> None:
        """What was written is thrown away."""

    async def closes(self, why: str) -> bool:
        """The same as `sends`, with a reason."""


class InBrowser:
    """The console in Chromium."""

    place = "browser"

    def __init__(self, name: str, seat: Seat) -> None:
        self.name = name
        self.clicks = 0
        self.slips = 0
        """Clicks on a case that led nowhere."""
        self._seat = seat

    async def queue(self) -> Sequence[Line]:
        page = self._seat.page
        if "/queue" not in page.url:
            if page.url == "about:blank":
                await self._seat.opens("/queue")
            else:
                await page.click(".top nav a[href$='/queue']")
                self.clicks += 1
            await page.wait_for_selector("#cases")
        return lines(await page.content())

    async def looks(self, code: str) -> View:
        page = self._seat.page
        if not page.url.endswith(code):
            await self.queue()
            while not page.url.endswith(code):
                self.clicks += 1
                try:
                    async with page.expect_navigation(timeout=SOON):
                        await page.click(f".case-link[href$='{code}']", timeout=SOON)
                except TimeoutError:
                    self.slips += 1
            await page.wait_for_load_state()
            assert await page.locator("#state").count(), f"no case at {page.url}: {await page.inner_text('body')}"
        return await self.sees()

    async def sees(self) -> View:
        return view(await self._seat.page.content())

    async def writes(self, text: str) -> None:
        await self._seat.page.fill("#reply textarea", text)

    async def sends(self) -> bool:
        return await self._presses("#reply button")

    async def leaves(self) -> None:
        await self.writes("")

    async def closes(self, why: str) -> bool:
        page = self._seat.page
        form = page.locator("[data-act=close]")
        if not await form.is_visible():
            await page.locator(".act summary", has_text="Close the case").click()
            self.clicks += 1
        await form.locator("textarea").fill(why)
        return await self._presses("[data-act=close] button")

    async def _presses(self, button: str) -> bool:
        self.clicks += 1
        async with self._seat.page.expect_navigation() as going:
            await self._seat.page.click(button)
        answer = await going.value
        await self._seat.page.wait_for_selector("#state")
        return answer is not None and answer.status < 400


class ByForms:
    """The console without script, its pages and forms over HTTP."""

    place = "forms"

    def __init__(self, name: str, browser: Browser) -> None:
        self.name = name
        self.clicks = 0
        self._browser = browser
        self._code = self._text = ""

    async def queue(self) -> Sequence[Line]:
        self._code = ""
        return lines((await self._browser.get("/queue")).text)

    async def looks(self, code: str) -> View:
        if self._code != code:
            self.clicks += 1
            self._code = code
            await self._browser.get(f"/case/{code}")
        return await self.sees()

    async def sees(self) -> View:
        return view(self._browser.page)

    async def writes(self, text: str) -> None:
        self._text = text

    async def sends(self) -> bool:
        return await self._posts("reply", self._text)

    async def leaves(self) -> None:
        self._text = ""

    async def closes(self, why: str) -> bool:
        self.clicks += 1  # What opens the form.
        return await self._posts("close", why)

    async def _posts(self, act: str, text: str) -> bool:
        self.clicks += 1
        page = self._browser.page
        hidden = {name: re.findall(rf'name="{name}" value="([^"]*)"', page)[0] for name in ("key", "seen")}
        answer = await self._browser.post(f"/case/{self._code}/{act}", text=text, **hidden)
        return answer.status_code < 400


class InSlack:
    """The desk's channel."""

    place = "Slack"

    def __init__(self, name: str, member: Member, ledger: Ledger) -> None:
        self.name = name
        self.clicks = 0
        self._member = member
        self._ledger = ledger
        self._code = self._text = ""

    async def queue(self) -> Sequence[Line]:
        self._code = ""
        return [_line(shown(root)) for root in self._roots()]

    async def looks(self, code: str) -> View:
        if self._code != code:
            self.clicks += 1
            self._code = code
            while not self._begun():  # noqa: ASYNC110 - a colleague at the console may be faster than the thread
                await asyncio.sleep(0.1)
        return await self.sees()

    async def sees(self) -> View:
        root = self._root()
        return View(self.posted(root) or [], "Close the case" in shown(root))

    async def writes(self, text: str) -> None:
        self._text = text

    async def sends(self) -> bool:
        told = len(self._told())
        self.clicks += 1
        taken = await self._member.says(self._text, thread=self._root()["ts"], channel=ROOM)
        assert taken, "the service did not take what was written in the thread"
        return len(self._told()) == told

    async def leaves(self) -> None:
        self._text = ""

    async def closes(self, why: str) -> bool:
        if not (await self.sees()).open:
            return False
        windows, told = len(self._member.workspace.windows), len(self._told())
        self.clicks += 2
        assert await self._member.presses("close", self._root(), ROOM)
        if len(self._member.workspace.windows) == windows:
            return False
        taken, answer = await self._member.submits(why)
        return taken and not answer and len(self._told()) == told

    def posted(self, root: dict[str, Any]) -> list[str]:
        """The marks in a thread, in order; of what was refused to its writer none."""
        there = [one for one in self._member.workspace.messages[ROOM] if one.get("thread_ts") == root["ts"]]
        return [
            mark for one in there for mark in marks([shown(one)]) if one["user"] == BOT or self._ledger.went(mark)
        ]  # fmt: skip

    def threads(self) -> dict[str, list[str]]:
        """By the code of the case, as `posted`; two threads of one case follow each other."""
        found: dict[str, list[str]] = {}
        for root in self._roots():
            found.setdefault(_line(shown(root)).code, []).extend(self.posted(root))
        return found

    def posts(self) -> list[int]:
        """How many lines each of the service's posts in a thread has."""
        there = self._member.workspace.messages.get(ROOM, [])
        return [len(lines_of(one)) for one in there if one["user"] == BOT and one.get("thread_ts")]

    def _roots(self) -> list[dict[str, Any]]:
        there = self._member.workspace.messages.get(ROOM, [])
        return [one for one in there if one["user"] == BOT and not one.get("thread_ts")]

    def _root(self) -> dict[str, Any]:
        return self._begun()[0]

    def _begun(self) -> list[dict[str, Any]]:
        return [one for one in self._roots() if self._code in shown(one)]

    def _told(self) -> list[dict[str, Any]]:
        """That nothing was sent."""
        mine = (one for one in self._member.workspace.whispers if one["user"] == self._member.user)
        return [one for one in mine if one["text"] != say("slack.desk.crossed", "en")]


def lines(page: str) -> list[Line]:
    """The queue as a page shows it."""
    held = page[page.index('id="cases"') :]
    return [line for one in re.findall(r"<li\b.*?</li>", held, re.DOTALL) if (line := _shown(one))]


def view(page: str) -> View:
    """The case as a page shows it; a question that was kept stands in the line that says so."""
    found: list[str] = []
    for who, entry in re.findall(r'<article class="(\w+)"(.*?)</article>', page, re.DOTALL):
        here = marks([unescape(re.sub(r"<[^>]+>", " ", entry))])
        found += [mark for mark in here if who in ("person", "officer") or mark.startswith("w")]
    return View(found, 'id="reply"' in page)


def _shown(line: str) -> Line | None:
    code = re.search(r'<span>([^<]*)</span>\s*<span class="code">([^<]*)</span>', line)
    return Line(code[2], 'class="since"' in line, code[1]) if code else None


def _line(root: str) -> Line:
    """A thread's first message: title, what is known, how it stands."""
    _, known, standing = root.split("\n")[:3]
    return Line(CODE.findall(known)[0], "has waited since" in root, [*standing.split(" · "), ""][1])
