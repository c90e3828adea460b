"""The review card in each language, on the narrowest phone of a real browser: in its own words, from its own side."""

from __future__ import annotations

import re
from functools import cache

import pytest
from playwright.async_api import Browser, expect

from dialogs.words import AVAILABLE, catalogue
from tests.browser.cards import ADDRESS, FIRST_WORDS, TOLD, plays_to_the_card, sends
from tests.browser.phone import Phone, phone

pytestmark = pytest.mark.browser

FROM_THE_RIGHT = ("ar",)
NO_LATIN = ("ar", "ru", "zh")
"""Languages in which a Latin word is a name, an address, or was not translated."""
OURS = "#log .card h3, #log .card .label, #log .card .tag, #log .card .change, #log .card .options button"
"""What the card says of its own, beside the person's values."""


@pytest.mark.parametrize("language", AVAILABLE)
async def test_the_card_is_whole_in_every_language(chromium: Browser, real: str, language: str) -> None:
    """It scrolls only downwards at 320 pixels, reads from the right side, and holds no word of another language."""
    async with phone(chromium, real, width=320, locale=language) as person:
        await plays_to_the_card(person, language)
        await _own_side(person, language)
        await _own_words(person, language)
        assert not await person.overflows()
        assert await person.small_targets() == []
        assert await _cut(person) == []
        await sends(person, language)
        assert not await person.overflows()
        await person.page.locator("#log .link a").last.click()
        await expect(person.page.locator("main h1")).to_be_visible()
        await expect(person.page.locator("html")).to_have_attribute("lang", language)
        assert not await person.overflows()
        _no_latin(await person.page.locator("main").inner_text(), language)


async def _own_side(person: Phone, language: str) -> None:
    """The page and the card read from the side of their language, and so do figures and addresses on it."""
    side = "rtl" if language in FROM_THE_RIGHT else "ltr"
    await expect(person.page.locator("html")).to_have_attribute("dir", side)
    card = person.page.locator("#log .card").last
    await expect(card).to_have_attribute("dir", side)
    values = card.locator(".value", has_text=re.compile(rf"^(120|{re.escape(ADDRESS)})$"))
    assert await values.count() == 2
    for number in range(2):
        value, line = values.nth(number).locator("bdi"), values.nth(number)
        inner, outer = await value.bounding_box(), await line.bounding_box()
        assert inner
        assert outer
        begins = outer["x"] + outer["width"] - inner["x"] - inner["width"] if side == "rtl" else inner["x"] - outer["x"]
        assert abs(begins) < 1


async def _own_words(person: Phone, language: str) -> None:
    """Headings, labels, marks and buttons stand in this language's catalogue; values in no other's."""
    said = [text.strip() for text in await person.page.locator(OURS).all_inner_texts()]
    assert len(said) > 30
    proposed = _wordings(language)
    foreign = [text for text in said if not _known(text, proposed)]
    assert foreign == []
    values = "; ".join(await person.page.locator("#log .card .value").all_inner_texts())
    others = frozenset[str]().union(*(_wordings(other) for other in AVAILABLE if other != language)) - proposed
    assert [value for value in re.split(r"[;；؛] ?", values) if value.strip() in others] == []
    _no_latin(await person.page.locator("#log .card").last.inner_text(), language)


def _known(text: str, wordings: frozenset[str]) -> bool:
    """Whether it is a wording, or a label with its mark behind it."""
    flat = " ".join(text.split())
    return flat in wordings or any(
        flat.endswith(f" {mark}") and flat[: -len(mark) - 1] in wordings for mark in wordings
    )


@cache
def _wordings(language: str) -> frozenset[str]:
    return frozenset(" ".join(text.split()) for text in catalogue.read(language).singular.values())


def _no_latin(text: str, language: str) -> None:
    """Where Latin letters are rare, nothing is left in English: only what the person said, codes, names of formats."""
    if language not in NO_LATIN:
        return
    told = " ".join((FIRST_WORDS[language], TOLD[language], ADDRESS, "Word JSON")).casefold()
    strange = re.findall(r"[A-Za-z]{2,}", re.sub(r"\b[A-Z]{4}-\d{4}\b", "", text))
    assert [word for word in strange if word.casefold() not in told] == []


async def _cut(person: Phone) -> list[str]:
    """Buttons and marks whose words do not fit into them."""
    script = """() => [...document.querySelectorAll("#log .card button, #log .card .tag")]
        .filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.innerText)"""
    found: list[str] = await person.page.evaluate(script)
    return found
