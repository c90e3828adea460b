"""The promise of sending: nothing leaves before it is saved, nothing that may have arrived is repeated blindly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot import outbox
from bot.channel import NotConnected, Send, Uncertain, Undeliverable
from bot.outbox import Outbox
from storage import open_storage
from storage.port import Arrival, Post, Storage, StorageUnavailable, TurnWrite
from tests.person import Phone


class Line(Phone):
    """A channel whose sends go wrong as told."""

    def __init__(self, *, deduplicates: bool = False) -> None:
        super().__init__()
        self.limits = replace(Phone.limits, deduplicates=deduplicates)
        self.faults: list[Exception] = []

    async def send(self, send: Send) -> str:
        if self.faults:
            raise self.faults.pop(0)
        return await super().send(send)

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

    async def sometimes(messages: Sequence[int]) -> None:
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
