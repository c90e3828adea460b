"""What we and our own Telegram say to each other, held against the documented Bot API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from telegram import Sticker

from bot.adapters.telegram.text import bold
from bot.message import Option
from dialogs.form import Depth
from tests.bot.adapters.telegram.conftest import API, Papers, until
from tests.bot.adapters.telegram.contract import Contract
from tests.bot.adapters.telegram.desk import Promise, Row, open_desk
from tests.bot.adapters.telegram.server import ALICE, Telegram
from tests.bot.adapters.telegram.standard import standard
from tests.bot.adapters.telegram.talk import talking


@pytest.fixture(scope="module")
def contract() -> Contract:
    return Contract(API)


def broken(contract: Contract, telegram: Telegram) -> Iterator[str]:
    """Every sentence that either side broke, of calls, their results, and updates."""
    for call in telegram.calls:
        yield from contract.call(call.method, call.written)
    for method, body in telegram.given:
        yield from contract.result(method, json.loads(body)["result"])
    for update in telegram.told:
        yield from contract.update(update)


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_standard_conversation_keeps_to_it(
    tmp_path: Path, telegram: Telegram, papers: Papers, contract: Contract, webhook: bool
) -> None:
    """Every call, every result and every update of a whole conversation, with files both ways."""
    async with talking(tmp_path, telegram, papers, webhook=webhook, depth=Depth.STANDARD) as talk:
        await standard(talk)
    assert list(broken(contract, telegram)) == []
    called = {call.method for call in telegram.calls}
    both = {
        "getMe", "setMyCommands", "sendMessage", "sendDocument", "getFile", "answerCallbackQuery",
        "editMessageReplyMarkup",
    }  # fmt: skip
    assert both | ({"setWebhook"} if webhook else {"deleteWebhook", "getUpdates"}) <= called
    assert {kind for update in telegram.told for kind in update} == {
        "update_id", "message", "edited_message", "callback_query",
    }  # fmt: skip


async def test_what_is_rare_keeps_to_it(tmp_path: Path, contract: Contract) -> None:
    """Signs that we are at work, groups, photos, stickers, replies, and what `needs doctor` asks."""

    async def check(_: object) -> None:
        raise AssertionError("there is no fault here")

    async with open_desk(Row("none", "all is well", Promise.ORDER, check), tmp_path / "data") as desk:
        telegram = desk.telegram
        await desk.hears("hello")
        await desk.adapter.working(desk.place(), 10)
        await desk.answer("Which?", options=[Option("Yes", "7|pick|yes"), Option("No", "7|pick|no")])
        await desk.wait(2)
        await telegram.writes("this one", reply_to_message=telegram.seen()[-1])
        await telegram.sends_photo(b"\xff\xd8 a photo")
        await telegram.raw(telegram.update(message=telegram.message(-7, type="group", text="hello all")))
        sticker = Sticker("S1", "s1", 512, 512, False, False, "regular")
        await telegram.raw(telegram.update(message=telegram.message(ALICE, sticker=sticker)))
        await until(lambda: len(desk.gate.new) == 5)
        await desk.adapter._line.called()
        sign = await desk.adapter._line.say(ALICE, bold("One moment"))
        await desk.adapter._line.remove(ALICE, sign)
        assert {"sendChatAction", "editMessageText", "getWebhookInfo", "deleteMessage"} <= {
            call.method for call in telegram.calls
        }
        assert (list(broken(contract, telegram)), telegram.refused) == ([], [])


MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}

WRONG_CALLS: dict[str, tuple[str, dict[str, Any]]] = {
    "no such method": ("sendMesage", {}),
    "text: missing": ("sendMessage", {"chat_id": "1"}),
    "parse: unknown": ("sendMessage", {"chat_id": "1", "text": "a", "parse": "x"}),
    "text: 4097 characters": ("sendMessage", {"chat_id": "1", "text": "🐠" * 2048 + "a"}),
    "text: 0 characters": ("sendMessage", {"chat_id": "1", "text": ""}),
    "callback_data: 65 bytes": (
        "sendMessage",
        {
            "chat_id": "1",
            "text": "a",
            "reply_markup": json.dumps({"inline_keyboard": [[{"text": "Yes", "callback_data": "é" * 32 + "a"}]]}),
        },
    ),
    "color: unknown": (
        "sendMessage",
        {"chat_id": "1", "text": "a", "reply_markup": json.dumps({"inline_keyboard": [[{"text": "a", "color": 1}]]})},
    ),
    "offset: no Integer": ("getUpdates", {"offset": "first"}),
    "length: missing": (
        "sendMessage", {"chat_id": "1", "text": "a", "entities": json.dumps([{"type": "bold", "offset": 0}])},
    ),
    "caption: 1025 characters": ("sendDocument", {"chat_id": "1", "document": ("a", b"b"), "caption": "a" * 1025}),
    "commands: no list": ("setMyCommands", {"commands": '{"command": "help"}'}),
    "drop_pending_updates: no Boolean": ("deleteWebhook", {"drop_pending_updates": "maybe"}),
}  # fmt: skip

WRONG_UPDATES: dict[str, dict[str, Any]] = {
    "update_id: missing": {"message": MESSAGE},
    "thought: unknown": {"update_id": 1, "thought": {}},
    "chat: missing": {"update_id": 1, "message": {"message_id": 1, "date": 1}},
    "id: no Integer": {"update_id": 1, "message": {**MESSAGE, "chat": {"id": "1", "type": "private"}}},
    "more than one": {"update_id": 1, "message": MESSAGE, "edited_message": MESSAGE},
    "first_name: missing": {"update_id": 1, "message": {**MESSAGE, "from": {"id": 1, "is_bot": False}}},
}


@pytest.mark.parametrize("says", WRONG_CALLS)
def test_a_wrong_call_breaks_it(contract: Contract, says: str) -> None:
    """Each is noticed, and named by its path."""
    method, written = WRONG_CALLS[says]
    assert [sentence for sentence in contract.call(method, written) if says in sentence]


@pytest.mark.parametrize("says", WRONG_UPDATES)
def test_a_wrong_update_breaks_it(contract: Contract, says: str) -> None:
    assert [sentence for sentence in contract.update(WRONG_UPDATES[says]) if says in sentence]


def test_a_wrong_result_breaks_it(contract: Contract) -> None:
    assert contract.result("sendMessage", {**MESSAGE, "date": "today"}) == ["sendMessage.date: no Integer"]
    assert contract.result("getUpdates", {}) == ["getUpdates: no list"]
