"""The promise of sending: nothing leaves before it is saved, nothing that may have arrived is repeated blindly."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot import outbox
from bot.channel import Blocked, NotConnected, Pace, Send, TooFast, Uncertain, Undeliverable
from bot.message import Place
from bot.outbox import BACKOFF, Outbox
from storage import open_storage
from storage.port import Arrival, OutboundRow, Post, Storage, StorageUnavailable, TurnWrite
from tests.person import Clock, Phone


class Line(Phone):
    """A channel whose sends go wrong as told."""

    def __init__(self, *, deduplicates: bool = False) -> None:
        super().__init__()
        self.limits = replace(Phone.limits, deduplicates=deduplicates)
        self.faults: list[Exception] = []
        self.moments: list[float] = []
        self._came = asyncio.Event()

    async def send(self, send: Send) -> str:
        if self.faults:
            raise self.faults.pop(0)
        self.moments.append(time.monotonic())
        self._came.set()
        return await super().send(send)

    async def shows(self, *texts: str) -> None:
        """Return once exactly these arrived, in this order."""
        async with asyncio.timeout(10):
            while self.texts != list(texts):
                self._came.clear()
                await self._came.wait()

    async def has(self, count: int) -> None:
        """Return once so many arrived."""
        async with asyncio.timeout(10):
            while len(self.received) < count:
                self._came.clear()
                await self._came.wait()

    @property
    def texts(self) -> list[str]:
        return [send.message.text for send in self.received]


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(tmp_path)
    yield storage
    await storage.close()


async def queue(storage: Storage, *texts: str, chat: str = "a") -> None:
    receipt = await storage.accept(
        Arrival("phone", chat, "", f"d-{chat}-{texts}", f"m-{chat}-{texts}", "text", "hello")
    )
    stored = await storage.read(receipt.conversation)
    posts = tuple(Post(f'{{"text":"{text}"}}') for text in texts)
    await storage.write(TurnWrite(receipt.conversation, stored.token, receipt.message, "{}", posts))


async def test_two_flushers_send_once(storage: Storage) -> None:
    """Two flushes at once send each message once, in order."""
    line = Line()
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one", "two", "three")
    await asyncio.gather(box.flush(), box.flush())
    assert line.texts == ["one", "two", "three"]


async def test_two_processes_send_once(storage: Storage) -> None:
    """Two outboxes on one database: each message leaves by one of them, in the order of its chat."""
    line = Line()
    for number in range(10):
        await queue(storage, "one", "two", "three", chat=f"chat {number}")
    boxes = [Outbox(storage, {"phone": line}) for _ in range(2)]
    async with running(boxes[0]), running(boxes[1]):
        await line.has(30)
    for number in range(10):
        there = [send.message.text for send in line.received if send.place.chat == f"chat {number}"]
        assert there == ["one", "two", "three"]


async def test_what_did_not_leave_waits_and_keeps_its_place(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A message that did not leave is tried again later; what follows it in its chat waits, other chats do not."""
    monkeypatch.setattr(outbox, "BACKOFF", (0.0,))
    line = Line()
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one", "two")
    await queue(storage, "other", chat="b")
    line.faults = [NotConnected("down")]
    await box.flush()
    assert line.texts.index("one") < line.texts.index("two")
    assert sorted(line.texts) == ["one", "other", "two"]


async def test_what_may_have_arrived_is_listed_not_repeated(storage: Storage) -> None:
    """A break after the connection was made leaves the message uncertain, for the desk to see."""
    line = Line()
    box = Outbox(storage, {"phone": line})
    line.faults = [Uncertain("time-out after connecting")]
    await queue(storage, "one", "two")
    await box.flush()
    await box.flush()
    assert "one" not in line.texts
    assert [row.body for row in await storage.uncertain()] == ['{"text":"one"}']


async def test_a_chat_that_is_gone_is_given_up(storage: Storage) -> None:
    """Undeliverable is not tried again and not listed as uncertain."""
    line = Line()
    box = Outbox(storage, {"phone": line})
    line.faults = [Undeliverable("blocked")]
    await queue(storage, "one")
    await box.flush()
    assert await box.flush() == 0
    assert line.texts == []
    assert await storage.uncertain() == []


