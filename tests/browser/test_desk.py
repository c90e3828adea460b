"""The desk in a real browser: two officers at once, a person on the web chat, keys, a phone, no script, no barrier."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from storage.desk.port import Queue
from tests.browser.office import Office, office, seat
from tests.browser.phone import FIRST_SEARCH, Phone, phone

pytestmark = pytest.mark.browser

PROBLEM = "lionfish eat the young fish on our reefs in Jamaica and the fishers do not know what to do"


@pytest.fixture
async def open_office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "data") as running:
        yield running


async def wants_a_person(marie: Phone) -> None:
    """From first words to the call for somebody."""
    await marie.writes(PROBLEM)
    asked = marie.page.locator("#log article", has_text="May I keep your answers")
    await expect(asked).to_be_visible(timeout=FIRST_SEARCH)
    await marie.says("yes", "your answers are kept")
    await marie.says("I want to talk to a person", "I have marked your case")


async def test_two_officers_and_a_person(chromium: Browser, open_office: Office) -> None:
    """The case appears by itself; each sees the other and every word; nobody answers past an answer not yet seen."""
    async with (
        seat(chromium, open_office, "Ben") as ben,
        seat(chromium, open_office, "Ana") as ana,
        phone(chromium, open_office.address) as marie,
    ):
        await ben.opens("/queue")
        await ana.opens("/queue")
        await expect(ben.page.locator(".empty")).to_have_text("No case is open.")
        await wants_a_person(marie)
        for one in (ben, ana):
            await one.page.locator(".case-link", has_text="Lionfish").click()
            await one.reads("I want to talk to a person")
        await expect(ben.page.locator(".beside")).to_have_text("Ana is looking at this.")
        await ben.page.fill("#reply textarea", "Good morning, how many boats are there?")
        await expect(ana.page.locator(".beside")).to_have_text("Ben is looking at this and writing.")
        await ana.page.fill("#reply textarea", "Hello, Ana here.")
        await ben.page.click("#reply button")
        await marie.reads("how many boats are there?")
        await ben.reads("how many boats are there?")
        await expect(ana.page.locator("#meanwhile")).to_contain_text("Ben: replied to the person")
        await ana.page.click("#reply button")
        await expect(ana.page.locator("#outpaced")).to_contain_text("Ben: replied to the person")
        await expect(ana.page.locator("#reply textarea")).to_have_value("Hello, Ana here.")
        await expect(marie.page.locator("#log", has_text="Ana here")).to_have_count(0)
        await ana.page.click("#reply button")
        await marie.reads("Hello, Ana here.")
        await marie.writes("There are forty boats.")
        for one in (ben, ana):
            await one.reads("There are forty boats.")
            await expect(one.page.locator("#log .officer")).to_have_count(2)
        await expect(marie.page.locator("#log article", has_text="how many boats")).to_have_count(1)


async def test_words_that_cross_an_answer(chromium: Browser, open_office: Office, tmp_path: Path) -> None:
    """What the person writes meanwhile stands beside the button at once; whoever sends without having seen it is shown
    it with the page that follows; the person is told."""
    async with seat(chromium, open_office, "Ben") as ben, phone(chromium, open_office.address) as marie:
        await wants_a_person(marie)
        await ben.opens("/queue")
        await ben.page.locator(".case-link").first.click()
        await ben.page.fill("#reply textarea", "How many boats are there?")
        before = await ben.page.locator("#reply [name=heard]").input_value()
        await marie.writes("Two people are hurt")
        await expect(ben.page.locator("#wrote .kept")).to_contain_text("Two people are hurt")
        await expect(ben.page.locator("#reply [name=heard]")).not_to_have_value(before)
        await ben.page.click("#reply button")
        await marie.reads("How many boats are there?")
        await expect(ben.page.locator("#crossed .alert")).to_have_count(0)
        await ben.page.route("**/now*", lambda route: route.abort())  # A connection that has not told yet.
        await ben.page.fill("#reply textarea", "A doctor is on the way.")
        await marie.writes("Three by now")
        await expect(marie.page.locator("#log article", has_text="Three by now")).to_be_visible()
        await ben.page.click("#reply button")
        await expect(ben.page.locator("#crossed .alert")).to_contain_text("Three by now")
        await expect(ben.page.locator("#log article.person", has_text="Three by now")).to_contain_text("while Ben was")
        await marie.reads("may not yet have read your last message")
        await ben.page.set_viewport_size({"width": 360, "height": 740})
        await ben.page.locator("#crossed").scroll_into_view_if_needed()
        await ben.page.screenshot(path=tmp_path / "crossed.png")
        await marie.page.screenshot(path=tmp_path / "told.png")


async def test_a_case_is_worked_with_keys(chromium: Browser, open_office: Office) -> None:
    """j and o to the case, t to take it, r and n to write, ? for help; and they can be turned off."""
    async with seat(chromium, open_office, "Ben") as ben, phone(chromium, open_office.address) as marie:
        await wants_a_person(marie)
        await ben.opens("/queue")
        keyboard = ben.page.keyboard
        await keyboard.press("j")
        await expect(ben.page.locator(".case-link").first).to_be_focused()
        await keyboard.press("o")
        await expect(ben.page.locator("#log")).to_be_visible()
        await keyboard.press("t")
        await expect(ben.page.locator("#take")).to_have_count(0)
        await marie.reads("of the help desk is with you now")
        await keyboard.press("n")
        await keyboard.type("r is typed here and goes nowhere")
        await keyboard.press("Control+Enter")
        await ben.reads("r is typed here and goes nowhere")
        await keyboard.press("r")
        await expect(ben.page.locator("#reply textarea")).to_be_focused()
        await keyboard.type("How many boats?")
        await keyboard.press("Control+Enter")
        await marie.reads("How many boats?")
        await ben.reads("How many boats?")
        await keyboard.press("?")
        await expect(ben.page.locator("#keys")).to_be_visible()
        await ben.page.locator("#keys-on").uncheck()
        await keyboard.press("Escape")
        await keyboard.press("r")
        await expect(ben.page.locator("#reply textarea")).not_to_be_focused()


async def test_what_is_typed_survives_a_reload(chromium: Browser, open_office: Office) -> None:
    """And another form that is sent meanwhile; it is gone once it was sent."""
    async with seat(chromium, open_office, "Ben") as ben, phone(chromium, open_office.address) as marie:
        await wants_a_person(marie)
        await ben.opens("/queue")
        await ben.page.locator(".case-link").first.click()
        await ben.page.fill("#reply textarea", "half a thought")
        await ben.page.reload()
        await expect(ben.page.locator("#reply textarea")).to_have_value("half a thought")
        await ben.page.fill("#note textarea", "ask Ana first")
        await ben.page.click("#note button")
        await ben.reads("ask Ana first")
        await expect(ben.page.locator("#reply textarea")).to_have_value("half a thought")
        await ben.page.select_option("#canned select", "figures")
        await ben.page.click("#canned button")
        await expect(ben.page.locator("#reply textarea")).to_have_value(
            re.compile(r"half a thought\nHello.*fine", re.S)
        )
        await ben.page.click("#reply button")
        await marie.reads("half a thought")
        await expect(ben.page.locator("#reply textarea")).to_have_value("")


async def test_all_of_it_works_without_script(chromium: Browser, open_office: Office) -> None:
    """Forms and links: take, reply with a ready-made text, give back with a question."""
    async with (
        seat(chromium, open_office, "Ben", script=False, width=360) as ben,
        phone(chromium, open_office.address) as marie,
    ):
        await wants_a_person(marie)
        await ben.opens("/queue?view=waiting")
        await ben.page.locator(".case-link").first.click()
        await ben.page.click("#take")
        await marie.reads("of the help desk is with you now")
        await ben.page.select_option("#canned select", "figures")
        await ben.page.click("#canned button")
        await ben.page.click("#reply button")
        await marie.reads("Estimates are fine.")
        await ben.page.locator("summary", has_text="Give it back").click()
        await ben.page.select_option("[data-act=hand-back] select", "beneficiaries_number")
        await ben.page.locator("[data-act=hand-back] button").click()
        await marie.reads("The help desk asks me to find out one more thing.")


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(360, "light", "en"), (360, "dark", "ar"), (1280, "light", "ar"), (1280, "dark", "ru"), (360, "light", "pt")],
)
async def test_no_barrier_at_the_desk(
    chromium: Browser, open_office: Office, width: int, scheme: Literal["light", "dark"], language: str
) -> None:
    """axe finds nothing, nothing scrolls sideways, a thumb meets everything: queue, case, open forms, help, refusal."""
    async with (
        seat(chromium, open_office, "Ben", width=width, scheme=scheme, language=language) as ben,
        phone(chromium, open_office.address) as marie,
    ):
        await wants_a_person(marie)
        for path in ("/queue", "/queue?view=mine", await _case(open_office)):
            await ben.opens(path)
            assert await ben.barriers() == []
            assert not await ben.overflows()
            assert await ben.small_targets() == []
        for act in await ben.page.locator(".act summary").all():
            await act.click()
            assert await ben.barriers() == []
            assert not await ben.overflows()
        await ben.replies("   \n ")
        assert await ben.barriers() == []
        await ben.page.evaluate("document.getElementById('keys').showModal()")
        assert await ben.barriers() == []


async def test_a_page_that_stands_open_lets_the_server_stop(chromium: Browser, tmp_path: Path) -> None:
    """Its stream ends with the server, which would else wait three seconds and cut it."""
    async with AsyncExitStack() as stack:
        running = await stack.enter_async_context(office(tmp_path / "data"))
        async with seat(chromium, running, "Ben") as ben:
            async with ben.page.expect_response("**/desk/queue/live*"):
                await ben.opens("/queue")
            async with asyncio.timeout(2.5):
                await stack.aclose()


async def _case(running: Office) -> str:
    (case,) = await running.service.storage.desk.queue(Queue())
    return f"/case/{case.code}"
