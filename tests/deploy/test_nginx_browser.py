"""A real browser behind nginx: the secure cookie, the open page and a restart, over HTTP/2."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import chromium  # noqa: F401 - a fixture of the tests here
from tests.browser.phone import FIRST_SEARCH, phone
from tests.deploy.machine import Machine
from tests.deploy.proxy import Proxy

pytestmark = [pytest.mark.nginx, pytest.mark.browser]

FIRST = "Lionfish eat the young fish on our reefs"
AGAIN = 30_000
"""Milliseconds in which a page comes back by itself after a restart; its own pauses are 15 seconds at most."""


@pytest.fixture
def proxy(machine: Machine) -> Iterator[Proxy]:
    proxy = Proxy(machine)
    machine.install(public_url=proxy.address)
    proxy.start()
    yield proxy
    proxy.stop()


async def test_a_restart_behind_https_loses_no_words(
    chromium: Browser,  # noqa: F811
    proxy: Proxy,
    machine: Machine,
) -> None:
    """The answer appears on the open page; what is written while the desk is away is kept, sent and answered after."""
    async with phone(chromium, proxy.address, ignore_https_errors=True) as ana:
        script = "performance.getEntriesByType('navigation')[0].nextHopProtocol"
        assert await ana.page.evaluate(script) == "h2"
        kept = {cookie["name"]: cookie for cookie in await ana.page.context.cookies()}
        assert "__Host-needs" in kept
        assert all(cookie["secure"] and cookie["httpOnly"] for cookie in kept.values())
        await ana.says(FIRST, until="keep your answers", within=FIRST_SEARCH)
        machine.play("systemctl stop needs-desk")
        await ana.writes("yes")
        await expect(ana.page.locator("#outgoing")).to_contain_text("yes")
        machine.play("systemctl start needs-desk")
        await expect(ana.page.locator("#log .in", has_text="yes")).to_be_visible(timeout=AGAIN)
        await expect(ana.page.locator("#log .in", has_text="yes").locator("~ .out").first).to_be_visible(timeout=AGAIN)
        assert await ana.said() == [FIRST, "yes"]
