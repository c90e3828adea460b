"""One person in Telegram before the whole service: writes, taps, ticks, edits, sends files, reads what comes back."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from telegram import Message

from bot.adapters.hook import Hooks
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.export.files import Files
from bot.inbox import Inbox
from bot.settings import Settings
from bot.wiring import Service, open_service
from dialogs.form import Depth
from dialogs.state import State, load
from tests.bot.adapters.telegram.conftest import Papers, adapter, nothing, running, served, until
from tests.bot.adapters.telegram.server import ALICE, Telegram, keys


@dataclass
class Talk:
    service: Service
    telegram: Telegram
    accepted: list[bool]
    chat: int = ALICE

    async def says(self, text: str, **more: Any) -> Sequence[Message]:
        return await self._after(self.telegram.writes(text, self.chat, **more))

    async def taps(self, label: str, message: Message | None = None) -> Sequence[Message]:
        """Touch a button by what it says, on the newest message that has it unless one is named."""
        found = message or next(m for m in reversed(self.telegram.seen(self.chat)) if _labelled(m, label))
        number = found.message_id
        data = next(str(key.callback_data) for key in _labelled(self.telegram.chats[self.chat][number].message, label))
        return await self._after(self.telegram.taps(number, data, self.chat))

    async def ticks(self, label: str) -> Message:
        """Touch a box, and wait until it looks different."""
        found = next(m for m in reversed(self.telegram.seen(self.chat)) if _labelled(m, label))
        key = _labelled(found, label)[0]
        await self.telegram.taps(found.message_id, str(key.callback_data), self.chat)
        await until(lambda: self._message(found).reply_markup != found.reply_markup)
        return self._message(found)

    async def edits(self, message: int, text: str) -> Sequence[Message]:
        return await self._after(self.telegram.edits(message, text, self.chat))

    async def sends_file(self, name: str, content: bytes, **more: Any) -> Sequence[Message]:
        return await self._after(self.telegram.sends_file(name, content, self.chat, **more))

    async def state(self) -> State:
        stored = await self.service.storage.find("telegram", str(self.chat))
        assert stored
        return load(stored.state)

    def _message(self, message: Message) -> Message:
        return self.telegram.chats[self.chat][message.message_id].message

    async def _after(self, happening: Any) -> Sequence[Message]:
        """What the bot wrote in answer to something."""
        before, heard = len(self.telegram.seen(self.chat)), len(self.accepted)
        await happening
        await until(lambda: len(self.accepted) > heard)
        assert self.service.worker
        await self.service.worker.drain()
        return self.telegram.seen(self.chat)[before:]


@contextlib.asynccontextmanager
async def talking(
    folder: Path, telegram: Telegram, papers: Papers, *, webhook: bool = False, depth: Depth = Depth.QUICK
) -> AsyncIterator[Talk]:
    """The whole service over a data folder, in front of it Telegram."""
    accepted: list[bool] = []
    async with open_service(Settings(data_dir=folder, library="none"), depth=depth) as service:
        papers.of_place = Files(service.storage).of_place  # type: ignore[method-assign]  # the real files, for once
        made: list[TelegramAdapter] = []
        ways: list[Inbox] = []

        async def accept(inbound: Any) -> bool:
            new = await ways[0].accept(inbound)
            accepted.append(new)
            return new

        def app(address: str) -> Hooks:
            made.append(adapter(telegram, papers, webhook=address if webhook else "", patience=2.0))
            # Telegram's pace, a message a second to each chat, would be waited for in real time.
            made[-1].limits = replace(made[-1].limits, pace=None)
            return Hooks(nothing, made, accept)

        async with served(app), service.answering(made[0]) as inbox:
            ways.append(inbox)
            async with running(made[0], accept, telegram):
                yield Talk(service, telegram, accepted)


def _labelled(message: Message, label: str) -> list[Any]:
    return [key for row in keys(message) for key in row if key.text.endswith(label)]
