"""A person with a phone: writes, taps, reads."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any, Literal

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

TARGET = 44  # CSS pixels, each way
FIRST_SEARCH = 60_000  # Milliseconds; the model and the index are loaded meanwhile, on a crowded machine too


class Phone:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.faults: list[str] = []
        """What the browser complained of: policy violations, script errors."""
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda told: self.faults.append(told.text) if "Content Security" in told.text else None)

    async def writes(self, text: str) -> None:
        """Type and press Enter."""
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    async def says(self, text: str, until: str, within: float | None = None) -> None:
        """Write, and wait for an answer, so many milliseconds at most."""
        await self.writes(text)
        await self.reads(until, within)

    async def taps(self, label: str) -> None:
        offered = self.page.locator("#log").get_by_role("button", name=label, exact=True)
        await offered.locator("visible=true").last.click()

    async def turns_to(self, language: str) -> None:
        """Choose a language at the head of the page, by its own name."""
        await self.page.locator(".switch summary").click()
        await self.page.locator(".switch").get_by_role("button", name=language, exact=True).click()

    async def reads(self, text: str, within: float | None = None) -> None:
        """A message with these words is in the log, once."""
        await expect(self.page.locator("#log article", has_text=text).last).to_be_visible(timeout=within)

    async def said(self) -> list[str]:
        """The person's own messages in the log, in order."""
        return await self.page.locator("#log .in .text").all_inner_texts()

    async def small_targets(self) -> list[str]:
        """Buttons and links alone on their line that a thumb would miss."""
        script = """(least) => [...document.querySelectorAll("button, summary, textarea, .link a, .notice > p > a")]
            .filter((each) => each.checkVisibility())
            .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
            .filter(([, box]) => box.height < least || box.width < least).map(([html]) => html)"""
        found: list[str] = await self.page.evaluate(script, TARGET)
        return found

    async def barriers(self) -> list[str]:
        """What axe finds on the page as it is."""
        found = await Axe().run(self.page)
        return [f"{each['id']}: {each['nodes'][0]['html'][:120]}" for each in found.response["violations"]]

    async def overflows(self) -> bool:
        """Whether one would have to scroll sideways."""
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(await self.page.evaluate(script))


@contextlib.asynccontextmanager
async def phone(
    chromium: Browser, address: str, *, width: int = 360, scheme: Literal["light", "dark"] = "light", **more: Any
) -> AsyncIterator[Phone]:
    """A new phone on the first page."""
    options = {"locale": "en-GB", "timezone_id": "America/Jamaica", "has_touch": True, "is_mobile": True} | more
    context = await chromium.new_context(viewport={"width": width, "height": 740}, color_scheme=scheme, **options)
    page = await context.new_page()
    held = Phone(page)
    await page.goto(address)
    await page.wait_for_selector("#log .ask")
    yield held
    await context.close()
    assert held.faults == []
