"""The line to Telegram: the calls we make of the Bot API, and what each way to fail means to us."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    MessageEntity,
)
from telegram.error import BadRequest, TelegramError

from bot.adapters.telegram.faults import meaning
from bot.adapters.telegram.keyboard import Rows
from bot.adapters.telegram.parse import UPDATES
from bot.adapters.telegram.request import PAUSE, Request
from bot.adapters.telegram.settings import API
from bot.adapters.telegram.text import Rich
from bot.channel import NotConnected, Uncertain, Undeliverable

AT_ONCE = 32
"""Calls under way at the same time; more make each slower and none faster. From a measurement of the library."""

PATIENCE = 15.0
"""Seconds without a byte after which a call is given up, and half of what it may take in all. Chosen."""

DOWNLOAD = 60.0
"""Seconds a file may take to come. Chosen: 10 MB at the speed of a bad line."""

DOWNLOADS = 8
"""Files that come at the same time: slow ones must not hold up what is to be sent. Chosen."""

LARGEST = 20_000_000
"""Bytes; bots can fetch no longer file (Bot API, getFile)."""

_QUIET = ("httpx", "httpcore", "telegram")
"""Loggers of libraries that write addresses, which hold the token, or parameters, which hold what people write."""


@dataclass(frozen=True, slots=True)
class Called:
    """What Telegram does with what happens."""

    url: str
    """Where it calls; "" while it waits to be asked."""
    waiting: int
    """Updates that nobody took yet."""
    failed: float
    """When a call last failed, in seconds since the epoch; 0.0 for never."""
    why: str
    """Why, in Telegram's words."""


