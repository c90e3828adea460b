"""Telegram as a bot meets it, on loopback: the Bot API on one side, a person with a phone on the other.

It takes what python-telegram-bot's own signatures, types and limits allow (`calls.py`), and sends what its types write.
A state of its own refuses what a single call cannot show to be wrong: editing to the same, an unknown callback, two
that fetch at once. `tests/bot/adapters/telegram/test_server.py` proves what it refuses.
"""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
from telegram import (
    CallbackQuery,
    Chat,
    Document,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    PhotoSize,
    TelegramObject,
    Update,
    User,
)

from tests.bot.adapters.telegram.calls import Fields, Refused, checked, methods, sent
from tests.bot.adapters.telegram.wire import Fault, Request, Response, Wire

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # The example of Telegram's own documentation.
BOT = User(110201543, "Desk", True, username="needs_desk_bot")
ALICE = 42

AHEAD = 10
"""How far beyond the newest update an offset may lie, as in Telegram's own queue (tdlib, TQueue)."""


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    fields: Fields
    written: Mapping[str, Any]
    """The fields as they came over the wire."""


@dataclass(slots=True)
class Shown:
    """A message on a screen."""

    message: Message
    own: bool
    """Written by the bot."""
    file: tuple[str, bytes] | None = None


@dataclass
class Telegram:
    """Open with `async with telegram.open()`."""

    calls: list[Call] = field(default_factory=list)
    given: list[tuple[str, bytes]] = field(default_factory=list)
    """The results of calls that were taken, by method, as they were written."""
    refused: list[str] = field(default_factory=list)
    """What the bot did that Telegram does not take."""
    chats: dict[int, dict[int, Shown]] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    updates: list[dict[str, Any]] = field(default_factory=list)
    """Not fetched for good yet."""
    last: dict[str, Any] = field(default_factory=dict)
    """What happened last."""
    told: list[Mapping[str, Any]] = field(default_factory=list)
    """Every update that was handed out, redeliveries included, as it was written."""
    delivered: dict[int, int] = field(default_factory=dict)
    """How often each update was handed out."""
    confirmed: int = 0
    """Every update below was acknowledged."""
    webhook: dict[str, Any] = field(default_factory=dict)
    callbacks: set[str] = field(default_factory=set)
    answered: dict[str, str] = field(default_factory=dict)
    menus: dict[str, list[str]] = field(default_factory=dict)
    typing: list[int] = field(default_factory=list)
    faults: dict[str, list[Fault]] = field(default_factory=dict)
    known: set[int] = field(default_factory=lambda: {ALICE})
    hook_status: list[int] = field(default_factory=list)
    insists: bool = False
    """Whether the webhook is called again and again until it says 200, as the real one does."""
    calls_by_itself: bool = True
    """Whether the webhook is called when something happens; else by `call` only."""
    tokens: set[str] = field(default_factory=lambda: {TOKEN})
    trouble: str = ""
    """Why the webhook could not be called last."""
    clock: int = 0
    """When that was, in seconds since the epoch."""

    def __post_init__(self) -> None:
        self._numbers = itertools.count(1)
        self._ids = itertools.count(1001)
        self._newest = 1000
        self._wire = Wire(self._answer, self._fault)
        self._news = asyncio.Event()
        self._fetching = 0
        self._files: dict[str, bytes] = {}
        self._tasks: set[asyncio.Task[bool]] = set()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[Telegram]:
        async with self._wire.listening(), httpx.AsyncClient(timeout=5) as self._client:
            try:
                yield self
            finally:
                for task in self._tasks:
                    task.cancel()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._wire.port}"

    def fail(self, method: str, how: Any, times: int = 1, *, after: bool = False, chat: int = 0) -> None:
        """The next calls of a method go wrong; with `chat` those about that chat."""
        only = f"chat_id={chat}&".encode() if chat else b""
        self.faults.setdefault(method, []).append(Fault(how, times, after, only))

    async def leave(self) -> None:
        """Telegram cannot be reached until it comes `back`."""
        await self._wire.stop()

    async def back(self) -> None:
        await self._wire.start()

    # What a person does.

    async def writes(self, text: str, chat: int = ALICE, **more: Any) -> dict[str, Any]:
        return await self._happens(message=self.message(chat, text=text, entities=_commands(text), **more))

    async def sends_file(self, name: str, content: bytes, chat: int = ALICE, **more: Any) -> dict[str, Any]:
        id = self._stored(content)
        file = Document(id, f"u{id}", name, "application/octet-stream", len(content))
        return await self._happens(message=self.message(chat, document=file, **more))

    async def sends_photo(self, content: bytes, chat: int = ALICE) -> dict[str, Any]:
        small, large = self._stored(content[:10]), self._stored(content)
        sizes = [PhotoSize(small, "s", 90, 60, 10), PhotoSize(large, "l", 900, 600, len(content))]
        return await self._happens(message=self.message(chat, photo=sizes))

    async def edits(self, message: int, text: str, chat: int = ALICE) -> dict[str, Any]:
        old = self.chats[chat][message].message
        new = _changed(old, text=text, edit_date=old.date + dt.timedelta(seconds=30))
        self.chats[chat][message].message = new
        return await self._happens(edited_message=new)

    async def taps(
        self, message: int, data: str, chat: int = ALICE, *, snapshot: Message | None = None
    ) -> dict[str, Any]:
        """Touch a button; `snapshot` is the message as the phone still shows it."""
        shown = snapshot or self.chats[chat][message].message
        assert shown.reply_markup
        assert data in [key.callback_data for row in shown.reply_markup.inline_keyboard for key in row], (
            "no such button"
        )
        id = f"cb{next(self._ids)}"
        self.callbacks.add(id)
        return await self._happens(callback_query=CallbackQuery(id, person(chat), "1", shown, data))

    def number_from(self, first: int) -> None:
        """Updates are numbered from here on, perhaps lower than before, as after a quiet week."""
        self._ids = itertools.count(first)
        self._newest = first - 1
        self.confirmed = 0
        self.updates.clear()

    async def again(self, update: dict[str, Any]) -> None:
        """Telegram delivers something once more, perhaps under a number of its own, which it then knows as given."""
        self._newest = max(self._newest, update["update_id"])
        await self._deliver(update)

    async def raw(self, update: dict[str, Any]) -> None:
        """An update that no person's phone makes."""
        await self._deliver(update)

    def message(self, chat: int, *, type: str = "private", sender: User | None = None, **fields: Any) -> Message:
        self.known.add(chat)
        number = next(self._numbers)
        found = Message(
            number, dt.datetime.fromtimestamp(1_795_000_000 + number, dt.UTC), Chat(chat, type, first_name="A"),
            from_user=sender or person(chat), **fields,
        )  # fmt: skip
        self.chats.setdefault(chat, {})[number] = Shown(found, own=False)
        return found

    # What a person sees.

    def seen(self, chat: int = ALICE) -> list[Message]:
        """What the bot wrote, in the order of the chat."""
        return [shown.message for _, shown in sorted(self.chats.get(chat, {}).items()) if shown.own]

    def screen(self, chat: int = ALICE) -> str:
        """Everything in the chat, as text, buttons in brackets."""
        lines = []
        for _, shown in sorted(self.chats.get(chat, {}).items()):
            lines.append(shown.message.text or shown.message.caption or "")
            if shown.file:
                lines.append(f"<{shown.file[0]}>")
            lines += [" ".join(f"[{key.text}]" for key in row) for row in keys(shown.message)]
        return "\n".join(lines)

    def count(self, method: str) -> int:
        return sum(call.method == method for call in self.calls)

    # How it works.

    async def _happens(self, **what: TelegramObject) -> dict[str, Any]:
        update = self.last = self.update(**what)
        await self._deliver(update)
        return dict(update)

    def update(self, **what: TelegramObject) -> dict[str, Any]:
        """The next update, for whoever delivers it; nobody is told of it."""
        self._newest = next(self._ids)
        return dict(json.loads(Update(self._newest, **what).to_json()))

    async def _deliver(self, update: dict[str, Any]) -> None:
        if self.webhook and not self.calls_by_itself:
            return
        if self.webhook:
            task = asyncio.create_task(self._call_until_taken(update) if self.insists else self.call(update))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self.updates.append(update)
            self._news.set()

    async def call(self, update: dict[str, Any]) -> bool:
        """Call the webhook once; whether it said 200. As Telegram does: the body as JSON, the secret in a header."""
        secret = (
            {"X-Telegram-Bot-Api-Secret-Token": self.webhook["secret_token"]} if self.webhook["secret_token"] else {}
        )
        self.told.append(update)
        response = await self._client.post(self.webhook["url"], json=update, headers=secret)
        self.hook_status.append(response.status_code)
        self.delivered[update["update_id"]] = self.delivered.get(update["update_id"], 0) + 1
        return response.status_code == 200

    async def _call_until_taken(self, update: dict[str, Any]) -> bool:
        while not await self.call(update):  # noqa: ASYNC110 (it is the call itself that is tried again)
            await asyncio.sleep(0.01)
        return True

    def _fault(self, request: Request) -> Fault | None:
        kind, _, method = request.path.lstrip("/").partition("/")
        method = "file" if kind == "file" else methods().get(method.lower(), method)
        faults = self.faults.get(method, [])
        fault = next((fault for fault in faults if fault.only in request.body + b"&"), None)
        if fault is None:
            return None
        fault.times -= 1
        if not fault.times:
            faults.remove(fault)
        return fault

    async def _answer(self, request: Request) -> Response:
        path = request.path.lstrip("/")
        if path.startswith("file/"):
            return self._file(path)
        token, _, name = path.removeprefix("bot").partition("/")
        if token not in self.tokens:
            return _no(401, "Unauthorized")
        method = methods().get(name.lower())
        if method is None:
            self.refused.append(f"{name}: unknown method")
            return _no(404, "Not Found: method not found")
        try:
            written = sent(request.body, request.headers.get("content-type", ""))
            fields = checked(method, written)
            self.calls.append(Call(method, fields, written))
            response = await self._called(method, fields)
            if response.status == 200:
                self.given.append((method, response.body))
            return response
        except Refused as error:
            self.refused.append(f"{method}: {error}")
            return _no(400, f"Bad Request: {error}")

    async def _called(self, method: str, fields: Fields) -> Response:
        match method:
            case "getMe":
                return _yes(BOT)
            case "getUpdates":
                return await self._fetch(fields)
            case "setWebhook":
                self.webhook = {"secret_token": "", **fields}
                return _yes(True)
            case "getWebhookInfo":
                failed = {"last_error_date": self.clock, "last_error_message": self.trouble} if self.trouble else {}
                return _yes(
                    {
                        "url": self.webhook.get("url", ""),
                        "has_custom_certificate": False,
                        "pending_update_count": len(self.updates),
                        **failed,
                    }
                )
            case "deleteWebhook":
                self.webhook = {}
                return _yes(True)
            case "setMyCommands":
                self.menus[fields.get("language_code", "")] = [command.command for command in fields["commands"]]
                return _yes(True)
            case "answerCallbackQuery":
                return self._calm(fields)
            case "getFile":
                return self._found(fields["file_id"])
        chat = self._chat(fields)
        if isinstance(chat, Response):
            return chat
        match method:
            case "sendChatAction":
                self.typing.append(chat)
                return _yes(True)
            case "sendMessage" | "sendDocument":
                return self._show(chat, fields)
            case "editMessageText" | "editMessageReplyMarkup":
                return self._edit(chat, method, fields)
            case "deleteMessage":
                return self._remove(chat, fields)
        raise AssertionError(f"{method} is not played here")

    def _chat(self, fields: Fields) -> int | Response:
        chat = fields.get("chat_id")
        if chat in self.blocked:
            return _no(403, "Forbidden: bot was blocked by the user")
        if not isinstance(chat, int) or chat not in self.known:
            raise Refused("chat not found")
        return chat

    def _show(self, chat: int, fields: Fields) -> Response:
        content = {name: fields[name] for name in ("text", "entities", "caption", "caption_entities") if name in fields}
        message = self.message(chat, sender=BOT, reply_markup=fields.get("reply_markup"), **content)
        attached = next((value for value in fields.values() if isinstance(value, tuple)), None)
        self.chats[chat][message.message_id] = Shown(message, own=True, file=attached)
        return _yes(message)

    def _edit(self, chat: int, method: str, fields: Fields) -> Response:
        shown = self.chats[chat].get(fields["message_id"])
        if shown is None or not shown.own:
            raise Refused("message to edit not found")
        markup = fields.get("reply_markup")
        markup = markup if markup and markup.inline_keyboard else None
        text = {"text": fields["text"], "entities": fields.get("entities")} if method == "editMessageText" else {}
        new = _changed(shown.message, reply_markup=markup, **text)
        if (new.text, new.entities, new.reply_markup) == _what(shown.message):
            raise Refused(
                "message is not modified: specified new message content and reply markup are exactly the same as a "
                "current content and reply markup of the message"
            )
        shown.message = new
        return _yes(new)

    def _remove(self, chat: int, fields: Fields) -> Response:
        if self.chats[chat].pop(fields["message_id"], None) is None:
            raise Refused("message to delete not found")
        return _yes(True)

    def _calm(self, fields: Fields) -> Response:
        id = fields["callback_query_id"]
        if id not in self.callbacks:
            raise Refused("query is too old and response timeout expired or query ID is invalid")
        self.callbacks.discard(id)
        self.answered[id] = fields.get("text", "")
        return _yes(True)

    async def _fetch(self, fields: Fields) -> Response:
        if self.webhook:
            return _no(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook first")
        if self._fetching:
            return _no(409, "Conflict: terminated by other getUpdates request; make sure that only one bot is running")
        offset = fields.get("offset", 0)
        if offset <= self._newest + AHEAD:  # One from an earlier numbering acknowledges nothing.
            self.confirmed = max(self.confirmed, offset)
        self.updates = [update for update in self.updates if update["update_id"] >= self.confirmed]
        self._fetching += 1
        try:
            async with asyncio.timeout(fields.get("timeout", 0)):
                while not self.updates:
                    self._news.clear()
                    await self._news.wait()
        except TimeoutError:
            pass
        finally:
            self._fetching -= 1
        wanted = set(fields.get("allowed_updates", []))
        found = [u for u in self.updates if not wanted or wanted & set(u)][: fields.get("limit", 100)]
        self.told += found
        for update in found:
            self.delivered[update["update_id"]] = self.delivered.get(update["update_id"], 0) + 1
        return _yes(found)

    def _found(self, id: str) -> Response:
        if id not in self._files:
            raise Refused("wrong file_id or the file is temporarily unavailable")
        size = len(self._files[id])
        if size > 20_000_000:
            raise Refused("file is too big")
        return _yes({"file_id": id, "file_unique_id": f"u{id}", "file_size": size, "file_path": f"documents/{id}"})

    def _file(self, path: str) -> Response:
        body = self._files.get(path.rpartition("/")[2])
        return Response(200, body, "application/octet-stream") if body is not None else _no(404, "Not Found")

    def _stored(self, content: bytes) -> str:
        id = f"F{next(self._ids)}"
        self._files[id] = content
        return id


def person(chat: int, language: str = "en") -> User:
    return User(abs(chat), "Alice", False, language_code=language)


def keys(message: Message) -> list[list[InlineKeyboardButton]]:
    return [list(row) for row in message.reply_markup.inline_keyboard] if message.reply_markup else []


def button(message: Message, label: str) -> str:
    """What the button with this label carries."""
    found = [key for row in keys(message) for key in row if key.text == label]
    assert found, f"no button {label!r} among {[key.text for row in keys(message) for key in row]}"
    return str(found[0].callback_data)


def _what(message: Message) -> tuple[str | None, tuple[MessageEntity, ...], InlineKeyboardMarkup | None]:
    return message.text, message.entities, message.reply_markup


def _changed(message: Message, **fields: Any) -> Message:
    data = {name: value for name, value in message.to_dict().items() if name != "reply_markup" or name not in fields}
    changes = {name: _plain(value) for name, value in fields.items() if value is not None}
    found = Message.de_json({**data, **changes}, None)
    assert found
    return found


def _plain(value: Any) -> Any:
    match value:
        case TelegramObject():
            return value.to_dict()
        case list() | tuple():
            return [_plain(item) for item in value]
        case dt.datetime():
            return int(value.timestamp())
    return value


def _commands(text: str) -> list[MessageEntity]:
    word = text.split(" ")[0]
    return [MessageEntity("bot_command", 0, len(word))] if text.startswith("/") and len(word) > 1 else []


def _yes(result: Any) -> Response:
    return Response(200, json.dumps({"ok": True, "result": _plain(result)}).encode())


def _no(status: int, description: str, **parameters: Any) -> Response:
    body = {"ok": False, "error_code": status, "description": description}
    return Response(status, json.dumps({**body, **({"parameters": parameters} if parameters else {})}).encode())


def refusal(status: int, description: str, **parameters: Any) -> Response:
    """An answer of Telegram's that says no, for `fail`."""
    return _no(status, description, **parameters)
