"""Files from the desk and cases that are one, in a real browser: without script, on a phone, when it is too much."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.office import Office, Seat, office, seat
from tests.browser.phone import phone
from tests.browser.test_desk import wants_a_person

pytestmark = pytest.mark.browser

PDF = b"%PDF-1.7 the form"


@pytest.fixture
async def open_office(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "data") as running:
        yield running


async def case_of(ben: Seat) -> None:
    await ben.opens("/queue?view=waiting")
    await ben.page.locator(".case-link").first.click()


def written(folder: Path, name: str, content: bytes) -> Path:
    (path := folder / name).write_bytes(content)
    return path


async def test_a_file_reaches_the_person_without_script(chromium: Browser, open_office: Office, tmp_path: Path) -> None:
    """Chosen on a phone, it lies in the person's chat as a link that saves it under its name."""
    form = written(tmp_path, "formulaire é.pdf", PDF)
    async with (
        seat(chromium, open_office, "Ben", script=False, width=360) as ben,
        phone(chromium, open_office.address) as marie,
    ):
        await wants_a_person(marie)
        await case_of(ben)
        await ben.page.set_input_files("#reply input[type=file]", form)
        await ben.replies("Please fill in this form.")
        await marie.reads("Please fill in this form.")
        link = marie.page.locator("#log article", has_text="formulaire é.pdf").locator("a")
        async with marie.page.expect_download() as saved:
            await link.click()
        download = await saved.value
        assert download.suggested_filename == "formulaire é.pdf"
        assert (await download.path()).read_bytes() == PDF
        await ben.page.reload()
        await ben.reads("Please fill in this form.")
        await expect(ben.page.locator("#log .sent-files .delivery.sent")).to_have_text("sent")
        assert not await ben.overflows()
        assert await ben.small_targets() == []


async def test_a_hundred_megabytes_lose_no_words(chromium: Browser, open_office: Office, tmp_path: Path) -> None:
    """With script nothing is even sent; without it the answer is shown, with what was typed."""
    film = written(tmp_path, "film.txt", b"x" * (100 * 1024 * 1024))
    async with phone(chromium, open_office.address) as marie:
        await wants_a_person(marie)
        for script in (True, False):
            async with seat(chromium, open_office, "Ben", script=script) as ben:
                await case_of(ben)
                await ben.page.set_input_files("#reply input[type=file]", film)
                await ben.replies("The whole meeting")
                await expect(ben.page.locator("#reply [role=alert]:visible").first).to_contain_text("20 MB")
                await expect(ben.page.locator("#reply textarea")).to_have_value("The whole meeting")
        await expect(marie.page.locator("#log article", has_text="whole meeting")).to_have_count(0)


async def test_two_cases_become_one_on_a_phone(chromium: Browser, open_office: Office) -> None:
    """Looked at side by side, merged, answered apart and taken apart again; no barrier on any of the pages."""
    async with (
        seat(chromium, open_office, "Ben", width=360) as ben,
        phone(chromium, open_office.address) as marie,
        phone(chromium, open_office.address) as jean,
    ):
        await wants_a_person(marie)
        await wants_a_person(jean)
        await case_of(ben)
        await ben.page.locator("#likely li a").first.click()
        assert await ben.barriers() == []
        assert await ben.small_targets() == []
        assert not await ben.overflows()
        await ben.page.locator("button.primary").click()
        await expect(ben.page.locator("#log article", has_text="lionfish eat the young fish")).not_to_have_count(1)
        await ben.replies("Whom is this for?")
        await expect(ben.page.locator("#log .officer")).to_have_count(0)
        await ben.page.select_option("#reply select[name=to]", index=2)
        await ben.replies("Only for one of you.")
        heard = [one.page.locator("#log article", has_text="Only for one of you.") for one in (marie, jean)]
        await ben.reads("Only for one of you.")
        await expect(ben.page.locator("#log .officer .delivery.sent")).to_have_count(1)
        assert sorted([await one.count() for one in heard]) == [0, 1]
        assert await ben.barriers() == []
        assert await ben.small_targets() == []
        assert not await ben.overflows()
        await ben.page.locator("#same button", has_text="Take apart again").click()
        await expect(ben.page.locator("#part-of")).to_have_count(0)
        await expect(ben.page.locator("#reply select[name=to]")).to_have_count(0)
