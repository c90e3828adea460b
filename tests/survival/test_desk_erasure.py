"""A person has everything erased while nobody knows whether a post of their words stands in the desk's channel."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from tests.bot.adapters.slack.colleagues import ROOM
from tests.bot.adapters.slack.workspace import Workspace
from tests.survival import folder as left
from tests.survival.client import Browser
from tests.survival.ledger import Ledger
from tests.survival.server import Server
from tests.survival.test_desk_thread import PATIENCE, Talk, begins, desk_in_slack

WORDS = "the nest behind the chapel of Falealupo"

ARRIVED = pytest.mark.parametrize("arrived", [True, False])
"""What the process that died did not hear: whether Slack has the post."""


@ARRIVED
@pytest.mark.parametrize("looking", [True, False], ids=["looked for meanwhile", "not looked for yet"])
async def test_an_erasure_beside_an_unsure_post(tmp_path: Path, arrived: bool, looking: bool) -> None:
    """Slack answers whether it has the post only after the erasure: then nothing of it stands in the channel."""
    await _erased(tmp_path, arrived=arrived, looking=looking)


@pytest.mark.parametrize("point", ["turn.before", "turn.after", "rewrite.before"])
async def test_an_erasure_that_dies_beside_an_unsure_post(tmp_path: Path, point: str) -> None:
    """The process dies in the erasure as well, before or after it is written, or before its bytes are wiped."""
    await _erased(tmp_path, arrived=True, looking=True, point=point)


async def _erased(place: Path, *, arrived: bool, looking: bool, point: str = "") -> None:
    async with desk_in_slack(place) as (server, workspace):
        browser = Browser("ada", Ledger(place / "ledger"), server.address)
        slack = Slow(workspace, server)
        try:
            await asyncio.to_thread(server.start)
            await begins(server, browser, Talk(workspace))
            await slack.dies_posting(browser, carried_out=arrived)
            assert slack.shows(WORDS) is arrived
            slack.keeps_silent(looking=looking)
            await asyncio.to_thread(server.start)
            await browser.open()
            await browser.says("delete everything")
            if point:
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start, point)
                dead = asyncio.create_task(asyncio.to_thread(server.ended))
                erasing = asyncio.create_task(browser.send(browser.write("yes")))
                assert await dead == -signal.SIGKILL
                await asyncio.to_thread(server.start)
                await erasing
            else:
                await browser.send(browser.write("yes"))
            await browser.erased()
            assert slack.shows(WORDS) is arrived, "Slack was to keep silent until now"
            slack.speaks.set()
            await left.settled(server.folder)
            assert not slack.shows(WORDS)
            assert not slack.shows("Lionfish")
            assert not left.holds(server.folder, WORDS)
        finally:
            await browser.close()
        assert workspace.refused == []
    left.sound(server.folder)


class Slow:
    """Slack, which does not say for a while what stands in the desk's channel."""

    def __init__(self, workspace: Workspace, server: Server) -> None:
        self.speaks = asyncio.Event()
        self._workspace = workspace
        self._server = server

    def shows(self, words: str) -> bool:
        """Whether anybody in the channel can read them."""
        return words in str([{**one, "before": None} for one in self._workspace.messages[ROOM]])

    async def dies_posting(self, browser: Browser, *, carried_out: bool) -> None:
        """The person says the words, and the process is gone before it hears what became of their post."""
        gone = asyncio.Event()

        async def dies(request: web.Request) -> web.Response:
            answer = await self._workspace.carried_out(request) if carried_out else web.Response(status=503)
            await asyncio.to_thread(self._server.kill)
            gone.set()
            return answer

        self._workspace.faults["chat.postMessage"] = [dies]
        await browser.send(browser.write(WORDS))
        async with asyncio.timeout(PATIENCE):
            await gone.wait()

    def keeps_silent(self, *, looking: bool) -> None:
        """From now on until it speaks: whoever looks for a post waits, or is told to come back."""

        async def waits(request: web.Request) -> Any:
            if not self.speaks.is_set():
                self._workspace.faults["conversations.replies"].append(waits)  # So does whoever asks after it.
                if not looking:
                    return web.json_response({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": "1"})
            await self.speaks.wait()
            return await self._workspace.carried_out(request)

        self._workspace.faults["conversations.replies"] = [waits]
