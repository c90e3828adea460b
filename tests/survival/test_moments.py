"""A process says that an answer takes long, and dies: the next one writes the answer, and takes the sentence away."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.survival import folder as left
from tests.survival import fronts
from tests.survival.fronts import Front, Opened
from tests.survival.loopback import HOLD
from tests.survival.server import Server

PATIENCE = 120.0
OPENING = ("Lionfish eat our reefs in Jamaica", "yes")


@pytest.mark.parametrize("opened", [fronts.telegram_by_webhook, fronts.slack_by_calls])
async def test_one_moment_does_not_outlive_its_process(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    """Killed twice while it reads a file: the person is answered once, and nothing on the screen says "one moment"."""
    server, hold = Server(tmp_path / "data", program="tests.survival.loopback"), tmp_path / "hold"
    async with opened(server.address) as front:
        server.settings = {**front.settings, HOLD: str(hold)}
        chat = front.chat(7)
        try:
            await asyncio.to_thread(server.start)
            for text in OPENING:
                await _says(front, server, chat, text)
                await left.said(server.folder)
            answers = len(front.seen(chat))
            hold.touch()
            await _says(front, server, chat, "the count of March", b"Reef, count\n1, 12\n")
            for _ in range(2):
                await _until(lambda: front.signs(chat) == 1)
                await asyncio.sleep(1.0)  # What is shown is written down; a death before that leaves it.
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
            hold.unlink()
            await left.said(server.folder)
            assert front.signs(chat) == 0
            said = [one.text for one in front.seen(chat)][answers:]
            assert said
            assert len(set(said)) == len(said)
        finally:
            server.close()
        assert front.refused == []
    left.sound(server.folder)


async def _says(front: Front, server: Server, chat: str, text: str, file: bytes = b"") -> None:
    message = await front.write(chat, text, file)

    async def taken() -> bool:
        try:
            return await front.deliver(message, again=False)
        except (OSError, httpx.TransportError):
            return False

    async with asyncio.timeout(PATIENCE):
        while not await taken():  # noqa: ASYNC110 - as below
            await asyncio.sleep(0.1)


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - the other process cannot tell us.
            await asyncio.sleep(0.05)
