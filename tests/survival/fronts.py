"""Platforms in front of the service, each with many people: what they write is delivered until it is acknowledged."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Protocol

import httpx
from telegram import Document, Update

from dialogs.words import FALLBACK, say
from tests.bot.adapters.slack.member import Envelopes, Requests, Way, shown
from tests.bot.adapters.slack.workspace import APP_TOKEN, BOT, BOT_TOKEN, SECRET, TEAM, Workspace
from tests.bot.adapters.telegram.calls import Fields
from tests.bot.adapters.telegram.server import TOKEN, Telegram, refusal
from tests.bot.adapters.telegram.wire import Response
from tests.survival import loopback
from tests.survival.ledger import Message

NAME = "count.txt"
"""Of every file that people send."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A message of the bot's on somebody's screen."""

    remote: str
    """As the service keeps it; "" for a file in Slack, which says nothing of it."""
    text: str


class Front(Protocol):
    """A platform that is played by a server in this process."""

    settings: Mapping[str, str]
    """The service's environment."""
    refused: list[Any]
    """What the service did that the platform does not take."""

    def chat(self, number: int) -> str:
        """The chat of a person, as the service keeps it."""

    async def write(self, chat: str, text: str, file: bytes = b"") -> Message:
        """Somebody writes, with a file or without; it stands in their chat, and nothing is delivered yet."""

    async def deliver(self, message: Message, again: bool) -> bool:
        """Bring it to the service once; whether that was acknowledged.

        Raises:
            OSError, httpx.TransportError: nobody was there, or the connection broke.
        """

    def seen(self, chat: str) -> list[Seen]:
        """What the bot wrote there, in the order of the screen, without signs that it is at work."""

    def signs(self, chat: str) -> int:
        """How many of those stand there."""


Opened = AbstractAsyncContextManager[Front]


class Called:
    """Telegram that calls the service's webhook."""

    def __init__(self, telegram: Telegram, address: str) -> None:
        self._telegram = telegram
        telegram.calls_by_itself = False
        self.refused = telegram.refused
        self.settings = {
            loopback.TELEGRAM: telegram.address,
            "NEEDS_TELEGRAM_TOKEN": TOKEN,
            "NEEDS_TELEGRAM_WEBHOOK": address,
        }
        self._updates: dict[str, dict[str, Any]] = {}

    def chat(self, number: int) -> str:
        return str(1_000 + number)

    async def write(self, chat: str, text: str, file: bytes = b"") -> Message:
        said: dict[str, Any] = {"text": text}
        if file:
            id = self._telegram._stored(file)
            said = {"caption": text, "document": Document(id, f"u{id}", NAME, "text/plain", len(file))}
        written = self._telegram.message(int(chat), **said)
        update = json.loads(Update(1_000_000 + len(self._updates), message=written).to_json())
        self._updates[str(written.message_id)] = update
        return Message(chat, str(written.message_id), text)

    async def deliver(self, message: Message, again: bool) -> bool:
        if not self._telegram.webhook:
            raise ConnectionRefusedError("the service has not said yet where it wants to be called")
        return await self._telegram.call(self._updates[message.id])

    def seen(self, chat: str) -> list[Seen]:
        return _answers(self._shown(chat))

    def signs(self, chat: str) -> int:
        return len(self._shown(chat)) - len(self.seen(chat))

    def _shown(self, chat: str) -> list[Seen]:
        found = self._telegram.seen(int(chat))
        return [Seen(str(one.message_id), one.text or one.caption or "") for one in found]


class Asked(Called):
    """Telegram that waits to be asked; every update is handed out twice, whatever the offset says."""

    def __init__(self, telegram: Repeating, address: str) -> None:
        super().__init__(telegram, address)
        self.settings = {loopback.TELEGRAM: telegram.address, "NEEDS_TELEGRAM_TOKEN": TOKEN}
        self._waiting = telegram

    async def deliver(self, message: Message, again: bool) -> bool:
        update = self._updates[message.id]
        if again:
            self._waiting.repeat(update)
        else:
            self._waiting.offer(update)
        async with asyncio.timeout(60):
            await self._waiting.taken(update["update_id"])
        return True


