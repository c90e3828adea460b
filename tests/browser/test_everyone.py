"""The chat for everyone: small screens, thumbs, keyboards, screen readers, dark rooms, no script."""

from __future__ import annotations

from typing import Literal

import pytest
from playwright.async_api import Browser, Page, expect

from bot.message import Outbound
from dialogs.words import AVAILABLE, OWN_NAMES
from tests.bot.adapters.web.scripted import Desk
from tests.browser.phone import phone

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_barrier_on_any_screen(chromium: Browser, address: str, scheme: Literal["light", "dark"]) -> None:
    """axe finds nothing on start, service details, hits and question, choices, error, review, sent, links."""
    async with phone(chromium, address, scheme=scheme) as person:
        assert await person.barriers() == []
        for head in (".switch summary", ".about summary"):
            await person.page.click(head)
            assert await person.barriers() == []
        await person.says("lionfish", "In which country")
        assert await person.barriers() == []
        await person.says("several", "up to 3")
        await person.taps("Skills")
        assert await person.barriers() == []
        await person.says("broken", "Something went wrong")
        assert await person.barriers() == []
        await person.says("review", "The essential is complete")
        assert await person.barriers() == []
        await person.taps("Send now")
        await person.reads("Your case code")
        assert await person.barriers() == []
        await person.says("العربية", "في أي بلد")
        await person.page.wait_for_selector("html[dir=rtl]")  # The page is fetched anew in the other language.
        assert await person.barriers() == []
        for path in ("/privacy", "/r/unknown", "/p/page-secret-000000000000", "/nowhere", "/lang/fr"):
            await person.page.goto(f"{address}{path}")
            assert await person.barriers() == [], path


@pytest.mark.parametrize("width", [320, 360, 1280])
async def test_fits_screen_and_thumb(chromium: Browser, address: str, width: int) -> None:
    """Nothing scrolls sideways and every target is at least 44 pixels each way, on the narrowest phone too."""
    async with phone(chromium, address, width=width) as person:
        talk = [("lionfish", "In which country"), ("review", "The essential"), ("pause", "come back")]
        talk += [("broken", "went wrong"), ("several", "up to 3")]
        talk += [("w" * 300, "You said"), ("https://example.org/" + "x" * 200, "You said")]
        for text, answer in talk:
            await person.says(text, answer)
            assert not await person.overflows(), text
            assert await person.small_targets() == [], text
        for path in ("/privacy", "/r/unknown", "/e/unknown", "/t/unknown", "/status?code=x", "/nowhere"):
            await person.page.goto(f"{address}{path}")
            assert not await person.overflows()
            assert await person.small_targets() == []


async def test_keyboard_alone_is_enough(chromium: Browser, address: str) -> None:
    """From the first key to the sent request without a pointer: the box has the focus, buttons are pressed."""
    async with phone(chromium, address, is_mobile=False, has_touch=False) as person:
        keyboard = person.page.keyboard
        await expect(person.page.locator("#text")).to_be_focused()
        await keyboard.type("first line")
        await keyboard.press("Shift+Enter")
        await keyboard.type("review please")
        await keyboard.press("Enter")
        await person.reads("The essential is complete")
        assert await person.said() == ["first line\nreview please"]
        await expect(person.page.locator("#text")).to_be_focused()
        await _tab_back_to(person.page, "Send now")
        await keyboard.press("Enter")
        await person.reads("Your case code")
        await expect(person.page.locator("#text")).to_be_focused()


async def test_each_message_is_announced_once(chromium: Browser, address: str) -> None:
    """The log grows by one node for every message, ours and theirs, and a reload announces nothing."""
    async with phone(chromium, address) as person:
        log = person.page.locator("#log")
        assert await log.get_attribute("role") == "log"
        await expect(log).to_have_attribute("aria-live", "polite")
        await person.page.evaluate(
            """() => { window.added = []; window.removed = 0;
                new MutationObserver((changes) => changes.forEach((change) => {
                    for (const node of change.addedNodes)
                        if (node.textContent.trim()) window.added.push(node.dataset?.position);
                    window.removed += change.removedNodes.length;
                })).observe(document.getElementById("log"),
                    { childList: true, subtree: true, characterData: true }); }"""
        )
        await person.says("lionfish", "In which country")
        added = await person.page.evaluate("window.added")
        assert len(added) == 3
        assert len(set(added)) == 3
        assert await person.page.evaluate("window.removed") == 0
        await person.page.add_init_script(
            """document.addEventListener("readystatechange", () => {
                const log = document.getElementById("log");
                if (log && !window.watch) { window.loud = 0; window.watch = new MutationObserver(
                    () => { if (log.getAttribute("aria-live") !== "off") window.loud += 1; });
                    window.watch.observe(log, { childList: true, subtree: true, characterData: true }); } });"""
        )
        await person.page.reload()
        await expect(log).to_have_attribute("aria-live", "polite")
        assert await person.page.evaluate("window.loud") == 0


async def test_works_without_script(chromium: Browser, address: str) -> None:
    """Words and taps by plain forms, up to the sent request."""
    async with phone(chromium, address, java_script_enabled=False) as person:
        await person.page.fill("#text", "lionfish")
        await person.page.click(".send")
        await person.reads("In which country")
        await person.page.get_by_role("button", name="Jamaica").click()
        await person.reads("You said: Jamaica")
        await person.page.fill("#text", "review")
        await person.page.click(".send")
        await person.page.get_by_role("button", name="Send now").click()
        await person.reads("Your case code")
        assert await person.said() == ["lionfish", "Jamaica", "review", "Send now"]


