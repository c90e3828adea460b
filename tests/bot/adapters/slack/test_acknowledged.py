"""Acknowledged means committed: at that moment another connection to the database sees the message."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.adapters.slack.adapter import SlackAdapter
from storage import open_storage
from storage.port import Storage
from tests.bot.adapters.conformance import Gate, until
from tests.bot.adapters.slack.conftest import Drawer, Parked, running, settings
from tests.bot.adapters.slack.member import Member, Requests
from tests.bot.adapters.slack.payloads import COMMAND, MESSAGE, TAP
from tests.bot.adapters.slack.workspace import ALICE, Workspace

EVENTS = {
    "events_api": MESSAGE,
    "interactive": TAP,
    "slash_commands": {**COMMAND, "user_id": ALICE},
}
"""One of each kind, by its name in Socket Mode."""


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(tmp_path)
    yield storage
    await storage.close()


def committed(folder: Path) -> int:
    """Messages that anybody else who reads the database sees: what a killed process would leave."""
    with contextlib.closing(sqlite3.connect(f"file:{folder / 'needs.sqlite3'}?mode=ro", uri=True)) as another:
        return int(another.execute("SELECT count(*) FROM message WHERE direction = 'in'").fetchone()[0])


class Watched:
    """The application, and what was committed at the moment each of its answers began."""

    def __init__(self, app: ASGIApp, count: Callable[[], int]) -> None:
        self._app = app
        self._count = count
        self.seen: list[tuple[int, int]] = []
        """Status, and messages committed by then."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.seen.append((message["status"], self._count()))
            await send(message)

        await self._app(scope, receive, watched)


@pytest.mark.parametrize("kind", EVENTS)
async def test_a_signed_call_is_acknowledged_after_the_commit(
    workspace: Workspace, drawer: Drawer, parked: Parked, storage: Storage, tmp_path: Path, kind: str
) -> None:
    """While the commit waits nothing is answered; when 200 begins, the message is there for others to read."""
    gate = Gate(storage)
    adapter = SlackAdapter(settings(workspace, socket=False), drawer, parked)
    watched = Watched(adapter.app(gate.accept), lambda: committed(tmp_path))
    transport = httpx.ASGITransport(watched)
    async with running(adapter, gate.accept), httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        way = Requests(client)
        gate.broken = kind != "slash_commands"
        if gate.broken:
            assert not (await way.call(kind, EVENTS[kind]))[0]
            assert watched.seen.pop() == (503, 0)
        gate.broken = False
        gate.open.clear()
        calling = asyncio.create_task(way.call(kind, EVENTS[kind]))
        await until(lambda: len(gate.asked) > (kind != "slash_commands"))
        assert watched.seen == []
        gate.open.set()
        assert (await calling)[0]
    assert watched.seen == [(200, 1)]


@pytest.mark.parametrize("kind", EVENTS)
async def test_an_envelope_is_acknowledged_after_the_commit(
    workspace: Workspace, drawer: Drawer, parked: Parked, storage: Storage, tmp_path: Path, kind: str
) -> None:
    """What others can read at the moment Slack reads our acknowledgement."""
    gate = Gate(storage)
    adapter = SlackAdapter(settings(workspace, socket=True), drawer, parked)
    async with running(adapter, gate.accept):
        await asyncio.wait_for(workspace.connected.wait(), 5.0)
        gate.open.clear()
        telling = asyncio.create_task(workspace.tell({"envelope_id": "e", "type": kind, "payload": EVENTS[kind]}))
        await until(lambda: bool(gate.asked))
        assert not telling.done()
        assert committed(tmp_path) == 0
        workspace.acknowledged["e"].add_done_callback(lambda _: seen.append(committed(tmp_path)))
        seen: list[int] = []
        gate.open.set()
        assert await telling
    assert seen == [1]


async def test_an_acknowledged_message_outlives_the_process(
    workspace: Workspace, drawer: Drawer, parked: Parked, tmp_path: Path
) -> None:
    """A copy of the files at the moment of the acknowledgement, as a kill leaves them, opens with the message in it."""
    first = await open_storage(tmp_path / "first")
    gate = Gate(first)
    adapter = SlackAdapter(settings(workspace, socket=False), drawer, parked)
    copied = tmp_path / "second"
    copied.mkdir()

    def copy() -> int:
        for file in (tmp_path / "first").glob("needs.sqlite3*"):
            (copied / file.name).write_bytes(file.read_bytes())
        return 0

    transport = httpx.ASGITransport(Watched(adapter.app(gate.accept), copy))
    async with running(adapter, gate.accept), httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        assert await Member(workspace, Requests(client), adapter).says("Lionfish eat our reef fish")
    await first.close()
    second = await open_storage(copied)
    assert [row.text for row in await second.pending()] == ["Lionfish eat our reef fish"]
    await second.close()