class Line:
    """Open with `async with line.open()`. Every call waits for its turn among those under way, and may raise:

    Undeliverable, Blocked, Uncertain, NotConnected, TooFast as an adapter's `send` does; TokenRefused. No error quotes
    the token or what was sent.
    """

    def __init__(self, token: str, *, api: str = API, patience: float = PATIENCE, pause: float = PAUSE) -> None:
        self._token = token
        self._api = api.rstrip("/")
        self._patience = patience
        calls = Request(pause, connection_pool_size=AT_ONCE, pool_timeout=patience, **_timeouts(patience))
        # Fetching waits long, and must not wait behind calls: a connection of its own.
        fetching = Request(pause, connection_pool_size=1, pool_timeout=patience, **_timeouts(patience))
        self._bot = Bot(token, f"{self._api}/bot", f"{self._api}/file/bot", request=calls, get_updates_request=fetching)
        self._fetcher = Bot(token, f"{self._api}/bot", request=fetching, get_updates_request=fetching)
        self._fetching = fetching
        self._calls = calls
        self._files = httpx.AsyncClient(timeout=patience)
        self._room = asyncio.Semaphore(AT_ONCE)
        self._downloads = asyncio.Semaphore(DOWNLOADS)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        for name in _QUIET:
            logging.getLogger(name).setLevel(logging.WARNING)
        await self._calls.initialize()
        await self._fetching.initialize()
        try:
            yield
        finally:
            await self._calls.shutdown()
            await self._fetching.shutdown()
            await self._files.aclose()

    async def name(self) -> str:
        """The bot's own name, without @."""
        async with self._call():
            return (await self._bot.get_me()).username or ""

    async def say(self, chat: int, rich: Rich, rows: Rows = ()) -> int:
        """Send a text; its id in the chat."""
        async with self._call():
            message = await self._bot.send_message(
                chat, rich.text, entities=_entities(rich), reply_markup=_markup(rows), link_preview_options=_NO_PREVIEW
            )
        return message.message_id

    async def rewrite(self, chat: int, message: int, rich: Rich, rows: Rows = ()) -> int:
        """Put another text in the place of one of ours; its id in the chat, which stays the same."""
        async with self._call():
            try:
                await self._bot.edit_message_text(
                    rich.text, chat, message, entities=_entities(rich), reply_markup=_markup(rows),
                    link_preview_options=_NO_PREVIEW,
                )  # fmt: skip
            except BadRequest as error:
                if not _same_already(error):
                    raise
        return message

    async def hand(self, chat: int, name: str, body: bytes, rich: Rich, rows: Rows = ()) -> int:
        """Send a file with a text under it; its id in the chat."""
        async with self._call():
            message: Message = await self._bot.send_document(
                chat, body, caption=rich.text or None, caption_entities=_entities(rich), filename=name,
                reply_markup=_markup(rows), disable_content_type_detection=True,
            )  # fmt: skip
        return message.message_id

    async def remove(self, chat: int, message: int) -> None:
        """Take a message of ours away."""
        async with self._call():
            await self._bot.delete_message(chat, message)

    async def relabel(self, chat: int, message: int, rows: Rows) -> None:
        """Put another keyboard under a message of ours, none for no rows; as it is already is fine."""
        async with self._call():
            try:
                await self._bot.edit_message_reply_markup(chat, message, reply_markup=_markup(rows))
            except BadRequest as error:
                if not _same_already(error):
                    raise

    async def heard(self, callback: str, text: str = "") -> None:
        """Let the tapped button stop waiting, with a short text for the person, if any."""
        async with self._call():
            await self._bot.answer_callback_query(callback, text or None)

    async def typing(self, chat: int) -> None:
        async with self._call():
            await self._bot.send_chat_action(chat, "typing")

    async def menu(self, commands: Mapping[str, str], language: str = "") -> None:
        """Show these commands, with what they do, in private chats of people with that language; "" for all others."""
        shown = [BotCommand(name, does) for name, does in commands.items()]
        async with self._call():
            await self._bot.set_my_commands(shown, BotCommandScopeAllPrivateChats(), language or None)

    async def updates(self, offset: int, wait: float) -> list[object]:
        """What happened from an offset on, as Telegram wrote it, within so many seconds; what was before is forgotten.

        Each is an object with its number, `update_id`.

        Raises:
            Taken: somebody else fetches as well.
        """
        asked = {"offset": offset, "timeout": int(wait), "allowed_updates": list(UPDATES)}
        async with self._translated():
            # Not the library's own get_updates: it fails for all of them when one cannot be read. Case does not matter
            # to Telegram; of the usual spelling the library warns.
            async with asyncio.timeout(wait + 2 * self._patience):
                found: object = await self._fetcher.do_api_request(
                    "getupdates", asked, read_timeout=wait + self._patience
                )
        if not isinstance(found, list) or not all(_numbered(update) for update in found):
            raise Uncertain("Telegram's answer could not be read")
        return found

    async def call_us(self, url: str, secret: str, at_once: int) -> None:
        """Telegram calls this address from now on, that many times at once, and shows the secret each time."""
        async with self._call():
            await self._bot.set_webhook(
                url, max_connections=at_once, allowed_updates=list(UPDATES), secret_token=secret
            )

    async def called(self) -> Called:
        """Where Telegram calls us, by its own account."""
        async with self._call():
            said = await self._bot.get_webhook_info()
        failed = said.last_error_date.timestamp() if said.last_error_date else 0.0
        return Called(said.url, said.pending_update_count, failed, said.last_error_message or "")

    async def call_nobody(self) -> None:
        """From now on what happens is to be fetched; nothing that waits is dropped."""
        async with self._call():
            await self._bot.delete_webhook(drop_pending_updates=False)

    async def fetch(self, file: str, most: int) -> bytes:
        """The bytes of a file somebody sent, at most so many.

        Raises:
            Undeliverable: it is longer, or gone.
        """
        async with self._call():
            found = await self._bot.get_file(file)
        if (found.file_size or 0) > most or not found.file_path:
            raise Undeliverable("the file is longer than what we take")
        try:
            async with asyncio.timeout(min(DOWNLOAD, 4 * self._patience)):
                return await self._download(found.file_path, most)
        except (httpx.HTTPError, TimeoutError):
            raise NotConnected("the file could not be fetched") from None

    async def _download(self, url: str, most: int) -> bytes:
        kept = bytearray()
        async with self._downloads, self._files.stream("GET", url) as response:
            if response.status_code in (400, 403, 404, 410):
                raise Undeliverable("Telegram does not have the file any more")
            if response.status_code != 200:
                raise NotConnected(f"Telegram answered {response.status_code} when asked for a file")
            async for piece in response.aiter_bytes():
                kept += piece
                if len(kept) > most:
                    raise Undeliverable("the file is longer than what we take")
        return bytes(kept)

    @asynccontextmanager
    async def _call(self) -> AsyncIterator[None]:
        async with self._room, self._translated(), asyncio.timeout(2 * self._patience):
            yield

    @asynccontextmanager
    async def _translated(self) -> AsyncIterator[None]:
        try:
            yield
        except TelegramError as error:
            # Without the cause: the library's errors quote the token and what Telegram answered.
            raise meaning(error) from None
        except TimeoutError:  # Each byte came in time, and all of them would not have.
            raise Uncertain("no answer in time") from None
        except (AttributeError, KeyError, TypeError, ValueError):
            # It answered, with something that is no answer of Telegram's: a proxy between us, as likely as not.
            raise Uncertain("Telegram's answer could not be read") from None


_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""A preview is fetched by Telegram's servers: they would open the secret link of a request."""


def _timeouts(patience: float) -> dict[str, float]:
    return {"read_timeout": patience, "write_timeout": patience, "connect_timeout": min(patience, 10.0)}


def _entities(rich: Rich) -> Sequence[MessageEntity] | None:
    marks = [MessageEntity(mark.style, mark.start, mark.end - mark.start) for mark in rich.marks]
    return MessageEntity.adjust_message_entities_to_utf_16(rich.text, marks) if marks else None


def _markup(rows: Rows) -> InlineKeyboardMarkup | None:
    if not rows:
        return None
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(key.label, url=key.url or None, callback_data=key.data or None) for key in row]
            for row in rows
        ]
    )


def _numbered(update: object) -> bool:
    """Whether it can be acknowledged: Telegram numbers every update, and forgets those before the number we name."""
    return isinstance(update, dict) and type(update.get("update_id")) is int


def _same_already(error: BadRequest) -> bool:
    return "message is not modified" in error.message.lower()
