"""Debian's chromium in front of the web chat; tests/conftest.py leaves these tests out where there is none."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright

from bot.adapters.web.settings import WebSettings
from storage import open_storage
from tests.bot.adapters.web.conftest import served
from tests.bot.adapters.web.scripted import Desk
from tests.browser.running import running

CHROMIUM = shutil.which("chromium")


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    storage = await open_storage(tmp_path / "data")
    yield Desk(storage)
    await storage.close()


@pytest.fixture
async def address(desk: Desk, tmp_path: Path) -> AsyncIterator[str]:
    settings = WebSettings("127.0.0.1", 0, "", "The Secretariat", "Montreal", "desk@example.org", True, tmp_path)
    async with served(desk, settings) as address:
        yield address


@pytest.fixture
async def real(data_folder: Path) -> AsyncIterator[str]:
    """The program as `needs serve` runs it, on a free port."""
    async with running(data_folder) as address:
        yield address


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage"]
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        await browser.close()
