"""A plan sent from the page in a real browser: its needs come with their places, and one of them begins the draft."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, FilePayload, expect

from bot.attachments import ONE
from dialogs.words import say
from tests.browser.phone import phone
from tests.plans import files

pytestmark = pytest.mark.browser

PLAN = FilePayload(name="our plan.pdf", mimeType="application/pdf", buffer=files.content("samoa"))
LOOKED_AT = os.environ.get("NEEDS_SCREENSHOTS", "")
"""A folder for pictures of the page, for whoever wants to look at them; "" for none."""
READING = 30_000
"""Milliseconds: a process is started for the file, and the machine may be busy."""


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
async def test_a_plan_becomes_a_draft(chromium: Browser, real: str, script: bool) -> None:
    """Chosen, sent, read, picked: nothing overflows a narrow phone, and axe finds no barrier."""
    async with phone(chromium, real, width=320, java_script_enabled=script) as ana:
        await ana.page.set_input_files("#file", PLAN)
        await ana.page.get_by_role("button", name=say("web.send", "en"), exact=True).click()
        await expect(ana.page.locator("#log .in .sent-file")).to_have_text("our plan.pdf", timeout=READING)
        need = ana.page.locator("#log .found").first
        await expect(need).to_contain_text("“⁨our plan.pdf⁩”, p. 2", timeout=READING)
        if script:
            assert not await ana.overflows()
            assert await ana.barriers() == []
            assert await ana.small_targets() == []
        if LOOKED_AT:
            await ana.page.screenshot(path=Path(LOOKED_AT, f"needs-{script}.png"), full_page=True)
        await need.get_by_role("button", name=say("button.need", "en")).click()
        await expect(ana.page.locator("#log")).to_contain_text("From your document I took over", timeout=READING)


async def test_what_is_chosen_is_said_and_what_is_too_large_is_not_sent(chromium: Browser, real: str) -> None:
    """Before a megabyte leaves the phone."""
    async with phone(chromium, real) as ana:
        await ana.page.set_input_files("#file", PLAN)
        await expect(ana.page.locator("#state")).to_contain_text("our plan.pdf")
        huge = FilePayload(name="huge.pdf", mimeType="application/pdf", buffer=bytes(ONE + 1))
        await ana.page.set_input_files("#file", huge)
        await expect(ana.page.locator("#state")).to_contain_text("10 MB")
        assert await ana.page.input_value("#file") == ""
