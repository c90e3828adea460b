"""What a day is played on: the program in a process of its own, the platforms in this one, and browsers.

The program is `needs serve` with its timers. What is real of the rest is said by whoever composes it: the platforms are
our servers of Telegram and Slack, the console stands in Chromium or is called by its forms.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from playwright.async_api import Browser as Chromium
from playwright.async_api import async_playwright

from bot.codes import digest
from storage.desk.port import NewAccount, Role
from storage.opening import open_beside
from tests.bot.adapters.slack.colleagues import ANA, ROOM
from tests.bot.adapters.slack.member import Member, Requests
from tests.bot.adapters.slack.workspace import BOT, Workspace
from tests.bot.adapters.telegram.server import Telegram
from tests.bot.console.conftest import Browser as Forms
from tests.browser.conftest import CHROMIUM
from tests.browser.office import COOKIE, Seat
from tests.browser.phone import phone
from tests.day.ledger import Ledger
from tests.day.officers import ByForms, InBrowser, InSlack, Officer
from tests.day.people import GLANCE, Chat, InHand, Page, Screen
from tests.survival import ledger as deliveries
from tests.survival.client import Browser
from tests.survival.fronts import Called, Front, Slack
from tests.survival.loopback import PACED
from tests.survival.server import PATIENCE, Server


@dataclass(slots=True)
class Stage:
    server: Server
    workspace: Workspace
    telegram: Telegram
    fronts: Mapping[str, Front]
    client: httpx.AsyncClient
    """Of whatever calls the program."""
    chromium: Chromium | None
    stack: contextlib.AsyncExitStack
    seats: list[Seat] = field(default_factory=list)
    _tokens: dict[str, str] = field(default_factory=dict)

    async def signs_in(self, roles: Mapping[str, Role]) -> None:
        """Invite them; what the cookies of their browsers hold is known from now on."""
        storage, now = await open_beside(self.server.folder), time.time()
        try:
            for name, role in roles.items():
                email, token = f"{name.lower()}@desk.example", f"session-of-{name}-".ljust(43, "x")
                account = await storage.desk.invite(
                    NewAccount(email, name, role, digest(email), now + 60, now, languages=("en",))
                )
                await storage.desk.sign_in(digest(token), account.id, now, now + 7200)
                self._tokens[name] = token
        finally:
            await storage.close()

    def ana(self, ledger: Ledger) -> InSlack:
        """In the desk's channel."""
        way = Requests(self.client)
        return InSlack("Ana", Member(self.workspace, way, None, ANA), ledger)  # type: ignore[arg-type] # elsewhere

    async def officer(self, name: str) -> Officer:
        """At the console: in Chromium where there is one."""
        if self.chromium is None:
            return ByForms(name, await self.forms(name))
        context = await self.chromium.new_context(viewport={"width": 1280, "height": 800}, locale="en-GB")
        self.stack.push_async_callback(context.close)
        await context.add_cookies([{"name": COOKIE, "value": self._tokens[name], "url": self.server.address}])
        self.seats.append(Seat(await context.new_page(), self.server.address))
        return InBrowser(name, self.seats[-1])

    async def forms(self, name: str) -> Forms:
        """The console's bare pages, for somebody who is signed in."""
        client = httpx.AsyncClient(base_url=self.server.address, follow_redirects=True, timeout=PATIENCE)
        await self.stack.enter_async_context(client)
        client.cookies.set(COOKIE, self._tokens[name])
        return Forms(client)

    async def screen(self, number: int, channel: str, *, real: bool) -> Screen:
        """What a person has before them; of the web a real phone if it is to be `real`."""
        if channel in self.fronts:
            return Chat(self.fronts[channel], number)
        if real and self.chromium:
            return InHand(await self.stack.enter_async_context(phone(self.chromium, self.server.address)))
        delivered = deliveries.Ledger(self.server.folder.parent / f"{number}.ledger")
        browser = Browser(f"person {number}", delivered, self.server.address)
        self.stack.push_async_callback(browser.close)
        return Page(browser)

    @property
    def refused(self) -> Sequence[Any]:
        """What the program did that a platform does not take."""
        return [*self.workspace.refused, *self.telegram.refused]

    @property
    def faults(self) -> Sequence[str]:
        """What the officers' browsers complained of."""
        return [fault for seat in self.seats for fault in seat.faults]


@contextlib.asynccontextmanager
async def stage(folder: Path, *, paced: bool, chromium: bool) -> AsyncIterator[Stage]:
    """Everything runs, and nobody is there yet; with `paced` messages leave as in service."""
    server, workspace = Server(folder / "data", program="tests.survival.loopback"), Workspace(now=time.time)
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(workspace.served())
        telegram = await stack.enter_async_context(Telegram().open())
        client = await stack.enter_async_context(httpx.AsyncClient(base_url=server.address, timeout=PATIENCE))
        fronts: dict[str, Front] = {
            "telegram": Called(telegram, server.address),
            "slack": Slack(workspace, Requests(client), socket=False),
        }
        server.settings = {name: value for front in fronts.values() for name, value in front.settings.items()}
        server.settings |= {"NEEDS_SLACK_DESK_CHANNEL": ROOM} | ({PACED: "1"} if paced else {})
        workspace.members[ROOM] = {ANA, BOT}
        workspace.profiles[ANA] = {"profile": {"email": "ana@desk.example"}}
        stack.callback(server.close)
        assert await asyncio.to_thread(server.start), server.told
        async with asyncio.timeout(PATIENCE):
            while not telegram.webhook:  # noqa: ASYNC110 - the other process cannot tell us.
                await asyncio.sleep(GLANCE)
        browser = await stack.enter_async_context(_chromium()) if chromium else None
        yield Stage(server, workspace, telegram, fronts, client, browser, stack)


@contextlib.asynccontextmanager
async def _chromium() -> AsyncIterator[Chromium]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()
