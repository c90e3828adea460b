"""Telegram's calls to our address: only who shows the secret gets in, and nothing at all breaks the door."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.adapters import hook
from bot.adapters.hook import Hooks
from bot.adapters.telegram import webhook
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.adapters.telegram.settings import TelegramSettings
from bot.adapters.telegram.webhook import HEADER, MOST
from storage import open_storage
from tests.bot.adapters.conformance import Gate
from tests.bot.adapters.telegram import mutations
from tests.bot.adapters.telegram.conftest import Papers, nothing, served, until
from tests.bot.adapters.telegram.server import ALICE, TOKEN, Telegram

MUTATIONS = 600
SETTINGS = TelegramSettings(TOKEN, webhook="https://desk.example")


@dataclass
class Door:
    """The adapter's address before a real inbox, and what came through."""

    gate: Gate
    papers: Papers
    app: Hooks
    client: httpx.AsyncClient

    async def knock(self, body: bytes, headers: dict[str, str], method: str = "POST") -> int:
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        reply = await self.client.request(method, SETTINGS.path, content=body, headers=pairs)
        assert reply.content == b"", "whoever knocks is told no more than the status"
        return reply.status_code

    async def called(self, update: dict[str, Any]) -> int:
        """As Telegram calls."""
        return await self.knock(json.dumps(update).encode(), {HEADER: SETTINGS.proof})


@pytest.fixture
async def door(tmp_path: Path, papers: Papers) -> AsyncIterator[Door]:
    storage = await open_storage(tmp_path / "data")
    gate = Gate(storage)
    app = Hooks(nothing, [TelegramAdapter(SETTINGS, papers, papers.park)], gate.accept)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://desk.example") as client:
        yield Door(gate, papers, app, client)
    await storage.close()


def text(number: int = 1, words: str = "hello") -> dict[str, Any]:
    told = Telegram()
    message = told.message(ALICE, text=words).to_dict()
    return {"update_id": number, "message": {**message, "message_id": number}}


def updates() -> list[dict[str, Any]]:
    """One of each kind that is taken for something a person did."""
    message = text()["message"]
    file = {"file_id": "F1", "file_unique_id": "u1", "file_name": "plan.pdf", "file_size": 7}
    photo = {"file_id": "F2", "file_unique_id": "u2", "width": 9, "height": 9}
    wordless = {name: value for name, value in message.items() if name != "text"}
    keyboard = {"inline_keyboard": [[{"text": "Yes", "callback_data": "7|pick|yes"}]]}
    tap = {"id": "c1", "from": message["from"], "chat_instance": "1", "data": "7|pick|yes"}
    return [
        {"update_id": 1, "message": message},
        {"update_id": 2, "message": {**message, "text": "/start"}},
        {"update_id": 3, "message": {**wordless, "document": file}},
        {"update_id": 4, "message": {**wordless, "photo": [photo]}},
        {"update_id": 5, "edited_message": {**message, "edit_date": 1_795_000_100}},
        {"update_id": 6, "callback_query": {**tap, "message": {**message, "reply_markup": keyboard}}},
    ]


async def test_what_telegram_says_gets_in(door: Door) -> None:
    """One of each kind, which is what the mutations below are made from: there, nothing else was wrong with them."""
    numbered = [
        {**update, "message": {**update["message"], "message_id": update["update_id"]}}
        if "message" in update
        else update
        for update in updates()
    ]
    assert [await door.called(update) for update in numbered] == [200] * 6
    assert [inbound.kind for inbound in door.gate.new] == ["text", "open", "text", "text", "edit", "tap"]
    assert door.papers.parked == []


@pytest.mark.parametrize("shown", [None, "", "x", SETTINGS.proof[:-1], SETTINGS.proof.upper(), SETTINGS.proof + "é"])
async def test_who_does_not_show_the_secret_is_nobody(door: Door, shown: str | None) -> None:
    """Whatever is shown in its place: 403, nothing saved, and the body is not even kept to be looked at."""
    headers = {} if shown is None else {HEADER: shown}
    assert await door.knock(json.dumps(text()).encode(), headers) == 403
    assert await door.knock(b"{", headers) == 403
    assert (door.gate.asked, door.papers.parked) == ([], [])