async def test_a_mark_that_could_not_be_written_is_written_later(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that is away right after a send costs no repetition, and nothing that follows is held up."""
    line = Line()
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one", "two")
    sent = storage.sent
    refused = [StorageUnavailable("the disk is full")]

    async def sometimes(messages: Mapping[int, str]) -> None:
        if refused:
            raise refused.pop()
        await sent(messages)

    monkeypatch.setattr(storage, "sent", sometimes)
    with pytest.raises(StorageUnavailable):
        await box.flush()
    await box.flush()
    assert line.texts == ["one", "two"]
    assert await storage.interrupted([]) == []


@pytest.mark.parametrize("deduplicates", [True, False])
async def test_a_fault_of_an_adapter_stops_nobody(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, deduplicates: bool
) -> None:
    """Nobody knows whether the message arrived: it is repeated only where that shows once, and other chats go on."""
    monkeypatch.setattr(outbox, "BACKOFF", (0.0,))
    line = Line(deduplicates=deduplicates)
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one")
    await queue(storage, "other", chat="b")
    line.faults = [RuntimeError("a bug of the adapter")]
    await box.flush()
    await box.flush()
    assert sorted(line.texts) == (["one", "other"] if deduplicates else ["other"])
    assert len(await storage.uncertain()) == (0 if deduplicates else 1)


@pytest.mark.parametrize("deduplicates", [True, False])
async def test_after_a_crash_in_the_middle_of_a_send(storage: Storage, deduplicates: bool) -> None:
    """A message left as `attempting` is sent again only where the channel knows our message id."""
    line = Line(deduplicates=deduplicates)
    await queue(storage, "one")
    row = (await storage.due(["phone"]))[0]
    await storage.attempting(row.message)  # And then the process died.
    box = Outbox(storage, {"phone": line})
    uncertain = await box.recover()
    await box.flush()
    assert (line.texts, len(uncertain)) == ((["one"], 0) if deduplicates else ([], 1))


class Hanging(Line):
    """Its calls to one chat do not come back until they are let go."""

    def __init__(self, chat: str) -> None:
        super().__init__()
        self.chat = chat
        self.hangs = asyncio.Event()
        self.let_go = asyncio.Event()

    async def send(self, send: Send) -> str:
        if send.place.chat == self.chat:
            self.hangs.set()
            await self.let_go.wait()
        return await super().send(send)


@contextlib.asynccontextmanager
async def running(box: Outbox) -> AsyncIterator[None]:
    task = asyncio.create_task(box.run())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_send_that_hangs_holds_up_its_own_chat_only(storage: Storage) -> None:
    """While a call does not return, all else is sent, what came later included; then its chat goes on, in order."""
    line = Hanging("a")
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one", "two")
    await queue(storage, "b1", "b2", chat="b")
    async with running(box):
        await line.shows("b1", "b2")
        assert line.hangs.is_set()
        await queue(storage, "c1", chat="c")
        box.wake()
        await line.shows("b1", "b2", "c1")
        line.let_go.set()
        await line.shows("b1", "b2", "c1", "one", "two")


async def test_a_call_that_never_returns_is_uncertain(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the longest time a call may take nobody knows what became of it: listed, and the chat goes on."""
    monkeypatch.setattr(outbox, "LONGEST", 0.0)
    line = Hanging("a")
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one")
    await box.flush()
    assert [row.body for row in await storage.uncertain()] == ['{"text":"one"}']


async def test_what_goes_with_a_message_cannot_be_read(storage: Storage) -> None:
    """The database is away when a file is to be sent: it did not leave, so it is sent later, and not uncertain."""
    line, clock = Line(), Clock()
    line.faults = [StorageUnavailable("the disk is gone")]
    box = Outbox(storage, {"phone": line}, clock=clock)
    await queue(storage, "one")
    await box.flush()
    assert (line.texts, await storage.uncertain()) == ([], [])
    clock.now += 1_000.0
    await box.flush()
    assert line.texts == ["one"]


async def test_what_somebody_puts_back_is_found_without_a_ring(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An operator's command, in a process that cannot wake this one, has a message sent again."""
    monkeypatch.setattr(outbox, "LOOK", 0.01)
    line = Line()
    line.faults = [Uncertain("cut")]
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one", "two")
    await box.flush()
    (uncertain,) = await storage.uncertain()
    sending = asyncio.create_task(box.run())
    await queue(storage, "three", chat="b")
    await line.shows("two", "three")
    assert await storage.send_again(uncertain.message)
    await line.shows("two", "three", "one")
    sending.cancel()
    await asyncio.wait([sending], timeout=10)
    assert sending.cancelled(), "stopped at the moment a message has left, it went on"


async def test_cancelled_in_the_middle_of_a_send(storage: Storage) -> None:
    """What was under way when the process ended well is found at the next start, like after a crash."""
    line = Hanging("a")
    await queue(storage, "one")
    async with running(Outbox(storage, {"phone": line})):
        await line.hangs.wait()
    assert [row.body for row in await Outbox(storage, {"phone": line}).recover()] == ['{"text":"one"}']


async def test_too_fast_rests_that_chat_for_as_long_as_it_was_told(storage: Storage) -> None:
    """A 429 of 7 seconds: the chat is left alone until then, others are not, and nothing counts as failed."""
    clock = Clock()
    line = Line()
    box = Outbox(storage, {"phone": line}, clock=clock)
    await queue(storage, "one", "two")
    await queue(storage, "other", chat="b")
    line.faults = [TooFast(7)]
    await box.flush()
    assert line.texts == ["other"]
    clock.now += 6.9
    await box.flush()
    assert line.texts == ["other"]
    clock.now += 0.2
    await box.flush()
    assert line.texts == ["other", "one", "two"]


async def test_a_back_off_grows_and_chance_spreads_it(storage: Storage) -> None:
    """Each failure to connect waits longer than the one before, less up to half of it by chance."""
    clock = Clock()
    line = Line()
    chances = [0.0, 1.0, 0.5]
    box = Outbox(storage, {"phone": line}, clock=clock, chance=lambda: chances.pop(0))
    await queue(storage, "one")
    line.faults = [NotConnected("down")] * 3
    for wait in (BACKOFF[0], BACKOFF[1] / 2, BACKOFF[2] * 0.75):
        await box.flush()
        left = len(line.faults)
        clock.now += wait - 0.01
        await box.flush()
        assert len(line.faults) == left, "tried too early"
        clock.now += 0.02
    await box.flush()
    assert line.texts == ["one"]


async def test_nothing_is_lost_where_nobody_wants_us(storage: Storage) -> None:
    """A 403 parks the chat durably and tells the desk once; when the person writes again, all comes in its order."""
    line = Line()
    await queue(storage, "one", "two")
    await queue(storage, "other", chat="b")
    line.faults = [Blocked("the bot was blocked by the user")]
    await Outbox(storage, {"phone": line}).flush()
    await Outbox(storage, {"phone": line}).flush()  # Also by another process.
    assert line.texts == ["other"]
    assert [(note.kind, note.body) for note in await storage.notes()] == [("blocked", '{"message": 2}')]
    await queue(storage, "welcome back")
    await Outbox(storage, {"phone": line}).flush()
    assert line.texts == ["other", "one", "two", "welcome back"]
    assert await storage.uncertain() == []


async def test_the_channels_own_id_is_kept(storage: Storage, tmp_path: Path) -> None:
    """What the platform calls a message of ours is stored with it, so that a reply to it is understood."""
    await queue(storage, "one")
    await Outbox(storage, {"phone": Line()}).flush()
    with sqlite3.connect(tmp_path / "needs.sqlite3") as db:
        sent = db.execute("SELECT id, remote FROM message WHERE status = 'sent'").fetchall()
    db.close()
    assert sent == [(2, "2")]


async def test_what_waits_for_a_channel_that_stopped_waits_for_the_next_start(storage: Storage) -> None:
    """Nothing is sent there any more, nothing is given up, and whoever serves it next sends it in order."""
    line = Line()
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one", "two")
    box.leave("phone")
    assert await box.flush() == 0
    assert not await box.ring(Place("phone", "a"))
    assert line.texts == []
    assert await Outbox(storage, {"phone": line}).flush() == 2
    assert line.texts == ["one", "two"]


async def test_the_pace_of_a_channel_is_kept(storage: Storage) -> None:
    """30 chats with two messages each on a channel that takes 200 a second, and 20 a second to one chat."""
    line = Line()
    line.limits = replace(line.limits, pace=Pace(everywhere=200, place=20))
    for number in range(30):
        await queue(storage, "one", "two", chat=f"chat {number}")
    box = Outbox(storage, {"phone": line})
    assert await box.flush() == 60
    assert [send.place.chat for send in line.received[:30]] == [f"chat {number}" for number in range(30)]
    assert line.moments[-1] - line.moments[0] >= (60 - 20) / 200 - 0.01


async def test_chats_that_rest_hide_nobody(storage: Storage) -> None:
    """Two hundred chats whose platform is away do not keep a new one from its answer."""
    line = Line()
    for number in range(200):
        await queue(storage, "one", chat=f"chat {number}")
    line.faults = [NotConnected("down")] * 200
    box = Outbox(storage, {"phone": line}, clock=Clock())
    await box.flush()
    assert line.texts == []
    await queue(storage, "new", chat="new")
    await box.flush()
    assert line.texts == ["new"]


async def test_a_database_that_is_away_at_the_claim_sends_nothing(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could not be marked as under way does not leave; it does once the database is back."""
    line = Line()
    box = Outbox(storage, {"phone": line})
    await queue(storage, "one")
    claim = storage.attempting
    refused = [StorageUnavailable("the disk is full")]

    async def sometimes(message: int) -> OutboundRow | None:
        if refused:
            raise refused.pop()
        return await claim(message)

    monkeypatch.setattr(storage, "attempting", sometimes)
    with pytest.raises(StorageUnavailable):
        await box.flush()
    assert line.texts == []
    await box.flush()
    assert line.texts == ["one"]
