"""What people do in Telegram beside answering: links, groups, albums, old keyboards, a thousand messages."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from telegram import Chat, User

from bot.channel import Limits, Pace
from bot.inbox import Inbox
from bot.message import Inbound
from dialogs.form import Depth
from tests.bot.adapters.telegram.conftest import Papers, until
from tests.bot.adapters.telegram.server import ALICE, BOT, Telegram, keys
from tests.bot.adapters.telegram.standard import PDF, opening, up_to
from tests.bot.adapters.telegram.talk import talking

GROUP = -1001


def old_tap(telegram: Telegram, message: int, data: str) -> dict[str, Any]:
    """A touch under a message that is too old for Telegram to show it to us."""
    update, id = next(telegram._ids), f"cb-old{message}"
    telegram.callbacks.add(id)
    person = {"id": ALICE, "is_bot": False, "first_name": "Alice", "language_code": "en"}
    shown = {"chat": {"id": ALICE, "type": "private", "first_name": "A"}, "message_id": message, "date": 0}
    query = {"id": id, "from": person, "chat_instance": "1", "data": data, "message": shown}
    return {"update_id": update, "callback_query": query}


async def test_a_box_on_a_message_too_old(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """What was ticked nobody can see: the open question is shown again, and taken nothing."""
    async with talking(tmp_path, telegram, papers, depth=Depth.STANDARD) as talk:
        await opening(talk)
        await up_to(talk, "boxes")
        question = telegram.seen()[-1]
        before = await talk.state()
        boxes = [str(key.callback_data) for row in keys(question) for key in row]
        for data in (boxes[0], next(data for data in boxes if data.endswith("|done|"))):
            answer = await talk._after(telegram.raw(old_tap(telegram, question.message_id + len(data), data)))
            assert keys(answer[-1])[0][0].text.startswith("☐ ")
        after = await talk.state()
        assert (after.answers, after.asked) == (before.answers, before.asked)
    assert telegram.refused == []


@pytest.mark.parametrize("secret", ["A" * 27, "hello", "x" * 64])
async def test_a_start_with_a_dead_secret(tmp_path: Path, telegram: Telegram, papers: Papers, secret: str) -> None:
    """The link opens nothing, that is said, and the conversation begins; whoever is in one goes on with it."""
    async with talking(tmp_path, telegram, papers) as talk:
        (first,) = await talk.says(f"/start {secret}")
        assert "This link opens nothing here" in (first.text or "")
        assert "Hello." in (first.text or "")
        assert "What is going wrong?" in (first.text or "")
        await talk.says("the lionfish eats our reef fish in Belize")
        (again,) = await talk.says(f"/start {secret}")
        assert "This link opens nothing here" in (again.text or "")
        assert "Hello." not in (again.text or "")
        assert (await talk.state()).asked == "consent"


async def test_an_administrator_in_a_groups_name(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """Is told once where to talk to us, like everybody else; a bot is not, nor what a channel posts."""
    anonymous = User(1087968824, "Group", True, username="GroupAnonymousBot")
    async with talking(tmp_path, telegram, papers) as talk:
        talk.chat = GROUP
        other = telegram.message(GROUP, type="supergroup", sender=BOT, text="hello")
        await telegram._happens(message=other)
        for _ in range(2):
            said = telegram.message(
                GROUP, type="supergroup", sender=anonymous, sender_chat=Chat(GROUP, "supergroup"), text="hello"
            )
            await talk._after(telegram._happens(message=said))
        (notice,) = telegram.seen(GROUP)
        assert "https://t.me/needs_desk_bot" in (notice.text or "")


async def test_an_album(tmp_path: Path, telegram: Telegram, papers: Papers) -> None:
    """Ten pictures, ten updates: all are kept, and named in one answer."""
    async with talking(tmp_path, telegram, papers) as talk:
        await talk.says("the lionfish eats our reef fish in Belize")
        before, heard = len(telegram.seen()), len(talk.accepted)
        for number in range(10):
            await telegram.sends_photo(b"\xff\xd8\xff\xe0" + bytes([number]) * 64)
        await until(lambda: len(talk.accepted) == heard + 10)
        assert talk.service.worker
        await talk.service.worker.drain()
        (answer,) = telegram.seen()[before:]
        assert (answer.text or "").count("photo-") == 10
        assert len(await talk.service.storage.files(1)) == 10


async def test_a_thousand_messages_of_one_chat(
    tmp_path: Path, telegram: Telegram, papers: Papers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words, commands, files and touches: a few answers, none lost; others are answered within a second meanwhile."""
    async with talking(tmp_path, telegram, papers) as talk:
        worker = talk.service.worker
        assert worker
        monkeypatch.setitem(worker._limits, "telegram", _paced(worker._limits["telegram"]))
        await talk.says("the lionfish eats our reef fish in Belize")
        button = next(str(key.callback_data) for row in keys(telegram.seen()[-1]) for key in row)
        asked = telegram.seen()[-1].message_id
        before = len(telegram.seen())
        accepted: dict[str, float] = {}
        accept = Inbox.accept

        async def timed(inbox: Inbox, inbound: Inbound) -> bool:
            new = await accept(inbox, inbound)
            accepted.setdefault(inbound.place.chat, time.monotonic())
            return new

        monkeypatch.setattr(Inbox, "accept", timed)
        for number in range(1_000):
            match number % 4:
                case 0:
                    await telegram.writes(f"line {number}")
                case 1:
                    await telegram.taps(asked, button)
                case 2:
                    await telegram.writes("/start")
                case _:
                    await telegram.sends_file(f"{number}.pdf", PDF + str(number).encode())
            if number % 50 == 0:
                await telegram.writes("the reef is dying", 1_000 + number)
        others = range(1_000, 2_000, 50)
        first: dict[int, float] = {}
        async with asyncio.timeout(60):
            while len(first) < len(others):
                await asyncio.sleep(0.005)
                first |= {chat: time.monotonic() for chat in others if chat not in first and telegram.seen(chat)}
        await until(lambda: len(talk.accepted) >= 1_021)
        await worker.drain()
        told = await talk.service.storage.transcript(1)
        rows = [row for row in told if row.direction == "in" and row.kind != "read"]
        assert len(rows) == 1_001
        assert {row.status for row in rows} == {"handled"}
        assert len(telegram.seen()) - before <= 40
        assert len(await talk.service.storage.files(1)) == 10
        waits = sorted(first[chat] - accepted[str(chat)] for chat in others)
        assert waits[int(len(waits) * 0.95) - 1] <= 1.0
    assert all("not modified" in refused for refused in telegram.refused)


def _paced(limits: Limits) -> Limits:
    """A pace of its own only for how turns are taken: sending is not waited for in real time."""
    return replace(limits, pace=Pace(everywhere=30, place=4))
