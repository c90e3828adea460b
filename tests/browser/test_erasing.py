"""A case of the desk is erased in a browser, on a phone: two presses, nothing in the way of anybody."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from dialogs.words import say
from tests.browser.office import office, seat

pytestmark = pytest.mark.browser


async def test_a_letter_is_erased_with_two_presses(chromium: Browser, tmp_path: Path) -> None:
    """From its page; axe finds nothing, nothing scrolls sideways, and what is left shows no word of it."""
    async with office(tmp_path / "data") as desk, seat(chromium, desk, "Ben", width=360) as ben:
        account = await desk.service.storage.desk.account_of("ben@desk.example")
        assert account
        case = await desk.service.at_desk().open(account, "Sargassum on the beach", key="o1", text="Dear colleagues")
        await ben.opens(f"/case/{case.code}")
        await ben.page.click(f"a[href$='/case/{case.code}/erase']")
        for number, words in enumerate(("console.do.erase", "console.do.erase_sure")):
            button = ben.page.locator("main form button", has_text=say(words, "en"))
            assert await ben.barriers() == []
            assert not await ben.overflows()
            assert await ben.small_targets() == []
            await ben.page.screenshot(path=tmp_path / f"{number}.png")
            await button.click()
        await ben.page.wait_for_url(f"**/case/{case.code}")
        assert "Sargassum" not in await ben.page.inner_text("body")
        assert ben.faults == []
