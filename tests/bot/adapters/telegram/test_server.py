"""Our Telegram refuses what the real one refuses: a test that passes against it means something."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest
from telegram import MessageEntity

from tests.bot.adapters.telegram.calls import methods
from tests.bot.adapters.telegram.server import ALICE, TOKEN, Telegram


async def call(telegram: Telegram, method: str, *, token: str = TOKEN, **fields: Any) -> tuple[int, str]:
    """What a bot is told: the status and the description."""
    data = {name: value if isinstance(value, str) else json.dumps(value) for name, value in fields.items()}
    async with httpx.AsyncClient(timeout=10) as client:
        response = await client.post(f"{telegram.address}/bot{token}/{method}", data=data)
    return response.status_code, response.json().get("description", "")


BUTTON = {"text": "Y", "callback_data": "y"}
TO_ALICE = {"chat_id": ALICE, "text": "a"}


def key(data: str) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "Yes", "callback_data": data}]]}


WRONG: dict[str, tuple[str, dict[str, Any], int, str]] = {
    "unknown method": ("sendMesage", TO_ALICE, 404, "method not found"),
    "unknown field": ("sendMessage", {**TO_ALICE, "markup": "x"}, 400, "unknown field markup"),
    "missing text": ("sendMessage", {"chat_id": ALICE}, 400, "text is missing"),
    "empty text": ("sendMessage", {"chat_id": ALICE, "text": " \n"}, 400, "message text is empty"),
    "4,097 units": ("sendMessage", {"chat_id": ALICE, "text": "a" * 4095 + "🐠"}, 400, "message is too long"),
    "1,025 units under a file": (
        "sendDocument",
        {"chat_id": ALICE, "document": "F1", "caption": "a" * 1025},
        400,
        "caption is too long",
    ),
    "65 bytes on a button": (
        "sendMessage",
        {**TO_ALICE, "reply_markup": key("é" * 32 + "a")},
        400,
        "BUTTON_DATA_INVALID",
    ),
    "an empty button": ("sendMessage", {**TO_ALICE, "reply_markup": key("")}, 400, "BUTTON_DATA_INVALID"),
    "unknown field of a button": (
        "sendMessage",
        {**TO_ALICE, "reply_markup": {"inline_keyboard": [[{**BUTTON, "colour": 1}]]}},
        400,
        "unknown field colour",
    ),
    "101 buttons": (
        "sendMessage",
        {**TO_ALICE, "reply_markup": {"inline_keyboard": [[BUTTON]] * 101}},
        400,
        "reply markup is too long",
    ),
    "an entity past the end": (
        "sendMessage",
        {"chat_id": ALICE, "text": "abc", "entities": [MessageEntity("bold", 2, 2).to_dict()]},
        400,
        "can't parse entities",
    ),
    "an entity counted in characters": (
        "sendMessage",
        {"chat_id": ALICE, "text": "🐠🐠", "entities": [MessageEntity("bold", 1, 1).to_dict()]},
        400,
        "can't parse entities",
    ),
    "a chat nobody opened": ("sendMessage", {"chat_id": 7, "text": "a"}, 400, "chat not found"),
    "an unknown callback": ("answerCallbackQuery", {"callback_query_id": "cb1"}, 400, "query is too old"),
    "an unknown file": ("getFile", {"file_id": "F404"}, 400, "wrong file_id"),
    "somebody else's message": (
        "editMessageText",
        {"chat_id": ALICE, "message_id": 1, "text": "b"},
        400,
        "message to edit not found",
    ),
    "a secret with blanks": (
        "setWebhook",
        {"url": "https://a.example/", "secret_token": "a b"},
        400,
        "unallowed characters",
    ),
    "a command in capitals": (
        "setMyCommands",
        {"commands": [{"command": "Help", "description": "What I can do"}]},
        400,
        "BOT_COMMAND_INVALID",
    ),
    "101 updates at once": ("getUpdates", {"limit": 101}, 400, "limit is out of range"),
    "a word for a number": ("getUpdates", {"offset": "first"}, 400, "offset has the wrong type"),
    "no JSON": ("setMyCommands", {"commands": "help"}, 400, "can't parse commands"),
}


@pytest.mark.parametrize("wrong", WRONG, ids=lambda name: name.replace(" ", "-"))
async def test_a_wrong_call_is_refused(telegram: Telegram, wrong: str) -> None:
    """Each with the status and the words of Telegram, and nothing appears on the screen."""
    await telegram.writes("hello")
    method, fields, status, says = WRONG[wrong]
    got = await call(telegram, method, **fields)
    assert got[0] == status
    assert says in got[1]
    assert telegram.refused
    assert telegram.seen() == []


async def test_a_wrong_token_is_nobody(telegram: Telegram) -> None:
    assert await call(telegram, "getMe", token="110201543:wrong") == (401, "Unauthorized")


async def test_the_same_text_again_is_not_modified(telegram: Telegram) -> None:
    """Editing to what stands there is refused; to something else it is not."""
    await telegram.writes("hello")
    await call(telegram, "sendMessage", chat_id=ALICE, text="One", reply_markup=key("a"))
    number = telegram.seen()[0].message_id
    same = {"chat_id": ALICE, "message_id": number, "text": "One", "reply_markup": key("a")}
    assert "message is not modified" in (await call(telegram, "editMessageText", **same))[1]
    assert (await call(telegram, "editMessageText", **{**same, "text": "Two"}))[0] == 200
    assert (await call(telegram, "editMessageReplyMarkup", chat_id=ALICE, message_id=number))[0] == 200
    assert telegram.seen()[0].reply_markup is None


async def test_nobody_fetches_while_a_webhook_is_set(telegram: Telegram) -> None:
    assert (await call(telegram, "setWebhook", url="https://desk.example/hook"))[0] == 200
    status, said = await call(telegram, "getUpdates")
    assert (status, "webhook is active" in said) == (409, True)


async def test_only_one_fetches(telegram: Telegram) -> None:
    """The second of two that wait at once is told of the conflict."""
    first = asyncio.create_task(call(telegram, "getUpdates", timeout=1))
    while not telegram.count("getUpdates"):  # noqa: ASYNC110 (the server has no event for it)
        await asyncio.sleep(0.005)
    status, said = await call(telegram, "getUpdates", timeout=1)
    assert (status, "terminated by other getUpdates" in said) == (409, True)
    assert (await first)[0] == 200


async def test_blocked_is_forbidden(telegram: Telegram) -> None:
    telegram.known.add(ALICE)
    telegram.blocked.add(ALICE)
    assert (await call(telegram, "sendMessage", chat_id=ALICE, text="a"))[0] == 403


async def test_a_button_stops_waiting_once(telegram: Telegram) -> None:
    telegram.callbacks.add("cb9")
    assert (await call(telegram, "answerCallbackQuery", callback_query_id="cb9"))[0] == 200
    assert (await call(telegram, "answerCallbackQuery", callback_query_id="cb9"))[0] == 400


async def test_right_calls_are_taken(telegram: Telegram) -> None:
    """What is at the very edge of the rules passes: nothing is refused for good measure."""
    await telegram.writes("hello")
    at_the_edge = {
        "text": "🐠" * 2048,
        "entities": [MessageEntity("bold", 4094, 2).to_dict()],
        "reply_markup": key("é" * 32),
    }
    assert (await call(telegram, "sendMessage", chat_id=ALICE, **at_the_edge))[0] == 200
    assert telegram.refused == []
    assert len(methods()) > 150