async def test_a_secret_is_compared_in_constant_time(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """How much of a guess is right cannot be measured: whole secrets are compared by what was made for it."""
    compared: list[tuple[bytes, bytes]] = []

    class Compares:
        @staticmethod
        def compare_digest(one: bytes, other: bytes) -> bool:
            compared.append((one, other))
            return False

    monkeypatch.setattr(webhook, "hmac", Compares)
    assert await door.called(text()) == 403
    assert compared == [(SETTINGS.proof.encode(), SETTINGS.proof.encode())]


async def test_an_own_secret_takes_the_place_of_the_derived_one() -> None:
    """Address and secret cannot be guessed from each other, and neither holds a piece of the token."""
    own = TelegramSettings(TOKEN, webhook="https://desk.example", secret="our-own_Secret")
    assert (own.proof, own.path) == ("our-own_Secret", SETTINGS.path)
    assert SETTINGS.proof not in SETTINGS.path
    assert not any(TOKEN[at : at + 6] in SETTINGS.path + SETTINGS.proof for at in range(len(TOKEN) - 6))


async def test_a_body_is_not_longer_than_telegrams(door: Door) -> None:
    """At the limit it is read; one byte more and it is not, whoever shows what."""
    update = json.dumps(text()).encode()
    padded = update[:-1] + b" " * (MOST - len(update)) + b"}"
    assert await door.knock(padded, {HEADER: SETTINGS.proof}) == 200
    assert await door.knock(padded + b" ", {HEADER: SETTINGS.proof}) == 413
    assert len(door.gate.new) == 1


async def test_a_late_body_is_not_waited_for(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a body over a real connection, then silence: 408, and the connection is given up."""
    monkeypatch.setattr(hook, "PATIENCE", 0.05)
    address: list[str] = []

    def app(base: str) -> Hooks:
        address.append(base)
        return door.app

    async with served(app):
        port = int(address[0].rpartition(":")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        head = (
            f"POST {SETTINGS.path} HTTP/1.1\r\nhost: desk\r\n{HEADER}: {SETTINGS.proof}\r\ncontent-length: 900\r\n\r\n"
        )
        writer.write(head.encode() + b'{"update_id": 1, "mess')
        answer = await asyncio.wait_for(reader.read(), 5)  # To its end: nothing is left open.
        writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert (door.gate.asked, door.papers.parked) == ([], [])


async def test_acknowledged_is_committed(door: Door) -> None:
    """Telegram hears nothing, 200 least of all, until the message is on disk."""
    door.gate.open.clear()
    calling = asyncio.create_task(door.called(text()))
    await until(lambda: len(door.gate.asked) == 1)
    await asyncio.sleep(0)
    assert not calling.done()
    assert await door.gate.storage.pending() == []
    door.gate.open.set()
    assert await calling == 200
    assert [row.text for row in await door.gate.storage.pending()] == ["hello"]


async def test_what_was_not_saved_is_delivered_again(door: Door) -> None:
    """With the database away 503, every time; then 200, and it is one message, however often it comes."""
    door.gate.broken = True
    assert [await door.called(text()) for _ in range(3)] == [503] * 3
    door.gate.broken = False
    assert [await door.called(text()) for _ in range(3)] == [200] * 3
    assert door.gate.texts() == ["hello"]


async def test_what_cannot_be_read_waits_for_us(door: Door) -> None:
    """Telegram would deliver it for ever, in front of all others: it is put aside, as it came, with why."""
    assert await door.knock(b'{"update_id": 1', {HEADER: SETTINGS.proof}) == 200
    assert await door.called({"update_id": 2, "message": {"chat": 7}}) == 200
    assert door.papers.parked == [
        (b'{"update_id": 1', "the body is no JSON"),
        (b'{"update_id": 2, "message": {"chat": 7}}', "update.message.chat is no object"),
    ]


@pytest.mark.parametrize("seed", [1, 2])
async def test_mutated_calls(door: Door, seed: int) -> None:
    """Forged or malformed, half and half: none is taken for a message, none is answered with an error of ours."""
    chance = random.Random(seed)
    malformed = list(mutations.malformed(updates(), SETTINGS.proof, MUTATIONS // 2, chance))
    forged = list(mutations.forged(updates(), SETTINGS.proof, MUTATIONS // 2, chance))
    for knock in malformed:
        status = await door.knock(knock.body, knock.headers)
        assert status == 200, knock  # Else Telegram would bring it again and again.
        assert door.gate.asked == [], knock
    parked = len(door.papers.parked)
    for knock in forged:
        status = await door.knock(knock.body, knock.headers, knock.method)
        assert 400 <= status < 500, knock
        assert door.gate.asked == [], knock
    assert len(door.papers.parked) == parked
    assert parked > 0.9 * len(malformed)
    assert await door.called(text(words="and all is well")) == 200
    assert door.gate.texts() == ["and all is well"]


async def test_the_address_alone_is_no_key(door: Door) -> None:
    """Other paths, and what is nearly ours, belong to the web site."""
    for path in (SETTINGS.path + "/", SETTINGS.path[:-1], SETTINGS.path.upper(), "/hooks/telegram"):
        reply = await door.client.post(path, content=json.dumps(text()), headers={HEADER: SETTINGS.proof})
        assert reply.status_code == 404
    assert door.gate.asked == []
