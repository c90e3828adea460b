"""The whole program in a real browser: without script from first words to the files; no barrier on any real page."""

from __future__ import annotations

import io
import json
import re
from typing import Literal

import pytest
from docx import Document
from playwright.async_api import Browser, Page, expect

from dialogs.words import AVAILABLE, say
from tests.browser.phone import FIRST_SEARCH, Phone, phone

pytestmark = pytest.mark.browser

PROBLEM = "lionfish eat our reefs in Jamaica and the fishers do not know what to do"
ANSWERS = {"email": "ana@ministry.example", "text": "Since 2022 lionfish are on 8 of 10 sites; catches fell by half."}
"""What is said, by what the question asks for."""


async def test_the_whole_way_without_script(chromium: Browser, real: str) -> None:
    """Plain forms and links carry words, taps, a correction, sending, the page, and both files."""
    async with phone(chromium, real, java_script_enabled=False) as ana:
        await _says(ana, PROBLEM)
        await expect(ana.page.locator(".found .source a").first).to_be_visible(timeout=FIRST_SEARCH)
        await ana.taps(say("option.consent.yes", "en"))
        await _answers_until_the_card(ana)
        await ana.page.get_by_role("button", name="Change: Country").last.click()
        await _says(ana, "Fiji")
        await expect(ana.page.locator("#log .card").last.locator(".value", has_text="Fiji")).to_be_visible()
        await ana.taps(say("option.review.send", "en"))
        sent = await ana.page.locator("#log article", has=ana.page.locator(".link a")).last.inner_text()
        code = re.findall(r"\b[A-Z]{4}-\d{4}\b", sent)[0]
        await ana.page.locator("#log .link a").last.click()
        await expect(ana.page.locator("main")).to_contain_text("Fiji")
        word = Document(io.BytesIO(await _file(ana.page, 0)))
        assert code in "\n".join(cell.text for table in word.tables for row in table.rows for cell in row.cells)
        assert json.loads(await _file(ana.page, 1))["code"] == code


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_barrier_on_any_real_page(chromium: Browser, real: str, scheme: Literal["light", "dark"]) -> None:
    """axe finds nothing, and nothing scrolls sideways at 320 pixels: start, hits, question, error, card, sent, page."""
    async with phone(chromium, real, width=320, scheme=scheme) as ana:
        await _sound(ana)
        await _answers(ana, PROBLEM)
        await _sound(ana)
        await _answers(ana, "???")
        await _sound(ana)
        await _answers(ana, "yes")
        await _answers_until_the_card(ana)
        await _sound(ana)
        await ana.taps(say("option.review.send", "en"))
        await expect(ana.page.locator("#log .link a")).to_be_visible()
        await _sound(ana)
        await ana.page.locator("#log .link a").click()
        await expect(ana.page.locator("main h1")).to_be_visible()
        await _sound(ana)


async def test_an_answer_is_shown_whole(chromium: Browser, real: str) -> None:
    """A case is cut after two lines, for it can be asked for whole; the answer to a question cannot, and is not cut."""
    async with phone(chromium, real) as ana:
        await ana.writes("what happens with my data?")
        told = ana.page.locator("#log .found .summary").first
        await expect(told).to_be_visible(timeout=FIRST_SEARCH)
        assert await told.evaluate("(text) => text.scrollHeight - text.clientHeight") <= 1
        await ana.writes(PROBLEM)
        case = ana.page.locator("#log .found .summary.short").first
        await expect(case).to_be_visible(timeout=FIRST_SEARCH)
        assert await case.evaluate("(text) => text.scrollHeight - text.clientHeight") > 1


async def _sound(ana: Phone) -> None:
    assert await ana.barriers() == []
    assert not await ana.overflows()
    assert await ana.small_targets() == []


async def _answers_until_the_card(ana: Phone) -> None:
    for _ in range(8):
        if await ana.page.locator("#log .card").count():
            return
        hint = await ana.page.locator("#log .ask").last.get_attribute("data-hint") or "text"
        await _answers(ana, ANSWERS.get(hint, ANSWERS["text"]))
    raise AssertionError("no card after eight answers")


async def _answers(ana: Phone, text: str) -> None:
    """Say something and see the next question, with script or without."""
    asked = await ana.page.locator("#log .ask, #log .card").count()
    await _says(ana, text)
    await expect(ana.page.locator("#log .ask, #log .card")).not_to_have_count(asked, timeout=FIRST_SEARCH)


async def _says(ana: Phone, text: str) -> None:
    await ana.page.fill("#text", text)
    await ana.page.click(".send")
    await expect(ana.page.locator("#log .in", has_text=text).last).to_be_visible()


async def _file(page: Page, number: int) -> bytes:
    """What the link to a file gives."""
    async with page.expect_download() as download:
        await page.locator(".files a").nth(number).click()
    return (await (await download.value).path()).read_bytes()


@pytest.mark.parametrize("language", AVAILABLE)
async def test_the_list_of_languages_fits_the_narrowest_phone(chromium: Browser, real: str, language: str) -> None:
    """From whichever side the page reads, the others stand one under the other, whole and wide enough for a thumb."""
    async with phone(chromium, real, width=320, locale=language) as ana:
        await expect(ana.page.locator("html")).to_have_attribute("lang", language)
        await ana.page.locator(".switch summary").click()
        assert not await ana.overflows()
        assert await ana.small_targets() == []
        box = await ana.page.locator(".switch ul").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320
        assert box["height"] < 44 * len(AVAILABLE)  # A row of a thumb's height for each of the others.


async def test_page_turns_to_a_second_language_soon_after_the_first(chromium: Browser, real: str) -> None:
    """Loading anew is spared people who change their minds at once; once they have settled, the page follows."""
    async with phone(chromium, real) as person:
        await person.page.clock.install()
        await person.turns_to("Français")
        await expect(person.page.locator("html")).to_have_attribute("lang", "fr")
        await person.turns_to("Español")
        await expect(person.page.locator("article.out").last).to_have_attribute("lang", "es")
        await expect(person.page.locator("html")).to_have_attribute("lang", "fr")
        await person.page.clock.run_for(25_000)
        await expect(person.page.locator("html")).to_have_attribute("lang", "es")
        await expect(person.page.locator(".send")).to_have_text("Enviar")
