"""The console's door in a real browser: from the first invitation to a colleague who signs in, on a phone too."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from bot.console.invitations import invite
from tests.browser.office import Office, Seat, office, seat

pytestmark = pytest.mark.browser

PASSWORD = "four words in a row"


@pytest.fixture
async def open_office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "data") as running:
        yield running


async def test_from_the_first_link_to_a_colleague(chromium: Browser, open_office: Office) -> None:
    """A lead takes up the link and invites a colleague, who sets a password, signs out and in again."""
    storage, now = open_office.service.storage.desk, open_office.service.mind.clock()
    first = await invite(storage, "ana@desk.example", "Ana", "lead", now=now)
    lead = await (await chromium.new_context(locale="en-GB")).new_page()
    await lead.goto(open_office.address + first.path)
    await lead.get_by_label("New password").fill(PASSWORD)
    await lead.keyboard.press("Enter")
    await lead.get_by_role("link", name="Colleagues").click()
    await lead.get_by_label("E-mail address").fill("ben@desk.example")
    await lead.get_by_label("Name, as requesters read it").fill("Ben")
    await lead.get_by_role("button", name="Make an invitation").click()
    link = await lead.locator(".link code").inner_text()

    ben = await (await chromium.new_context(locale="en-GB")).new_page()
    await ben.goto(link)
    await expect(ben.locator("main")).to_contain_text("Ben (Officer)")
    await ben.get_by_label("New password").fill("another four words")
    await ben.get_by_role("button", name="Open the account").click()
    await expect(ben).to_have_url(f"{open_office.address}/desk/queue")
    await expect(ben.get_by_role("link", name="Colleagues")).to_have_count(0)
    await ben.get_by_role("button", name="Sign out").click()
    await ben.goto(f"{open_office.address}/desk/me")
    await ben.get_by_label("E-mail address").fill("ben@desk.example")
    await ben.get_by_label("Password").fill("not his password")
    await ben.keyboard.press("Enter")
    await expect(ben.get_by_role("alert")).to_contain_text("is not right")
    await ben.get_by_label("Password").fill("another four words")
    await ben.keyboard.press("Enter")
    await expect(ben).to_have_url(f"{open_office.address}/desk/me")


@pytest.mark.parametrize(
    ("language", "width", "scheme"),
    [("en", 1280, "light"), ("en", 360, "dark"), ("ar", 360, "light"), ("ru", 360, "light"), ("fr", 360, "light")],
)
async def test_no_page_of_the_door_has_a_barrier(
    chromium: Browser, open_office: Office, language: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    """axe finds nothing, nothing scrolls sideways, a thumb meets everything; with and without what went wrong."""
    storage, now = open_office.service.storage.desk, open_office.service.mind.clock()
    link = await invite(storage, "bo@desk.example", "Bo Robertson-Fernández de la Vega", "officer", now=now)
    where = {"language": language, "width": width, "scheme": scheme}
    async with seat(chromium, open_office, "Ana", "lead", **where) as ana:  # type: ignore[arg-type]
        for path in ("/people", "/me", "/audit", "/nowhere"):
            await ana.opens(path)
            await fair(ana, path)
        await ana.opens("/people")
        await ana.page.locator("summary").first.click()
        await fair(ana, "an open form")
        await ana.page.locator("form[action$='/invite'] button").click()
        await expect(ana.page.locator(".link code")).to_be_visible()
        await fair(ana, "a link")
        await ana.page.fill("form[action$='/people'] [name=email]", "ana@desk.example")
        await ana.page.fill("[name=name]", "Ana")
        await ana.page.click("form[action$='/people'] button")
        await fair(ana, "a refusal")
        link = await invite(storage, "bo@desk.example", "Bo", "officer", now=now)
        await ana.page.context.clear_cookies()
        await ana.page.context.set_extra_http_headers({"Accept-Language": language})
        await ana.page.goto(open_office.address + link.path)
        await fair(ana, "the invitation")
        await ana.opens("/sign-in")
        await fair(ana, "the door")
        await ana.page.fill("[name=email]", "nobody@desk.example")
        await ana.page.fill("[name=password]", PASSWORD)
        await ana.page.click("main button")
        await expect(ana.page.get_by_role("alert")).to_be_visible()
        await fair(ana, "a refusal at the door")


async def fair(ana: Seat, where: str) -> None:
    assert await ana.barriers() == [], where
    assert not await ana.overflows(), where
    assert await ana.small_targets() == [], where
