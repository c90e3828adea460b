"""The whole program with its desk, and officers who sit at it with a browser each."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect
from pydantic import SecretStr

from bot.codes import digest
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from storage.desk.port import NewAccount, Role
from tests.browser.phone import TARGET

COOKIE = "desk"


@dataclass(frozen=True, slots=True)
class Office:
    service: Service
    address: str


@contextlib.asynccontextmanager
async def office(folder: Path, model: str = "") -> AsyncIterator[Office]:
    """The program as `needs serve` runs it, on a free port, without the library: nothing here depends on hits; with the
    language model at an address, where one is given."""
    settings = Settings(data_dir=folder, operator="The Secretariat", library="none", host="127.0.0.1")
    if model:
        named = {"model": "openai:scripted", "model_url": model, "model_key": SecretStr("sk-test")}
        settings = settings.model_copy(update=named)
    # No setting asks for "any free port": that is for tests.
    async with open_service(settings.model_copy(update={"port": 0})) as service:
        announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        serving = asyncio.create_task(service.serve(web(service, announced.set_result)))
        try:
            yield Office(service, await announced)
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving


class Seat:
    """An officer in front of a page."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda told: self.faults.append(told.text) if "Content Security" in told.text else None)

    async def opens(self, path: str) -> None:
        await self.page.goto(f"{self.address}/desk{path}")

    async def reads(self, text: str) -> None:
        """These words are in the log, in one entry."""
        await expect(self.page.locator("#log article", has_text=text)).to_have_count(1)
        await expect(self.page.locator("#log article", has_text=text)).to_be_visible()

    async def replies(self, text: str) -> None:
        await self.page.fill("#reply textarea", text)
        await self.page.click("#reply button")

    async def barriers(self) -> list[str]:
        """What axe finds on the page as it is."""
        found = await Axe().run(self.page)
        return [f"{each['id']}: {each['nodes'][0]['html'][:160]}" for each in found.response["violations"]]

    async def overflows(self) -> bool:
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(await self.page.evaluate(script))

    async def small_targets(self) -> list[str]:
        """Buttons, fields and the lines that open something that a thumb would miss."""
        script = """(least) => [...document.querySelectorAll("main button, select, textarea, summary, .views a")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
            .filter(([, box]) => box.height < least || box.width < least).map(([html]) => html)"""
        found: list[str] = await self.page.evaluate(script, TARGET)
        return found


@contextlib.asynccontextmanager
async def seat(
    chromium: Browser,
    office: Office,
    name: str,
    role: Role = "officer",
    *,
    language: str = "en",
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    script: bool = True,
) -> AsyncIterator[Seat]:
    """Somebody who is signed in, with a browser of their own."""
    desk, email, now = office.service.storage.desk, f"{name.lower()}@desk.example", office.service.mind.clock()
    account = await desk.account_of(email) or await desk.invite(
        NewAccount(email, name, role, digest(email), now + 60, now, languages=(language,))
    )
    token = uuid4().hex.ljust(43, "x")
    await desk.sign_in(digest(token), account.id, now, now + 7200)
    context = await chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, java_script_enabled=script, locale="en-GB"
    )
    await context.add_cookies([{"name": COOKIE, "value": token, "url": office.address}])
    held = Seat(await context.new_page(), office.address)
    yield held
    await context.close()
    assert held.faults == []
