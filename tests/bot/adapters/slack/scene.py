"""Two people in our workspace, the real outbox and a real database, at a clock that a test turns."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.adapters.slack.adapter import SlackAdapter
from bot.message import Outbound, Place
from bot.outbox import Outbox
from bot.wire import write_outbound
from storage import open_storage
from storage.port import Arrival, Post, Storage, Stored, TurnWrite
from tests.bot.adapters.slack.conftest import Drawer, Parked, settings
from tests.bot.adapters.slack.member import shown
from tests.bot.adapters.slack.workspace import BOT, TEAM, Workspace
from tests.person import Clock

MOMENT = "One moment"


@dataclass
class Scene:
    workspace: Workspace
    storage: Storage
    adapter: SlackAdapter
    clock: Clock
    outbox: Outbox
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    def place(self, user: str) -> Place:
        return Place("slack", f"{TEAM}:{user}")

    async def writes(self, user: str) -> Stored:
        """Somebody says something; nobody answers yet."""
        place, id = self.place(user), str(next(self._ids))
        receipt = await self.storage.accept(Arrival("slack", place.chat, "", f"d{id}", f"m{id}", "text", "hello"))
        return await self.storage.read(receipt.conversation)

    async def answered(self, user: str, *messages: Outbound) -> None:
        """They say something, and a turn has written these answers."""
        stored = await self.writes(user)
        handled = next(row.message for row in await self.storage.pending() if row.conversation == stored.conversation)
        posts = tuple(Post(write_outbound(message)) for message in messages)
        await self.storage.write(TurnWrite(stored.conversation, stored.token, handled, "{}", posts, at=1.0))

    async def flush(self, later: float = 0.0) -> None:
        """Send what may leave so many seconds later."""
        self.clock.now += later
        await self.outbox.flush()

    def sees(self, user: str) -> list[str]:
        """The first line of each message of ours, oldest first, without "one moment"."""
        return [line for line in self._lines(user) if not line.startswith(MOMENT)]

    def waits(self, user: str) -> bool:
        """Whether "one moment" stands there."""
        return any(line.startswith(MOMENT) for line in self._lines(user))

    async def statuses(self, user: str) -> Sequence[str]:
        """What the table says of our messages."""
        stored = await self.storage.find("slack", self.place(user).chat, "")
        assert stored is not None
        return [row.status for row in await self.storage.transcript(stored.conversation) if row.direction == "out"]

    def _lines(self, user: str) -> list[str]:
        there = self.workspace.messages.get(self.workspace.direct(user), [])
        return [shown(message).splitlines()[0] for message in there if message["user"] == BOT]


@contextlib.asynccontextmanager
async def staged(workspace: Workspace, folder: Path) -> AsyncIterator[Scene]:
    storage = await open_storage(folder)
    adapter = SlackAdapter(settings(workspace, socket=True), Drawer({"request.docx": b"PK docx"}), Parked())
    adapter.limits = replace(adapter.limits, pace=None)
    clock = Clock()
    try:
        yield Scene(workspace, storage, adapter, clock, Outbox(storage, {"slack": adapter}, clock=clock))
    finally:
        await adapter._calls.close()
        await storage.close()
