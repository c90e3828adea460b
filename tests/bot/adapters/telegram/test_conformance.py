"""Telegram keeps the promises of every channel, fetched from and calling us."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Message

from bot.adapters.hook import Hooks
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.message import Option, Place
from storage.port import Storage
from tests.bot.adapters.conformance import Conformance, Gate, Opens
from tests.bot.adapters.telegram.conftest import Papers, adapter, nothing, running, served, until
from tests.bot.adapters.telegram.server import ALICE, Telegram, button


class Alice:
    """Somebody with Telegram on a phone. What was not acknowledged is delivered again by Telegram, not by her."""

    def __init__(self, adapter: TelegramAdapter, telegram: Telegram, gate: Gate) -> None:
        self.adapter = adapter
        self.place = Place("telegram", str(ALICE))
        self._telegram = telegram
        self._gate = gate
        self._last: dict[str, Any] = {}
        self._waits = ""
        self._asked: Message | None = None
        """The question as it was shown first: the suite taps all of its options, which no phone lets anybody do."""

    async def says(self, text: str) -> bool:
        if self._waits == text and text:
            return await self._acknowledged()
        self._last = await self._telegram.writes(text)
        return await self._acknowledged()

    async def repeats(self) -> bool:
        await self._telegram.again(self._last)
        return await self._acknowledged()

    async def chooses(self, option: Option) -> bool:
        asked = self._asked or self._telegram.seen()[-1]
        self._asked = asked
        self._last = await self._telegram.taps(asked.message_id, button(asked, option.label), snapshot=asked)
        return await self._acknowledged()

    async def sees(self) -> str:
        return self._telegram.screen()

    async def _acknowledged(self) -> bool:
        raise NotImplementedError


class Fetched(Alice):
    """Acknowledged is: the next request for updates begins behind it."""

    async def _acknowledged(self) -> bool:
        number = self._last["update_id"]
        handed = self._telegram.delivered.get(number, 0)
        broken = self._gate.broken
        await until(
            lambda: (
                self._telegram.confirmed > number or (broken and self._telegram.delivered.get(number, 0) > handed + 2)
            )
        )
        if self._telegram.confirmed > number:
            self._waits = ""
            return True
        self._waits = self._last["message"]["text"]
        await until(lambda: "not saved" in self._telegram.screen())
        return False


class Called(Alice):
    """Acknowledged is: our web server said 200."""

    async def _acknowledged(self) -> bool:
        taken = await self._telegram.call(self._last)
        text = self._last.get("message", {}).get("text", "")
        self._waits = "" if taken else text
        if not taken:
            await until(lambda: "not saved" in self._telegram.screen())
        return taken


class TestPolling(Conformance):
    @pytest.fixture
    def opens(self, telegram: Telegram, papers: Papers) -> Opens:
        @contextlib.asynccontextmanager
        async def opened(storage: Storage, gate: Gate) -> AsyncIterator[Fetched]:
            own = adapter(telegram, papers)
            async with running(own, gate.accept, telegram):
                yield Fetched(own, telegram, gate)

        return opened


class TestWebhook(Conformance):
    @pytest.fixture
    def opens(self, telegram: Telegram, papers: Papers) -> Opens:
        @contextlib.asynccontextmanager
        async def opened(storage: Storage, gate: Gate) -> AsyncIterator[Called]:
            made: list[TelegramAdapter] = []

            def app(address: str) -> Hooks:
                made.append(adapter(telegram, papers, webhook=address))
                return Hooks(nothing, made, gate.accept)

            telegram.calls_by_itself = False
            async with served(app), running(made[0], gate.accept, telegram):
                yield Called(made[0], telegram, gate)

        return opened
