"""A whole standard conversation in Slack, with the real core behind the adapter, both ways in."""

from __future__ import annotations

import asyncio
import contextlib
import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.papers import StoredPapers
from bot.export.files import Files
from bot.settings import Settings
from bot.wiring import Service, open_service
from dialogs.form import Depth
from tests.bot.adapters.slack.conftest import Parked, by_call, over_socket, settings
from tests.bot.adapters.slack.day import live_through
from tests.bot.adapters.slack.member import Envelopes, Member, shown
from tests.bot.adapters.slack.rules import walk
from tests.bot.adapters.slack.workspace import BOT, Workspace


@dataclass
class Talker:
    """A member of our workspace who waits for each answer."""

    member: Member
    service: Service
    read: dict[str, str] = field(default_factory=dict)

    async def says(self, text: str) -> None:
        assert await self.member.says(text)
        await self.answered()

    async def presses(self, label: str) -> None:
        for message in reversed(self.member.workspace.messages[self.member.channel]):
            for block in message.get("blocks") or []:
                for part in walk(block):
                    if "value" in part and part["text"]["text"].startswith(label):
                        assert await self.member.taps(part["value"])
                        return await self.answered()
        raise AssertionError(f"nothing reads {label!r}")

    async def ticks(self, *labels: str) -> None:
        for label in labels:
            await self.presses(label)
        await self.presses("Done")

    async def edits(self, text: str) -> None:
        assert await self.member.edits(text)
        await self.answered()

    async def uploads(self, name: str, content: bytes, media_type: str) -> None:
        assert await self.member.uploads(name, content, media_type)
        await self.answered()

    async def reads(self, channel: str = "") -> str:
        new = []
        for message in self.member.workspace.messages[channel or self.member.channel]:
            text = "\n".join([shown(message), *(file["name"] for file in message.get("files", ()))])
            if message["user"] == BOT and self.read.get(message["ts"]) != text:
                self.read[message["ts"]] = text
                new.append(text)
        return "\n\n".join(new)

    async def answered(self) -> None:
        assert self.service.worker
        await self.service.worker.drain()
        async with asyncio.timeout(5.0):
            await self.member.adapter.settled()


@pytest.fixture(params=["socket", "call"])
async def talker(request: Any, workspace: Workspace, parked: Parked, data_folder: Path) -> AsyncIterator[Talker]:
    async with contextlib.AsyncExitStack() as stack:
        read = Settings(data_dir=data_folder, _env_file=None)
        service = await stack.enter_async_context(open_service(read, depth=Depth.STANDARD))
        papers = StoredPapers(service.storage, Files(service.storage))
        adapter = SlackAdapter(settings(workspace, socket=request.param == "socket"), papers, parked)
        adapter.limits = replace(adapter.limits, pace=None)  # Nobody waits in a test.
        inbox = await stack.enter_async_context(service.answering(adapter))
        way = over_socket if request.param == "socket" else by_call
        member = await stack.enter_async_context(way(workspace, adapter, inbox.accept))
        if isinstance(member.way, Envelopes):
            member.way.patience = 30.0  # A first turn loads much, and machines of tests are slow.
        yield Talker(member, service)
        assert workspace.refused == []
        assert parked.kept == []


async def test_a_whole_day(talker: Talker) -> None:
    """From first words to the document, with corrections, options, several at once, a file and an edit."""
    await live_through(talker)
    document = next(
        c
        for n, c in talker.member.workspace.contents.items()
        if "request.docx" in str(talker.member.workspace.files[n])
    )
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(document)).namelist()
