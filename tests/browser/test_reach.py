"""What matters is within reach on a phone: the open question, sending, what there is to check, what is new."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser, Locator, expect

from dialogs.words import AVAILABLE
from tests.browser.phone import Phone, phone

pytestmark = pytest.mark.browser

SCRIPT = pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])


@SCRIPT
async def test_sending_is_in_sight_where_the_card_begins(chromium: Browser, address: str, script: bool) -> None:
    """The beginning of the card, the first thing to check and "Send now" share a screen; nothing stands over them."""
    async with phone(chromium, address, java_script_enabled=script) as person:
        card = await _card(person)
        first = card.locator(".value").first
        for each in (card.locator(".counter").first, first, card.get_by_role("button", name="Send now")):
            await expect(each).to_be_in_viewport(ratio=1)
            assert not await _share(each, person.page.locator(".composer"))
        assert not await _share(first, card.locator(".ready"))


async def test_where_there_is_little_room_the_choices_do_not_take_it(chromium: Browser, address: str) -> None:
    """While a phone's keyboard is open the card keeps its screen, and its choices wait at its end."""
    async with phone(chromium, address) as person:
        card = await _card(person)
        await person.page.set_viewport_size({"width": 360, "height": 400})
        await expect(card.locator(".ready")).to_have_css("position", "static")


async def test_a_card_begins_with_what_there_is_to_check(chromium: Browser, address: str) -> None:
    """How many proposals wait is said at its head, and they come before what was told."""
    async with phone(chromium, address) as person:
        card = await _card(person)
        await expect(card.locator(".counter")).to_have_text(["6 of at most 6", "3 proposals to check"])
        labels = await card.locator(".label").all_inner_texts()
        assert labels == [
            "What is missing", "Global targets", "Organisation", "The problem", "Country", "How to reach you",
        ]  # fmt: skip


@SCRIPT
async def test_a_long_answer_opens_at_a_tap(chromium: Browser, address: str, script: bool) -> None:
    """It shows how it begins, and all of it after a tap; short ones are whole."""
    async with phone(chromium, address, java_script_enabled=script) as person:
        card = await _card(person)
        assert await card.locator(".fold").count() == 1
        long = card.locator(".fold .value")
        assert await _cut(long)
        await card.locator(".fold summary").click()
        assert not await _cut(long)
        if script:
            assert await person.barriers() == []


@SCRIPT
async def test_an_earlier_card_folds(chromium: Browser, address: str, script: bool) -> None:
    """After the next question its lines take no room; a tap brings them back, to read and not to change."""
    async with phone(chromium, address, java_script_enabled=script) as person:
        card = await _card(person)
        await _says(person, "lionfish", "In which country")
        await expect(card.locator(".value").first).to_be_hidden()
        assert await person.small_targets() == []
        await card.locator(".held > summary").click()
        await expect(card.locator(".value").first).to_be_visible()
        await expect(card.get_by_role("button", name="Change: Country")).to_be_hidden()
        if script:
            assert await person.barriers() == []


async def test_the_question_stands_out_while_it_is_open(chromium: Browser, address: str) -> None:
    """Of several things said at once the question is the bold one, and no more so once another was put."""
    async with phone(chromium, address) as person:
        card = await _card(person)
        question = card.locator(".text p")
        await expect(question).to_have_text("Is this right? Sending it also confirms what I proposed.")
        await expect(question).to_have_css("font-weight", "600")
        await expect(card.locator(".text")).to_have_css("font-weight", "400")
        await person.says("lionfish", "In which country")
        await expect(question).to_have_css("font-weight", "400")


async def test_the_open_question_is_one_tap_away(chromium: Browser, address: str) -> None:
    """Above or below what is seen, a button leads to it, and is gone when it is there."""
    async with phone(chromium, address) as person:
        await person.page.set_viewport_size({"width": 360, "height": 480})
        await person.says("lionfish", "In which country")
        seek = person.page.get_by_role("link", name="Go to the question")
        await expect(seek).to_be_visible()
        assert await person.barriers() == []
        await seek.click()
        await expect(seek).to_be_hidden()
        await expect(person.page.locator("#log .ask").last).to_be_in_viewport()
        await person.page.evaluate("scrollTo(0, 0)")
        await expect(seek).to_be_visible()


async def test_without_script_a_link_leads_over_the_examples(chromium: Browser, address: str) -> None:
    """It stands above them, for the page begins at what was said."""
    async with phone(chromium, address, java_script_enabled=False) as person:
        await person.page.set_viewport_size({"width": 360, "height": 480})
        await _says(person, "lionfish", "In which country")
        question = person.page.locator("#log .ask").last
        await expect(question).not_to_be_in_viewport()
        await person.page.get_by_role("link", name="Go to the question").click()
        await expect(question).to_be_in_viewport()


async def test_nothing_that_has_the_focus_is_covered(chromium: Browser, address: str) -> None:
    """With the keyboard every button of a card comes out from under what stays at the foot of the screen."""
    async with phone(chromium, address, is_mobile=False, has_touch=False) as person:
        card = await _card(person)
        for button in await card.locator(".change, .open button").all():
            await person.page.evaluate("scrollTo(0, 0)")
            await button.focus()
            await expect(button).to_be_in_viewport(ratio=1)
            assert not await _share(button, card.locator(".ready"))
            assert not await _share(button, person.page.locator(".composer"))


async def test_a_source_is_cut_at_its_own_end(chromium: Browser, address: str) -> None:
    """A Latin name on a page that reads from the right loses its last letters, not its first."""
    async with phone(chromium, address) as person:
        await person.says("مثال", "في أي بلد")
        await expect(person.page.locator(".found .source").first).to_have_css("direction", "rtl")
        await expect(person.page.locator(".found .source cite").first).to_have_css("direction", "ltr")


async def test_the_box_is_one_line_high_in_every_language(chromium: Browser, real: str) -> None:
    """What it invites to fits beside its buttons on a phone of 360 pixels."""
    for language in AVAILABLE:
        async with phone(chromium, real, locale=language) as person:
            await expect(person.page.locator("html")).to_have_attribute("lang", language)
            box = await person.page.locator("#text").bounding_box()
            assert box
            assert box["height"] < 52, language


async def _card(person: Phone) -> Locator:
    await _says(person, "the whole card", "Is this right?")
    return person.page.locator("#log .card").last


async def _says(person: Phone, text: str, until: str) -> None:
    """With script or without."""
    await person.page.fill("#text", text)
    await person.page.click(".send")
    await person.reads(until)


async def _share(one: Locator, other: Locator) -> bool:
    """Whether one and the other take any of the same height of the screen."""
    a, b = await one.bounding_box(), await other.bounding_box()
    assert a
    assert b
    return a["y"] < b["y"] + b["height"] - 1 and b["y"] < a["y"] + a["height"] - 1


async def _cut(text: Locator) -> bool:
    return bool(await text.evaluate("(each) => each.scrollHeight > each.clientHeight + 1"))
