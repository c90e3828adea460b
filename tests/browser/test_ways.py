"""A focal point in a real browser: an officer makes the link, they open it on a phone, answer, and the case moves."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from dialogs.answers import Answer, Source
from dialogs.request import Request, dump
from storage.port import NewRequest, Ring, Storage
from tests.browser.office import office, seat
from tests.storage.samples import NOON, arrival, turn

pytestmark = pytest.mark.browser
CODE = "KUMA-4827"


async def sent(storage: Storage) -> None:
    """A request whose person lets their focal point see it."""
    answers = {
        "title": Answer("حرائق في المتنزه", Source.TYPED),
        "problem_statement": Answer("Fires come closer every year. " * 20, Source.TYPED),
        "country": Answer(("EG",), Source.CHOSEN),
        "visibility": Answer("desk_focal", Source.CHOSEN),
    }
    body = dump(Request(CODE, "request", 1, "ar", answers, sent=NOON))
    receipt = await storage.accept(arrival())
    request = NewRequest(CODE, "request", body, "EG", "Fires", "ar", "desk", NOON)
    ring = Ring("request", CODE, "ar", "Fires", "EG")
    await storage.write(replace(turn(receipt), request=request, rings=(ring,)))


async def plain(page: Page) -> None:
    """No barrier that axe finds, and nothing that scrolls sideways."""
    found = await Axe().run(page)
    assert [one["id"] for one in found.response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("width", [360, 1280])
async def test_a_focal_point_answers_on_any_screen(chromium: Browser, data_folder: Path, width: int) -> None:
    """In Arabic, from right to left; an answer without a name is asked for it and nothing chosen is lost."""
    async with office(data_folder) as at:
        await sent(at.service.storage)
        async with seat(chromium, at, "Ana", width=width) as ana:
            await ana.opens(f"/case/{CODE}/way")
            await plain(ana.page)
            await ana.page.get_by_text("Ask the focal point").click()
            await ana.page.get_by_label("Name of the focal point").fill("منى مثال")
            await ana.page.get_by_label("Language of the message").select_option("ar")
            await ana.page.get_by_role("button", name="Make the link").first.click()
            message = await ana.page.locator("pre").inner_text()
            await plain(ana.page)
        link = next(word for word in message.split() if "/e/" in word)
        context = await chromium.new_context(viewport={"width": width, "height": 760}, locale="ar")
        page = await context.new_page()
        await page.goto(link)
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await plain(page)
        await page.get_by_role("button", name="فتح الطلب").click()
        await expect(page.get_by_text("حرائق في المتنزه")).to_be_visible()
        await plain(page)
        await page.get_by_label("أؤيد هذا الطلب").check()
        await page.get_by_role("button", name="إرسال الجواب").click()
        await expect(page.get_by_role("alert")).to_be_visible()
        await expect(page.get_by_label("أؤيد هذا الطلب")).to_be_checked()
        await page.get_by_label("اسمكم وجهة عملكم").first.fill("منى مثال")
        await page.get_by_role("button", name="إرسال الجواب").click()
        await expect(page.get_by_text("شكرًا لكم")).to_be_visible()
        await page.goto(f"{at.address}/status?code={CODE}")
        await expect(page.get_by_role("status")).to_contain_text(CODE)
        await plain(page)
        await context.close()
        case = await at.service.storage.desk.by_code(CODE)
        assert case
        assert case.stage == "endorsed"
