"""A case in the desk's channel, while the service dies at every place on the way of what is said in it, either way."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from storage import points
from storage.desk.port import NewAccount
from storage.opening import open_beside
from tests.bot.adapters.slack.colleagues import ANA, ROOM
from tests.bot.adapters.slack.member import Requests, shown
from tests.bot.adapters.slack.workspace import BOT, BOT_TOKEN, SECRET, TEAM, Workspace
from tests.survival import folder as left
from tests.survival.client import Browser
from tests.survival.ledger import Ledger
from tests.survival.loopback import SLACK
from tests.survival.server import Server

KINDS = ("desk", "thread", "attempt", "send", "sent")
"""The act of a colleague, what is queued for the thread, and its way to Slack."""
WAY = (
    *(f"{kind}.{moment}" for kind in KINDS for moment in ("before", "after")),
    "thread.after:3", "send.before:3", "send.after:3", "sent.before:2", "desk.after:2",
)  # fmt: skip
PATIENCE = 120.0


def test_the_way_is_known() -> None:
    assert {point.partition(":")[0] for point in WAY} <= points.NAMES


async def test_killed_on_the_way(tmp_path: Path) -> None:
    """The thread has every word of the person once, in order, the person every reply, and nothing is left to decide:
    what may have been posted is looked for."""
    talk = await _dies(tmp_path, WAY)
    assert talk.posted() == [f"word {number}." for number in range(talk.said)]
    assert talk.heard == [f"reply {number}." for number in range(talk.said)]
    assert len(talk.roots()) == 1
    assert left.uncertain(tmp_path / "data") == 0


@dataclass
class Talk:
    """A person on the web, an officer in Slack, and what each has seen at the end."""

    workspace: Workspace
    said: int = 0
    heard: list[str] = field(default_factory=list)

    def roots(self) -> list[dict[str, Any]]:
        return [one for one in self.workspace.messages.get(ROOM, []) if one["user"] == BOT and "thread_ts" not in one]

    def posted(self) -> list[str]:
        there = (shown(one) for one in self.workspace.messages[ROOM] if one["user"] == BOT and "thread_ts" in one)
        return [mark for text in there for mark in re.findall(r"word \d+\.", text)]


async def _dies(place: Path, way: Sequence[str]) -> Talk:
    async with desk_in_slack(place) as (server, workspace), httpx.AsyncClient(timeout=20.0) as client:
        client.base_url = httpx.URL(server.address)
        browser, talk = Browser("ada", Ledger(place / "ledger"), server.address), Talk(workspace)
        try:
            await asyncio.to_thread(server.start)
            await begins(server, browser, talk)
            await asyncio.to_thread(server.kill)
            over = asyncio.Event()
            talking = asyncio.create_task(_talk(browser, Requests(client), talk, over))
            for point in way:
                await asyncio.to_thread(server.start, point)
                dead = asyncio.create_task(asyncio.to_thread(server.ended))
                await asyncio.wait({dead, talking}, return_when=asyncio.FIRST_COMPLETED)
                assert dead.done(), talking.exception()
                assert await dead == -signal.SIGKILL, point
            await asyncio.to_thread(server.start)
            over.set()
            await talking
            async with asyncio.timeout(PATIENCE):
                while len(talk.posted()) < talk.said:  # noqa: ASYNC110 - the other process cannot tell us.
                    await asyncio.sleep(0.1)
            await left.settled(server.folder)
            page = await browser.open()
            talk.heard = re.findall(r"reply \d+\.", page)
        finally:
            await browser.close()
        assert workspace.refused == []
    left.sound(server.folder)
    return talk


@contextlib.asynccontextmanager
async def desk_in_slack(place: Path) -> AsyncIterator[tuple[Server, Workspace]]:
    """A service that is still to be started, and the workspace in whose channel its cases stand."""
    server = Server(place / "data", program="tests.survival.loopback")
    async with Workspace(now=time.time).served() as workspace:
        workspace.members[ROOM] = {ANA, BOT}
        workspace.profiles[ANA] = {"profile": {"email": "ana@desk.example"}}
        server.settings = {
            SLACK: workspace.api, "NEEDS_SLACK_BOT_TOKEN": BOT_TOKEN, "NEEDS_SLACK_SIGNING_SECRET": SECRET,
            "NEEDS_SLACK_DESK_CHANNEL": ROOM,
        }  # fmt: skip
        try:
            yield server, workspace
        finally:
            server.close()


async def begins(server: Server, browser: Browser, talk: Talk) -> None:
    """Somebody asks for a person, and the thread of their case begins; Ana is at the desk."""
    await browser.open()
    for text in ("Lionfish eat our reefs in Jamaica", "yes", "can I talk to a person"):
        await browser.says(text)
    storage = await open_beside(server.folder)
    try:
        await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "", 0.0, 0.0))
    finally:
        await storage.close()
    async with asyncio.timeout(PATIENCE):
        while not talk.roots():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.1)
    await left.said(server.folder)


async def _talk(browser: Browser, slack: Requests, talk: Talk, over: asyncio.Event) -> None:
    """The officer and the person write in turns, each until it is acknowledged, until it is over."""
    while not over.is_set():
        await _writes(slack, talk, f"reply {talk.said}.")
        await browser.send(browser.write(f"word {talk.said}."))
        talk.said += 1
        await asyncio.sleep(0.3)


async def _writes(slack: Requests, talk: Talk, text: str) -> None:
    root, ts = talk.roots()[0]["ts"], talk.workspace.ts()
    message = {"type": "message", "user": ANA, "text": text, "ts": ts, "thread_ts": root, "parent_user_id": BOT}
    talk.workspace.posted(ROOM, dict(message))
    event = {**message, "channel": ROOM, "channel_type": "group", "event_ts": ts}
    told = {"type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": f"Ev{ts}", "event": event}
    async with asyncio.timeout(PATIENCE):
        attempt = 0
        while True:
            try:
                if (await slack.call("events_api", told, attempt))[0]:
                    return
            except (OSError, httpx.TransportError):
                pass
            attempt += 1
            await asyncio.sleep(0.1)
