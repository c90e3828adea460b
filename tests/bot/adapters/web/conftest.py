"""A web chat on the real database, with a script in place of the conversation, served in process or on a port."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.settings import WebSettings
from storage import open_storage
from storage.port import Storage
from tests.bot.adapters.web.scripted import Desk, Papers


@pytest.fixture
def settings(tmp_path: Path) -> WebSettings:
    return WebSettings("127.0.0.1", 0, "", "The Secretariat", "Montreal", "desk@example.org", True, tmp_path)


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(tmp_path / "data")
    yield storage
    await storage.close()


@pytest.fixture
def desk(storage: Storage) -> Desk:
    return Desk(storage)


@pytest.fixture
def adapter(desk: Desk, settings: WebSettings) -> WebAdapter:
    adapter = WebAdapter(desk.storage, settings, Papers())
    desk.written = adapter.ring
    return adapter


@pytest.fixture
async def client(adapter: WebAdapter, desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    """A browser with script switched off: cookies kept, redirections followed."""
    async with browser(adapter, desk) as client:
        yield client


def browser(adapter: WebAdapter, desk: Desk, address: str = "198.51.100.7") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(adapter.app(desk.accept), client=(address, 4000), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True)


@pytest.fixture
async def address(desk: Desk, settings: WebSettings) -> AsyncIterator[str]:
    """The chat on a real port, for what must stream."""
    async with served(desk, settings) as address:
        yield address


@contextlib.asynccontextmanager
async def served(desk: Desk, settings: WebSettings) -> AsyncIterator[str]:
    announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    adapter = WebAdapter(desk.storage, replace(settings, port=0), Papers(), announced.set_result)
    desk.written = adapter.ring
    running = asyncio.create_task(adapter.run(desk.accept))
    try:
        yield await announced
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
