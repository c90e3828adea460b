"""The desk's calendar, its week and other programmes in a real browser: on a phone, without script, no barrier."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.async_api import Browser, expect

from storage.desk.port import Queue
from tests.browser.office import Office, Seat, office, seat
from tests.browser.phone import phone
from tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser


@pytest.fixture
async def open_office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "data") as running:
        yield running


def ahead(days: int) -> str:
    return (dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)).isoformat()


async def confirms(lead: Seat) -> None:
    """The hours, leave and a holiday, by the forms of the page."""
    await lead.opens("/calendar")
    hours = lead.page.locator("form[action$='/hours']")
    await hours.locator("[name=until]").fill(ahead(300))
    await hours.locator("button").click()
    leave = lead.page.locator("form[action$='/leave']")
    await leave.locator("[name=first]").fill(ahead(100))
    await leave.locator("[name=last]").fill(ahead(110))
    await leave.locator("button").click()
    holiday = lead.page.locator("form[action$='/holiday']")
    await holiday.locator("[name=name]").fill("Inventory")
    await holiday.locator("[name=first]").fill(ahead(120))
    await holiday.locator("button").click()


async def test_a_person_hears_a_date_and_has_the_copy_of_what_was_referred(
    chromium: Browser, open_office: Office
) -> None:
    """Everything at the desk without script and at 360 pixels; the person downloads what the programme gets."""
    async with (
        seat(chromium, open_office, "Lea", "lead", script=False, width=360) as lea,
        seat(chromium, open_office, "Ben", script=False, width=360) as ben,
        phone(chromium, open_office.address) as marie,
    ):
        await confirms(lea)
        await wants_a_person(marie)
        await marie.reads("Somebody answers you by")
        (case,) = await open_office.service.storage.desk.queue(Queue())
        assert case.promised
        await ben.opens("/queue")
        await expect(ben.page.locator(".cases .facts")).to_contain_text("answer promised by")
        await ben.opens(f"/case/{case.code}/way")
        refer = ben.page.locator("form[action$='/refer']")
        await ben.page.locator("summary", has_text="Refer the case").click()
        await refer.locator("[name=programme]").select_option("ctcn")
        await refer.locator("[name=text]").fill("They help with coasts.")
        await refer.locator("[name=day]").fill(ahead(30))
        await refer.locator("[name=agreed]").fill("by telephone")
        await refer.locator("button").click()
        await expect(ben.page.locator("#referral")).to_contain_text("Climate Technology Centre")
        await marie.reads("They help with coasts.")
        link = marie.page.locator("a[href$='/ctcn/copy.docx']")
        async with marie.page.expect_download() as download:
            await link.click()
        assert (await download.value).suggested_filename == "ctcn.docx"
        await ben.opens("/queue?view=resting")
        await expect(ben.page.locator(".cases .code")).to_have_text(case.code)


@pytest.mark.parametrize(
    ("width", "scheme", "language"), [(360, "light", "en"), (360, "dark", "ar"), (1280, "light", "ru")]
)
async def test_no_barrier_in_the_calendar_and_the_week(
    chromium: Browser, open_office: Office, width: int, scheme: Literal["light", "dark"], language: str
) -> None:
    """axe finds nothing, nothing scrolls sideways, a thumb meets everything; also after a refusal."""
    async with seat(chromium, open_office, "Lea", "lead", width=width, scheme=scheme, language=language) as lea:
        await confirms(lea)
        for path in ("/calendar", "/weekly", "/queue?view=late"):
            await lea.opens(path)
            assert await lea.barriers() == []
            assert not await lea.overflows()
            assert await lea.small_targets() == []
        await lea.opens("/calendar")
        await lea.page.locator("form[action$='/hours'] [name=zone]").fill("Mars")
        await lea.page.locator("form[action$='/hours'] button").click()
        await expect(lea.page.locator("form[action$='/hours'] .alert")).to_be_visible()
        assert await lea.barriers() == []
