"""A desk behind the adapter, for faults: a real inbox and outbox on a real database, a hand on the clock of sending."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from structlog.testing import capture_logs

from bot.adapters.hook import Hooks
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.message import Option, Outbound, Place
from bot.outbox import Outbox
from bot.wire import read_outbound, write_outbound
from dialogs.words import AVAILABLE
from storage import open_storage
from storage.port import Post, Storage, TurnWrite
from tests.bot.adapters.conformance import Gate
from tests.bot.adapters.telegram.conftest import QUICK, Papers, adapter, nothing, served, until
from tests.bot.adapters.telegram.server import ALICE, Telegram

BOB = 43


class Promise(StrEnum):
    """What a fault could break."""

    NOTHING_LOST = "nothing is lost"
    NOTHING_TWICE = "nothing comes twice"
    ORDER = "the order is kept"
    OTHERS = "others are not delayed"
    TOLD = "whoever runs the service is told"


@dataclass
class Desk:
    telegram: Telegram
    papers: Papers
    storage: Storage
    gate: Gate
    adapter: TelegramAdapter
    receiving: asyncio.Task[None]
    events: list[Any]
    """What was logged."""
    now: float = 0.0
    """Seconds on the outbox's clock."""

    def __post_init__(self) -> None:
        # Without a pace, which is waited for in real time: here nobody is written to until the clock is moved.
        self.adapter.limits = replace(self.adapter.limits, pace=None)
        self._outbox = Outbox(self.storage, {"telegram": self.adapter}, clock=lambda: self.now, chance=lambda: 0.0)

    async def hears(self, text: str, chat: int = ALICE) -> None:
        """Somebody writes, and it is saved."""
        heard = len(self.gate.new)
        await self.telegram.writes(text, chat)
        await until(lambda: any(inbound.text == text for inbound in self.gate.new[heard:]))

    async def answer(
        self,
        *texts: str,
        chat: int = ALICE,
        options: Sequence[Option] = (),
        file: Literal["", "request.docx"] = "",
    ) -> None:
        """A turn answers all that a person said with these messages; nothing is sent yet."""
        stored = await self.storage.find("telegram", str(chat))
        assert stored
        waiting = [row.message for row in await self.storage.pending() if row.conversation == stored.conversation]
        posts = tuple(Post(write_outbound(Outbound(text, options=tuple(options), file=file))) for text in texts)
        await self.storage.write(
            TurnWrite(stored.conversation, stored.token, waiting[0], state="{}", posts=posts, also=tuple(waiting[1:]))
        )

    async def flush(self) -> None:
        """Send what may leave at this moment."""
        await self._outbox.flush()

    async def wait(self, seconds: int = 60) -> None:
        """Time goes by, and whatever becomes due is sent."""
        for _ in range(seconds):
            await self.flush()
            self.now += 1.0
        await self.flush()

    async def became(self, chat: int = ALICE) -> list[tuple[str, str]]:
        """Every message of ours, and what the database says became of it."""
        stored = await self.storage.find("telegram", str(chat))
        assert stored
        rows = await self.storage.transcript(stored.conversation)
        return [(read_outbound(row.text).text, row.status) for row in rows if row.direction == "out"]

    def read(self, chat: int = ALICE) -> list[str]:
        """What a person reads of us, in the order of the screen."""
        return [message.text or message.caption or "" for message in self.telegram.seen(chat)]

    def logged(self, event: str) -> bool:
        return any(found["event"] == event for found in self.events)

    def place(self, chat: int = ALICE) -> Place:
        return Place("telegram", str(chat))


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of fault."""

    fault: str
    shown: str
    """How Telegram, or whatever stands between us, shows it."""
    promise: Promise
    """The one that it would break first."""
    check: Callable[[Desk], Awaitable[None]]
    """That all promises hold; takes a desk that is receiving."""
    before: Callable[[Telegram], None] = lambda telegram: None
    """What is wrong already when the adapter starts."""
    webhook: bool = False
    patience: float = 3 * QUICK


@contextlib.asynccontextmanager
async def open_desk(row: Row, folder: Path) -> AsyncIterator[Desk]:
    """A desk as a row wants it; the adapter has started, or given up."""
    papers = Papers()
    storage = await open_storage(folder)
    gate = Gate(storage)
    made: list[TelegramAdapter] = []

    async with contextlib.AsyncExitStack() as stack:
        stack.push_async_callback(storage.close)
        telegram = await stack.enter_async_context(Telegram().open())
        telegram.insists = True
        row.before(telegram)

        def app(address: str) -> Hooks:
            webhook = address if row.webhook else ""
            made.append(adapter(telegram, papers, webhook=webhook, patience=row.patience, wait=1))
            return Hooks(nothing, made, gate.accept)

        await stack.enter_async_context(served(app))
        events = stack.enter_context(capture_logs())
        receiving = asyncio.create_task(made[0].run(gate.accept))
        stack.push_async_callback(_stopped, receiving)
        await until(lambda: len(telegram.menus) == len(AVAILABLE) or receiving.done())
        yield Desk(telegram, papers, storage, gate, made[0], receiving, events)


async def _stopped(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
