"""A hurried focal point on a phone, in French, over the whole program: from first words to the page of the request."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Locator, expect

from dialogs.words import say
from tests.browser.phone import Phone, phone

pytestmark = pytest.mark.browser

PROBLEM = "les poissons-lions mangent nos récifs et les pêcheurs ne savent pas quoi faire"
ANSWERS = {
    "country": "Haïti",
    "email": "marie@ministere.example",
    "text": "Les prises baissent et personne n’est formé.",
}
"""What she says, by what the question asks for."""


async def test_from_first_words_to_the_page(chromium: Browser, real: str) -> None:
    """Heard, shown examples with sources, asked a little, cut off twice, one correction, sent: a code and a page."""
    async with phone(chromium, real, locale="fr-FR", timezone_id="America/Port-au-Prince") as marie:
        await expect(marie.page.locator("html")).to_have_attribute("lang", "fr")
        await _answers(marie, PROBLEM)
        await expect(marie.page.locator(".found .source").first).to_be_visible()
        asked = await _questions(marie).count()
        await marie.taps(say("option.consent.yes", "fr"))
        await expect(_questions(marie)).not_to_have_count(asked)
        for turn in range(8):
            if await marie.page.locator("#log .card").count():
                break
            hint = await _questions(marie).last.get_attribute("data-hint") or "text"
            await _answers(marie, ANSWERS.get(hint, ANSWERS["text"]), cut=turn < 2)
        await _corrects_the_country(marie)
        await marie.taps(say("option.review.send", "fr"))
        await expect(marie.page.locator("#log .link a")).to_be_visible()
        sent = await marie.page.locator("#log article", has=marie.page.locator(".link a")).inner_text()
        assert re.search(r"\b[A-Z]{4}-\d{4}\b", sent)
        await marie.page.locator("#log .link a").click()
        await expect(marie.page.locator("main")).to_contain_text("Jamaïque")
        async with marie.page.expect_download() as download:
            await marie.page.locator(".files a").first.click()
        assert (await download.value).suggested_filename.endswith(".docx")


def _questions(marie: Phone) -> Locator:
    return marie.page.locator("#log .ask, #log .card")


async def _answers(marie: Phone, text: str, *, cut: bool = False) -> None:
    """Say something, with the connection gone while it is sent, and wait until the next question is there."""
    asked = await _questions(marie).count()
    if cut:
        await marie.page.context.set_offline(True)
    await marie.writes(text)
    if cut:
        await expect(marie.page.locator("#outgoing .waiting")).to_have_count(1)
        await marie.page.context.set_offline(False)
    await expect(marie.page.locator("#log .in", has_text=text)).to_have_count(1)
    await expect(_questions(marie)).not_to_have_count(asked)


async def _corrects_the_country(marie: Phone) -> None:
    line = marie.page.locator("#log .card").last.locator(".line", has_text="Haïti")
    await line.locator(".change").click()
    await expect(marie.page.locator('#log [data-hint="country"]').last).to_be_visible()
    await _answers(marie, "Jamaïque")
    await expect(marie.page.locator("#log .card").last.locator(".value", has_text="Jamaïque")).to_be_visible()