class Repeating(Telegram):
    """Hands out what was acknowledged already when it is told to, and lets a new request end an older one."""

    def offer(self, update: dict[str, Any]) -> None:
        if update not in self.updates:
            self.updates.append(update)
            self._news.set()

    def repeat(self, update: dict[str, Any]) -> None:
        self._old().append(update)
        self._news.set()

    async def taken(self, number: int) -> None:
        while self.confirmed <= number:  # noqa: ASYNC110 - a number, not an event, says when.
            await asyncio.sleep(0.01)

    def _old(self) -> list[dict[str, Any]]:
        self._repeated: list[dict[str, Any]] = getattr(self, "_repeated", [])
        return self._repeated

    async def _fetch(self, fields: Fields) -> Response:
        self._fetching = mine = self._fetching + 1
        self._news.set()
        self.confirmed = max(self.confirmed, fields.get("offset", 0))
        self.updates = [update for update in self.updates if update["update_id"] >= self.confirmed]
        with suppress(TimeoutError):
            async with asyncio.timeout(fields.get("timeout", 0)):
                while not (self.updates or self._old()) and mine == self._fetching:
                    self._news.clear()
                    await self._news.wait()
        if mine != self._fetching:
            return refusal(409, "Conflict: terminated by other getUpdates request")
        found = [*self._old(), *self.updates]
        self._old().clear()
        return Response(200, json.dumps({"ok": True, "result": found[:100]}).encode())


class Slack:
    """A workspace that calls, or is connected to."""

    def __init__(self, workspace: Workspace, way: Way, *, socket: bool) -> None:
        self._workspace = workspace
        self._way = way
        self.refused = workspace.refused
        self.settings = {
            loopback.SLACK: workspace.api,
            "NEEDS_SLACK_BOT_TOKEN": BOT_TOKEN,
            "NEEDS_SLACK_SIGNING_SECRET": SECRET,
        }
        self.settings |= {"NEEDS_SLACK_APP_TOKEN": APP_TOKEN} if socket else {}
        self._events: dict[str, dict[str, Any]] = {}

    def chat(self, number: int) -> str:
        self._workspace.direct(f"U{number:05}")
        return f"{TEAM}:U{number:05}"

    async def write(self, chat: str, text: str, file: bytes = b"") -> Message:
        user = chat.partition(":")[2]
        channel = self._workspace.direct(user)
        said: dict[str, Any] = {"type": "message", "user": user, "text": text, "ts": self._workspace.ts()}
        if file:
            id = self._workspace.id("F")
            held = {"id": id, "name": NAME, "mimetype": "text/plain", "size": len(file), "mode": "hosted"}
            self._workspace.files[id], self._workspace.contents[id] = held, file
            said |= {"subtype": "file_share", "files": [held]}
        self._workspace.posted(channel, deepcopy(said))
        id = f"{channel}:{said['ts']}"
        self._events[id] = {
            "type": "event_callback", "team_id": TEAM, "api_app_id": "A1", "event_id": self._workspace.id("Ev"),
            "event": {**said, "channel": channel, "channel_type": "im"},
        }  # fmt: skip
        return Message(chat, id, text)

    async def deliver(self, message: Message, again: bool) -> bool:
        taken, _ = await self._way.call("events_api", self._events[message.id], attempt=int(again))
        return taken

    def seen(self, chat: str) -> list[Seen]:
        return _answers(self._shown(chat))

    def signs(self, chat: str) -> int:
        return len(self._shown(chat)) - len(self.seen(chat))

    def _shown(self, chat: str) -> list[Seen]:
        channel = self._workspace.direct(chat.partition(":")[2])
        return [
            Seen("" if one.get("files") else f"{channel}:{one['ts']}", shown(one))
            for one in self._workspace.messages.get(channel, [])
            if one["user"] == BOT
        ]


def _answers(seen: Iterable[Seen]) -> list[Seen]:
    """Without "one moment", whose place an answer has not taken yet."""
    return [one for one in seen if one.text != say("channel.working", FALLBACK)]


@asynccontextmanager
async def telegram_by_webhook(address: str) -> AsyncIterator[Front]:
    async with Telegram().open() as telegram:
        yield Called(telegram, address)


@asynccontextmanager
async def telegram_by_polling(address: str) -> AsyncIterator[Front]:
    telegram = Repeating()
    async with telegram.open():
        yield Asked(telegram, address)


@asynccontextmanager
async def slack_by_calls(address: str) -> AsyncIterator[Front]:
    async with Workspace().served() as workspace, httpx.AsyncClient(base_url=address, timeout=10) as client:
        yield Slack(workspace, Requests(client), socket=False)


@asynccontextmanager
async def slack_by_socket(address: str) -> AsyncIterator[Front]:
    async with Workspace().served() as workspace:
        yield Slack(workspace, Envelopes(workspace, patience=1.0), socket=True)
