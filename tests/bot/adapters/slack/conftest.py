"""The Slack adapter in front of our own workspace, reached over a socket or by signed calls."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import httpx
import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.settings import Sent, SlackSettings
from bot.channel import Accept
from bot.message import Place
from tests.bot.adapters.slack.member import Envelopes, Member, Requests
from tests.bot.adapters.slack.workspace import APP_TOKEN, BOT_TOKEN, SECRET, Workspace


@dataclass
class Drawer:
    """Papers that a test lays in."""

    files: dict[str, bytes] = field(default_factory=dict)
    sent: Sequence[Sent] = ()
    language: str = "en"
    first_words: str = ""
    known: set[str] = field(default_factory=set)
    """Ids of messages that a conversation has."""

    async def of_place(self, place: Place, name: str, kept: int = 0) -> bytes | None:
        return self.files.get(name)

    async def requests_of(self, place: Place) -> Sequence[Sent]:
        return self.sent

    async def language_of(self, place: Place) -> str:
        return self.language

    async def knows(self, place: Place, message: str) -> bool:
        return message in self.known

    async def began(self, place: Place) -> str:
        return self.first_words


@dataclass
class Parked:
    """Payloads put aside."""

    kept: list[tuple[bytes, str]] = field(default_factory=list)

    async def __call__(self, body: bytes, why: str) -> None:
        self.kept.append((body, why))


@pytest.fixture
async def workspace() -> AsyncIterator[Workspace]:
    async with Workspace().served() as workspace:
        yield workspace


@pytest.fixture
def drawer() -> Drawer:
    return Drawer()


@pytest.fixture
def parked() -> Parked:
    return Parked()


def settings(workspace: Workspace, *, socket: bool, site: str = "https://desk.example.org") -> SlackSettings:
    return SlackSettings(BOT_TOKEN, APP_TOKEN if socket else "", SECRET, site, workspace.api)


@contextlib.asynccontextmanager
async def over_socket(workspace: Workspace, adapter: SlackAdapter, accept: Accept) -> AsyncIterator[Member]:
    """Somebody in a workspace that the adapter has connected to."""
    async with running(adapter, accept):
        await asyncio.wait_for(workspace.connected.wait(), 5.0)
        yield Member(workspace, Envelopes(workspace), adapter)


@contextlib.asynccontextmanager
async def by_call(workspace: Workspace, adapter: SlackAdapter, accept: Accept) -> AsyncIterator[Member]:
    """Somebody in a workspace that calls the adapter."""
    transport = httpx.ASGITransport(adapter.app(accept), raise_app_exceptions=False)
    async with running(adapter, accept), httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
        yield Member(workspace, Requests(client), adapter)


@contextlib.asynccontextmanager
async def running(adapter: SlackAdapter, accept: Accept) -> AsyncIterator[None]:
    task = asyncio.create_task(adapter.run(accept))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
