"""Full turns through our Telegram channel beside python-telegram-bot's own dispatch, answering a fixed text.

python -m benchmarks.telegram_dispatch
"""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from importlib.metadata import version
from typing import Any

from starlette.types import ASGIApp
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from benchmarks import stub
from benchmarks.dispatch import Followed, Open, call, desk, main
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.adapters.telegram.settings import TelegramSettings
from bot.channel import Adapter
from bot.export.files import Files
from bot.wiring import Service

TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # The example of Telegram's own documentation.
_NUMBERS = itertools.count(1)


def update(chat: int, text: str) -> bytes:
    """A message as Telegram sends it."""
    number = next(_NUMBERS)
    person = {"id": chat, "is_bot": False, "first_name": "Ana", "language_code": "en"}
    place = {"id": chat, "type": "private", "first_name": "Ana"}
    message = {"message_id": number, "date": 1_795_000_000 + number, "chat": place, "from": person, "text": text}
    return json.dumps({"update_id": number, "message": message}).encode()


class Ours:
    def __init__(self, app: ASGIApp, followed: Followed, settings: TelegramSettings) -> None:
        self._app = app
        self._followed = followed
        self._settings = settings

    async def hear(self, chat: int, number: int, text: str) -> None:
        done = self._followed.expect(str(chat))
        secret = {"x-telegram-bot-api-secret-token": self._settings.proof}
        await call(self._app, self._settings.path, secret, update(chat, text))
        await done


@asynccontextmanager
async def ours(address: str) -> AsyncIterator[Ours]:
    settings = TelegramSettings(TOKEN, webhook="http://127.0.0.1:1", api=address)

    def build(service: Service) -> Adapter:
        return TelegramAdapter(settings, Files(service.storage), service.storage.park_payload)  # type: ignore[arg-type]  # nothing is parked

    async with desk(build) as (app, followed):
        yield Ours(app, followed, settings)


class Theirs:
    def __init__(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        self._application = application

    async def hear(self, chat: int, number: int, text: str) -> None:
        await self._application.process_update(Update.de_json(json.loads(update(chat, text)), self._application.bot))


@asynccontextmanager
async def theirs(address: str, *, buttons: int) -> AsyncIterator[Theirs]:
    """`process_update` waits for the handler; the library's own queue and web server are left out, as ours is."""

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.effective_message
        await update.effective_message.reply_text(
            "Thank you. What else should we know?", reply_markup=_keyboard(buttons)
        )

    application = Application.builder().token(TOKEN).base_url(f"{address}/bot").updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    async with application:
        yield Theirs(application)


def _keyboard(buttons: int) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(f"Answer {n}", callback_data=f"{n}|pick|yes")] for n in range(buttons)]
    return InlineKeyboardMarkup(rows) if rows else None


LIBRARY = f"python-telegram-bot {version('python-telegram-bot')}"
CONTESTANTS: dict[str, tuple[str, Open]] = {
    "ours": (f"needs-desk {version('needs-desk')}, by webhook, real storage, no pace", ours),
    "library": (f"{LIBRARY}, Application, a line of text", partial(theirs, buttons=0)),
    "library, 4 buttons": (
        f"{LIBRARY}, the same with four buttons, as many as most of our questions have",
        partial(theirs, buttons=4),
    ),
}

if __name__ == "__main__":
    main("benchmarks.telegram_dispatch", stub.telegram, CONTESTANTS)
