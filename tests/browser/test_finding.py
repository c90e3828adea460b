"""Searching cases, editing teams, reading the audit log in a real browser: on a phone, in the dark, without script."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from tests.browser.office import Office, Seat, office, seat
from tests.browser.phone import FIRST_SEARCH, phone
from tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser


@pytest.fixture
async def open_office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "data") as running:
        yield running


@pytest.mark.parametrize(
    ("width", "scheme", "language", "script"),
    [(360, "light", "en", True), (360, "dark", "ar", False), (1280, "light", "fr", True)],
)
async def test_a_lead_finds_edits_and_looks_back(
    chromium: Browser, open_office: Office, width: int, scheme: Literal["light", "dark"], language: str, script: bool
) -> None:
    """axe finds nothing, nothing scrolls sideways, a thumb meets everything; a case is found at once by its meaning."""
    async with (
        seat(chromium, open_office, "Ada", "lead", language=language, width=width, scheme=scheme, script=script) as ada,
        phone(chromium, open_office.address) as marie,
    ):
        await wants_a_person(marie)
        await ada.opens("/find")
        await ada.page.fill("input[name=q]", "poissons envahissants sur les récifs")
        await ada.page.click("form.find button")
        found = ada.page.locator(".case-link", has_text="ionfish")
        await expect(found).to_have_count(1, timeout=FIRST_SEARCH)
        await _suits(ada, script)
        await found.click()
        await expect(ada.page.locator("#log")).to_be_visible()
        await ada.opens("/teams")
        await ada.page.locator("#SPREP summary").click()
        await ada.page.locator("#SPREP input[name=name]").fill("Pacific desk")
        await ada.page.locator("#SPREP input[name=members]").first.check()
        await _suits(ada, script)
        await ada.page.locator("#SPREP form button").click()
        await expect(ada.page.locator("#SPREP h2")).to_have_text("Pacific desk")
        await expect(ada.page.locator("#SPREP > p.soft")).to_contain_text("Ada")
        await ada.opens("/audit?what=team")
        await expect(ada.page.locator("tbody tr")).to_have_count(1)
        await expect(ada.page.locator("tbody tr")).to_contain_text("Pacific desk")
        await _suits(ada, script)


async def _suits(ada: Seat, script: bool) -> None:
    if script:
        assert await ada.barriers() == []
    assert not await ada.overflows()
    assert await ada.small_targets() == []
