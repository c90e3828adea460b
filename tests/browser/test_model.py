"""What a language model writes, in a real browser on a phone: clearer words for a person, a case in short for staff."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.bot.models.openai import Asked, Reply, Service, serving
from tests.browser.office import office, seat
from tests.browser.phone import FIRST_SEARCH, phone

pytestmark = pytest.mark.browser

WORRY = "Every year fewer turtles come to our beach in Samoa and nobody in my office he knows how to count the nests"
CLEARER = "In Samoa, fewer turtles come to our beach every year. Nobody in my office knows how to count the nests."
FRENCH = "À Samoa, moins de tortues viennent chaque année sur notre plage, et personne ne sait compter les nids."


def writes(asked: Asked) -> Reply:
    """Clearer words, a summary of one line, a translation; no reading."""
    if "request" in asked.data:
        key = next(key for key in asked.data["request"] if key != "consent")
        return Reply(json.dumps({"lines": [{"text": "On demande de l’aide pour compter les nids.", "sources": [key]}]}))
    return Reply(json.dumps({"text": CLEARER if asked.data.get("language") == "en" else FRENCH}))


@pytest.fixture
def server() -> Iterator[Service]:
    with serving(writes) as running:
        yield running


async def test_a_person_takes_clearer_words_and_an_officer_reads_the_case_in_short(
    chromium: Browser, server: Service, tmp_path: Path
) -> None:
    """Both wordings stand side by side on a phone, one tap decides; the officer finds the original beside."""
    async with office(tmp_path / "data", server.url) as open_office:
        async with phone(chromium, open_office.address) as sina:
            await sina.writes(WORRY)
            await expect(sina.page.locator("#log article", has_text="May I keep your answers")).to_be_visible(
                timeout=FIRST_SEARCH
            )
            await sina.says("yes", "your answers are kept")
            for words, heard in (
                ("The nests are not counted any more, and we lose them all", "How can we reach you"),
                ("sina@beach.example", "Is this right?"),
            ):
                await sina.writes(words)
                await expect(sina.page.locator("#log article", has_text=heard).last).to_be_visible(timeout=FIRST_SEARCH)
            await sina.taps("Put it in clearer words")
            await expect(sina.page.locator("#log article").last).to_contain_text(CLEARER)
            await sina.page.screenshot(path=tmp_path / "clearer.png")
            assert not await sina.overflows()
            await sina.taps("Use this")
            await expect(sina.page.locator("#log article").last).to_contain_text("Is this right?")
            await sina.reads("Your request now says it in these words")
            await sina.taps("Send it")
            await sina.reads("Your request is sent")
        async with seat(chromium, open_office, "Zoé", language="fr", width=360) as zoe:
            await zoe.opens("/queue")
            await zoe.page.locator(".case-link").first.click()
            await expect(zoe.page.locator("#facts")).to_contain_text(WORRY)
            await zoe.page.screenshot(path=tmp_path / "case.png", full_page=True)
            await zoe.page.locator("#brief button").click()
            await expect(zoe.page.locator("#unchecked")).to_be_visible()
            await expect(zoe.page.locator("main")).to_contain_text(FRENCH)
            await expect(zoe.page.locator("main")).to_contain_text(CLEARER)
            await zoe.page.screenshot(path=tmp_path / "brief.png", full_page=True)
            assert not await zoe.overflows()
            assert await zoe.small_targets() == []
            assert await zoe.barriers() == []
