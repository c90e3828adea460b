"""Somebody who talks with the whole program through Slack, both ways in, and waits for each answer."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.papers import StoredPapers
from bot.export.files import Files
from bot.settings import Settings
from bot.wiring import Service, open_service
from dialogs.form import Depth
from tests.bot.adapters.slack.conftest import Parked, by_call, over_socket, settings
from tests.bot.adapters.slack.member import Envelopes, Member, shown
from tests.bot.adapters.slack.rules import walk
from tests.bot.adapters.slack.workspace import BOT, Workspace


@dataclass
class Screen:
    """What somebody has seen of a channel."""

    bot: str
    _read: dict[str, str] = field(default_factory=dict)

    def new(self, messages: Iterable[dict[str, Any]]) -> str:
        """What the bot wrote or changed since the last look, buttons and names of files included."""
        new = []
        for message in messages:
            text = "\n".join([shown(message), *(file["name"] for file in message.get("files", ()))])
            if message["user"] == self.bot and self._read.get(message["ts"]) != text:
                self._read[message["ts"]] = text
                new.append(text)
        return "\n\n".join(new)


def labelled(label: str, messages: Iterable[dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """The newest message with something to tap that reads so, its block, and what is tapped."""
    for message in reversed(list(messages)):
        for block in message.get("blocks") or []:
            for part in walk(block):
                if "value" in part and part["text"]["text"].startswith(label):
                    return message, block, part
    raise AssertionError(f"nothing reads {label!r}")


@dataclass
class Talker:
    """A member of our workspace who waits for each answer."""

    member: Member
    service: Service
    screen: Screen = field(default_factory=lambda: Screen(BOT))

    async def says(self, text: str) -> None:
        assert await self.member.says(text)
        await self.answered()

    async def presses(self, label: str) -> None:
        _, _, part = labelled(label, self.member.workspace.messages[self.member.channel])
        assert await self.member.taps(part["value"])
        await self.answered()

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
        return self.screen.new(self.member.workspace.messages[channel or self.member.channel])

    async def answered(self) -> None:
        assert self.service.worker
        await self.service.worker.drain()
        async with asyncio.timeout(20.0):
            await self.member.adapter.settled()


@contextlib.asynccontextmanager
async def talking(workspace: Workspace, parked: Parked, data_folder: Path, *, socket: bool) -> AsyncIterator[Talker]:
    """The program with our workspace in front of it; at the end nothing was refused, and nothing parked."""
    async with contextlib.AsyncExitStack() as stack:
        read = Settings(data_dir=data_folder, _env_file=None)
        service = await stack.enter_async_context(open_service(read, depth=Depth.STANDARD))
        papers = StoredPapers(service.storage, Files(service.storage))
        adapter = SlackAdapter(settings(workspace, socket=socket), papers, parked)
        adapter.limits = replace(adapter.limits, pace=None)  # Nobody waits in a test.
        inbox = await stack.enter_async_context(service.answering(adapter))
        way = over_socket if socket else by_call
        member = await stack.enter_async_context(way(workspace, adapter, inbox.accept))
        if isinstance(member.way, Envelopes):
            member.way.patience = 30.0  # A first turn loads much, and machines of tests are slow.
        yield Talker(member, service)
        assert workspace.refused == []
        assert parked.kept == []