async def test_a_late_answer_comes_without_script(chromium: Browser, address: str, desk: Desk) -> None:
    """The page looks for it again and again by itself, and stops looking when it is there."""
    async with phone(chromium, address, java_script_enabled=False) as person:
        await person.page.fill("#text", "silence")
        await person.page.click(".send")
        await expect(person.page.locator(".preparing")).to_be_visible()
        for _ in range(2):
            async with person.page.expect_navigation():
                pass
        await desk.answer_late(Outbound("Here it is."))
        await person.reads("Here it is.")
        await expect(person.page.locator(".preparing")).to_be_hidden()
        await expect(person.page.locator("meta[http-equiv]")).to_have_count(0)


async def test_page_turns_to_the_language_of_the_talk(chromium: Browser, address: str) -> None:
    """A language chosen at the head, and everything around the messages speaks it too."""
    async with phone(chromium, address) as person:
        await person.turns_to("Français")
        await expect(person.page.locator("html")).to_have_attribute("lang", "fr")
        await expect(person.page.locator(".send")).to_have_text("Envoyer")


async def test_several_answers_are_sent_together(chromium: Browser, address: str) -> None:
    """Where several may be chosen a tap marks, another unmarks, and one button sends what is marked."""
    async with phone(chromium, address) as person:
        await person.says("several", "up to 3")
        for label in ("Skills", "Data", "Equipment", "Data"):
            await person.taps(label)
        await expect(person.page.locator('[aria-pressed="true"]')).to_have_text(["Skills", "Equipment"])
        await person.taps("Send: Skills, Equipment")
        await person.reads("You said: Skills, Equipment")
        assert await person.said() == ["several", "Skills, Equipment"]


async def test_old_questions_let_go_of_their_buttons(chromium: Browser, address: str) -> None:
    """After an answer only the new question can be tapped; examples that were found keep their buttons."""
    async with phone(chromium, address) as person:
        await person.says("lionfish", "In which country")
        await person.says("several", "up to 3")
        await expect(person.page.get_by_role("button", name="Jamaica")).to_have_count(0)
        await expect(person.page.get_by_role("button", name="Use as an example")).to_have_count(1)


async def test_three_examples_and_the_question_take_a_screen_and_a_half(chromium: Browser, address: str) -> None:
    """An example takes at most a third of a phone's screen, source and three buttons in a row included."""
    async with phone(chromium, address) as person:
        await person.says("lionfish", "In which country")
        cards = person.page.locator("#log .found")
        boxes = [await card.bounding_box() for card in await cards.all()]
        assert [box["height"] <= 740 / 3 for box in boxes if box] == [True, True]
        tops = await cards.first.locator("button").evaluate_all("(all) => all.map((each) => each.offsetTop)")
        assert len(tops) == 3
        assert len(set(tops)) == 1


async def test_a_card_uses_the_width_and_gathers_what_is_open(chromium: Browser, address: str) -> None:
    """Values have the whole width, open questions are buttons together, and one link leads down to the choices."""
    async with phone(chromium, address) as person:
        await person.says("review", "The essential is complete")
        card = person.page.locator("#log .card")
        value = await card.locator(".value").first.bounding_box()
        assert value
        assert value["width"] > 260
        gathered = card.locator(".open button")
        await expect(gathered).to_have_text(["What will be different", "By when"])
        await expect(card).not_to_contain_text("not answered yet")


async def test_a_trembling_thumb_taps_once(chromium: Browser, address: str) -> None:
    """Two taps on one button in quick succession are one message."""
    async with phone(chromium, address) as person:
        await person.says("lionfish", "In which country")
        await person.page.get_by_role("button", name="Jamaica").dblclick()
        await person.says("and then", "You said: and then")
        assert await person.said() == ["lionfish", "Jamaica", "and then"]


async def test_the_languages_stand_at_the_head_only(chromium: Browser, address: str) -> None:
    """The switch of the page is not repeated under the first question."""
    async with phone(chromium, address) as person:
        await person.page.locator(".switch summary").click()
        for code in AVAILABLE:
            own = person.page.get_by_role("button", name=OWN_NAMES[code], exact=True)
            await expect(own).to_have_count(0 if code == "en" else 1)
            await expect(person.page.locator("#log").get_by_text(OWN_NAMES[code], exact=True)).to_have_count(0)


async def test_a_wall_of_text_leaves_the_answer_in_sight(chromium: Browser, address: str) -> None:
    """A very long message is shown in a window of its own, scrolled with the keyboard too."""
    async with phone(chromium, address) as person:
        await person.says("word " * 2000, "You said: word")
        wall = person.page.locator("#log .in .text")
        box = await wall.bounding_box()
        assert box
        assert box["height"] < 300
        await expect(wall).to_have_attribute("tabindex", "0")
        assert await person.barriers() == []


async def _tab_back_to(page: Page, name: str) -> None:
    for _ in range(30):
        await page.keyboard.press("Shift+Tab")
        if await page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"no way to {name!r} with the keyboard")
