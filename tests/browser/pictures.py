"""The pictures of the docs, as the program looks now: `python -m tests.browser.pictures`, then look at them.

Somebody tells their problem in the chat. Then a focal point in Jamaica asks for a person; two cases of other countries
wait; Ben answers. Times of day are today's.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from pathlib import Path

from playwright.async_api import Browser, async_playwright, expect

from storage.desk.port import Queue
from storage.port import Ring
from tests.bot.console.test_queue import rung
from tests.browser.office import Office, office, seat
from tests.browser.phone import FIRST_SEARCH, phone
from tests.browser.running import running as serving
from tests.browser.test_desk import wants_a_person

DOCS = Path(__file__).parents[2] / "docs"
DESK = DOCS / "desk"
HOUR = 3600.0
OTHERS = (
    (Ring("handoff", "REED-0412", "fr", "Tortues marines prises dans les filets", "MG"), 30 * HOUR),
    (Ring("handoff", "LAMU-2291", "en", "Mangroves cut for charcoal", "KE"), 7 * HOUR),
)


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        chat, desk = Path(folder) / "chat", Path(folder) / "data"
        async with async_playwright() as playwright, serving(chat) as address, office(desk) as running:
            chromium = await playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-dev-shm-usage"]
            )
            await _told(chromium, address)
            await _happens(chromium, running)
            await _taken(chromium, running)
            await chromium.close()


async def _told(chromium: Browser, address: str) -> None:
    """The chat, from a problem to the next question."""
    async with phone(chromium, address, locale="fr-FR") as person:
        await person.writes(
            "En Jamaïque, les poissons-lions mangent nos récifs et les pêcheurs ne savent pas quoi faire"
        )
        said, asked = person.page.locator("#log .in").last, person.page.locator("#log .ask").last
        await expect(person.page.locator("#log .found").last).to_be_visible(timeout=FIRST_SEARCH)
        await expect(asked.get_by_role("button").first).to_be_visible()
        top, bottom, box = [await each.bounding_box() for each in (said, asked, person.page.locator(".composer"))]
        assert top
        assert bottom
        assert box
        height = bottom["y"] + bottom["height"] - top["y"] + box["height"] + 40
        await person.page.set_viewport_size({"width": 360, "height": round(height)})
        await person.page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        await expect(person.page.locator("#seek")).to_be_hidden()
        await person.page.screenshot(path=DOCS / "chat-360.png")


async def _happens(chromium: Browser, running: Office) -> None:
    """What the pictures show."""
    storage, now = running.service.storage, running.service.mind.clock()
    for ring, ago in OTHERS:
        await rung(storage, ring, ring.code, now - ago)
    async with seat(chromium, running, "Ben") as ben, phone(chromium, running.address) as marie:
        await wants_a_person(marie)
        await ben.opens(await _case(running))
        await ben.page.click("#take")
        await ben.replies("Good morning. How many boats fish on these reefs?")
        await marie.says("About forty, from two villages.", "About forty")
        await ben.reads("About forty")


async def _taken(chromium: Browser, running: Office) -> None:
    case = await _case(running)
    for name, path, width, dark in (
        ("queue", "/queue", 1280, False),
        ("case", case, 1280, False),
        ("case-dark", case, 1280, True),
        ("queue-360", "/queue", 360, False),
        ("case-360", case, 360, False),
        ("search-360", "/find?q=poissons+envahissants", 360, False),
        ("week", "/weekly", 1280, False),
    ):
        async with seat(chromium, running, "Ben", width=width, scheme="dark" if dark else "light") as ben:
            await ben.opens(path)
            if "/find" in path:
                await expect(ben.page.locator(".case-link").first).to_be_visible(timeout=FIRST_SEARCH)
            await ben.page.screenshot(path=DESK / f"{name}.png", full_page=name in ("case", "week"))


async def _case(running: Office) -> str:
    (case,) = [one for one in await running.service.storage.desk.queue(Queue()) if one.country == "JM"]
    return f"/case/{case.code}"


if __name__ == "__main__":
    asyncio.run(main())
