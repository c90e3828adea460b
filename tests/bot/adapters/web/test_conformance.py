"""The web chat keeps the promises of every channel."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from html import unescape

import httpx
import pytest

from bot.adapters.web.adapter import WebAdapter
from bot.adapters.web.settings import WebSettings
from bot.codes import digest
from bot.message import Option, Place
from storage.port import Storage
from tests.bot.adapters.conformance import Conformance, Gate, Opens
from tests.bot.adapters.web.forms import fields
from tests.bot.adapters.web.scripted import Papers


class Visitor:
    """A browser without script; being shown the conversation again is the acknowledgement."""

    def __init__(self, adapter: WebAdapter, client: httpx.AsyncClient, page: str) -> None:
        self.adapter = adapter
        self.place = Place("web", digest(client.cookies["needs"]))
        self._client = client
        self._seal = fields(page)["seal"]
        self._last: dict[str, str] = {}
        self._path = "/say"
        self._told = ""
        self._count = 0

    async def says(self, text: str) -> bool:
        return await self._posts("/say", {"text": text})

    async def repeats(self) -> bool:
        return await self._send()

    async def chooses(self, option: Option) -> bool:
        return await self._posts("/tap", {"tap": option.tap})

    async def sees(self) -> str:
        return unescape(self._told + (await self._client.get("/")).text)

    async def _posts(self, path: str, data: dict[str, str]) -> bool:
        self._count += 1
        self._path = path
        self._last = {"seal": self._seal, "id": f"form-{self._count:08}", **data}
        return await self._send()

    async def _send(self) -> bool:
        form = {name: (None, value) for name, value in self._last.items()}
        response = await self._client.post(self._path, files=form)
        self._told = response.text
        return response.status_code == 303


class TestWeb(Conformance):
    @pytest.fixture
    def opens(self, settings: WebSettings, monkeypatch: pytest.MonkeyPatch) -> Opens:
        # Nobody answers in these tests: pages need not wait for it.
        monkeypatch.setattr("bot.adapters.web.site.PATIENCE", 0.0)

        @contextlib.asynccontextmanager
        async def opened(storage: Storage, gate: Gate) -> AsyncIterator[Visitor]:
            announced: asyncio.Future[str] = asyncio.get_running_loop().create_future()
            adapter = WebAdapter(storage, settings, Papers(), announced.set_result)
            running = asyncio.create_task(adapter.run(gate.accept))
            try:
                async with httpx.AsyncClient(base_url=await announced) as client:
                    yield Visitor(adapter, client, (await client.get("/")).text)
            finally:
                running.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await running

        return opened
