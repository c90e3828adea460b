"""Lost connections: words wait on the phone, arrive in order, and arrive once."""

from __future__ import annotations

import asyncio

import pytest
from playwright.async_api import Browser, Route, expect

from bot.message import Outbound
from tests.bot.adapters.web.scripted import Desk
from tests.browser.phone import phone

pytestmark = pytest.mark.browser


async def test_words_wait_for_the_connection(chromium: Browser, address: str) -> None:
    """Without a connection words wait in order and say so; with it they arrive once each, saved."""
    async with phone(chromium, address) as person:
        await person.page.context.set_offline(True)
        await person.writes("one")
        await person.writes("two")
        waiting = person.page.locator("#outgoing article")
        await expect(waiting).to_have_count(2)
        await expect(waiting.last).to_contain_text("Waiting to send")
        await expect(person.page.locator("#state")).to_contain_text("No connection")
        await person.page.context.set_offline(False)
        await person.reads("You said: two")
        await expect(waiting).to_have_count(0)
        await expect(person.page.locator("#state")).to_be_empty()
        assert await person.said() == ["one", "two"]


async def test_words_survive_a_reload(chromium: Browser, address: str) -> None:
    """The page may be closed before the words left: they are sent when it is opened again."""
    async with phone(chromium, address) as person:
        await person.page.route("**/say", lambda route: route.abort())
        await person.writes("not lost")
        await expect(person.page.locator("#outgoing")).to_contain_text("Waiting to send")
        await person.page.unroute("**/say")
        await person.page.reload()
        await person.reads("You said: not lost")
        assert await person.said() == ["not lost"]


async def test_a_lost_acknowledgement_repeats_nothing(chromium: Browser, address: str) -> None:
    """When the answer to a saved message is lost the browser sends it again under its number: one message."""
    tries: list[str] = []

    async def lose_the_first(route: Route) -> None:
        tries.append(route.request.post_data or "")
        if len(tries) == 1:
            await route.fetch()
            await route.abort()
        else:
            await route.continue_()

    async with phone(chromium, address) as person:
        await person.page.route("**/live*", lambda route: route.abort())
        await person.page.reload()
        await person.page.route("**/say", lose_the_first)
        await person.writes("once only")
        await person.page.wait_for_function("() => !localStorage.getItem('needs.queue').includes('once')")
        await person.page.unroute("**/live*")
        await person.page.reload()
        await person.reads("You said: once only")
        assert len(tries) == 2
        assert await person.said() == ["once only"]


async def test_not_saved_is_said_and_tried_again(chromium: Browser, address: str, desk: Desk) -> None:
    """While the database cannot write the words stay on the phone, marked so; they arrive when it can."""
    async with phone(chromium, address) as person:
        desk.broken = True
        await person.writes("patience")
        await expect(person.page.locator("#state")).to_contain_text("Not saved yet")
        await expect(person.page.locator("#outgoing")).to_contain_text("Waiting to send")
        desk.broken = False
        await person.reads("You said: patience")
        assert await person.said() == ["patience"]


async def test_lines_without_streams_are_asked(chromium: Browser, address: str) -> None:
    """Where a proxy swallows streams the page asks for the answer by itself."""
    async with phone(chromium, address) as person:
        await person.page.route("**/live*", lambda route: route.abort())
        await person.page.reload()
        await person.writes("without a stream")
        await person.reads("You said: without a stream")


async def test_saved_at_the_time_of_the_place(chromium: Browser, address: str) -> None:
    """The time a message was saved is shown in the person's own zone."""
    async with phone(chromium, address) as person:
        await person.says("hello", "You said: hello")
        shown = await person.page.locator("#log .in .state").inner_text()
        stamp = await person.page.locator("#log .in time").get_attribute("datetime")
        there = await person.page.evaluate(
            """(stamp) => new Date(stamp).toLocaleTimeString("en-GB",
                { hour: "2-digit", minute: "2-digit", timeZone: "America/Jamaica" })""",
            stamp,
        )
        assert shown == f"Saved at {there}"


async def test_half_written_words_survive_a_reload(chromium: Browser, address: str) -> None:
    """What stands in the box unsent is still there afterwards."""
    async with phone(chromium, address) as person:
        await person.page.locator("#text").press_sequentially("half a thou")
        await person.page.reload()
        await expect(person.page.locator("#text")).to_have_value("half a thou")


async def test_too_long_stays_in_the_box(chromium: Browser, address: str) -> None:
    """A text past the limit is not cut and not sent: the person is told, with every word still there."""
    async with phone(chromium, address) as person:
        await person.writes("x" * 20_001)
        await expect(person.page.locator("#state")).to_contain_text("longer than 20000")
        assert len(await person.page.input_value("#text")) == 20_001
        assert await person.said() == []


async def test_two_windows_show_the_same(chromium: Browser, address: str) -> None:
    """A second window of the same browser sees what is said in the first, as it is said."""
    async with phone(chromium, address) as person:
        other = await person.page.context.new_page()
        await other.goto(address)
        await person.says("seen twice", "You said: seen twice")
        await expect(other.locator("#log .in", has_text="seen twice")).to_have_count(1)
        await expect(other.locator("#log .out", has_text="You said: seen twice")).to_have_count(1)


async def test_late_answers_arrive_by_themselves(chromium: Browser, address: str, desk: Desk) -> None:
    """Until the answer is there the page says that it is prepared; then it stands in the log."""
    async with phone(chromium, address) as person:
        await person.writes("silence")
        await expect(person.page.locator("#preparing")).to_be_visible()
        await desk.answer_late(Outbound("Here it is."))
        await person.reads("Here it is.")
        await expect(person.page.locator("#preparing")).to_be_hidden()


async def test_an_answer_may_overtake_the_acknowledgement(chromium: Browser, address: str) -> None:
    """When the answer stands in the log already, a late acknowledgement announces no other."""
    async with phone(chromium, address) as person:
        read = asyncio.Event()

        async def acknowledge_late(route: Route) -> None:
            response = await route.fetch()
            await read.wait()
            await route.fulfill(response=response)

        await person.page.route("**/say", acknowledge_late)
        await person.says("overtaken", "You said: overtaken")
        async with person.page.expect_response("**/say"):
            read.set()
        await person.page.wait_for_function("() => localStorage.getItem('needs.queue') === '[]'")
        await expect(person.page.locator("#preparing")).to_be_hidden(timeout=1000)


async def test_deleted_means_gone_from_the_screen(chromium: Browser, address: str) -> None:
    """After everything was deleted no earlier word stands on the page or waits on the phone."""
    async with phone(chromium, address) as person:
        await person.says("a secret thing", "You said: a secret thing")
        await person.says("delete", "Everything was deleted")
        await expect(person.page.locator("body")).not_to_contain_text("secret thing")
        assert "secret" not in await person.page.evaluate("JSON.stringify({...localStorage, ...sessionStorage})")
