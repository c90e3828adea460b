"""Where scripted conversations take place: the whole service on a folder of its own, with a person who never types."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from bot.channel import Limits, Send
from bot.cli.converse import Script, Talk
from bot.inbox import Inbox
from bot.message import Inbound, Outbound, Place
from bot.turn import with_depth
from bot.wire import read_outbound
from dialogs.state import State, load

if TYPE_CHECKING:
    from bot.wiring import Service

CHANNEL = "script"


class Ear:
    """A channel with buttons and cards that keeps nothing: what it is sent stands in the transcript."""

    name = CHANNEL
    limits = Limits(text=4_096, options=20, label=60, cards=True, deduplicates=True)

    async def run(self, accept: object) -> None:
        """Nothing arrives by itself."""

    async def send(self, send: Send) -> str:
        """Committed is heard."""
        return ""


@asynccontextmanager
async def talk(service: Service, script: Script, chat: str, now: float) -> AsyncIterator[Talk]:
    """A new conversation named `chat`, at the script's depth; all of it happens at the second `now`.

    What it sent can no longer be found afterwards, so that no conversation depends on those before it.
    """
    service.mind = with_depth(replace(service.mind, clock=lambda: now), script.depth)
    async with service.answering(Ear()) as inbox:
        held = _Talk(service, inbox, chat, script.language, now)
        try:
            yield held
        finally:
            await held.forget()


@dataclass(slots=True)
class _Talk:
    service: Service
    inbox: Inbox
    chat: str
    language: str
    now: float
    sent: int = 0
    heard: int = 0
    """Position of the last message heard."""

    async def open(self) -> Sequence[Outbound]:
        return await self._send("open", "")

    async def say(self, text: str) -> Sequence[Outbound]:
        return await self._send("text", text)

    async def state(self) -> State:
        stored = await self.service.storage.read(await self._conversation())
        return load(stored.state)

    async def forget(self) -> None:
        """Take what was sent out of what can be found."""
        sent = await self.service.storage.requests(await self._conversation())
        if sent:
            await self.service.storage.remove_documents([row.code for row in sent])
            await self.service.prepare()

    async def _send(self, kind: Literal["open", "text"], text: str) -> Sequence[Outbound]:
        self.sent += 1
        id = f"{self.chat}-{self.sent}"
        place = Place(CHANNEL, self.chat)
        await self.inbox.accept(Inbound(place, id, id, text, kind=kind, language=self.language, at=self.now))
        await self.service.settled(place)
        rows = await self.service.storage.transcript(await self._conversation(), self.heard)
        self.heard = rows[-1].position if rows else self.heard
        return [read_outbound(row.text) for row in rows if row.direction == "out"]

    async def _conversation(self) -> int:
        stored = await self.service.storage.find(CHANNEL, self.chat)
        assert stored is not None, "a conversation exists from its first message on"
        return stored.conversation
