"""A message is thought about while it is being stored, and answered only as it was stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ahead import SHORT
from bot.inbox import Inbox
from bot.message import Inbound, Place
from bot.settings import Settings
from bot.understanding.port import Reading, Situation
from bot.wiring import Service, open_service
from dialogs.answers import Answer
from dialogs.events import Told
from dialogs.state import dump, load
from storage.port import Arrival, Receipt, StorageUnavailable, TurnWrite
from tests.person import Phone

Foretold = Callable[[Receipt], None]


class Heard:
    """Understands every message as the answer to the open question, and counts what it was given to read."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def __call__(self, text: str, situation: Situation) -> Reading | Awaitable[Reading]:
        self.texts.append(text)
        return Reading(Told({situation.asked or "first_words": Answer(text)}))


class Slowly(Heard):
    def __call__(self, text: str, situation: Situation) -> Awaitable[Reading]:
        read = super().__call__(text, situation)
        assert isinstance(read, Reading)

        async def later() -> Reading:
            return read

        return later()


class Disk:
    """Stores as the storage does, and foretells each message for certain, just before it is answered for."""

    def __init__(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts_at_commit: list[int] = []
        self.full = False
        self.meanwhile: Callable[[Receipt], Awaitable[None]] | None = None
        self._accept = service.storage.accept
        self.heard = Heard()
        monkeypatch.setattr(service.storage, "accept", self.accept)

    async def accept(self, arrival: Arrival, foretold: Foretold | None = None) -> Receipt:
        assert foretold
        if self.full:
            foretold(Receipt(1, 1, 1, new=True))
            raise StorageUnavailable("the disk is full")
        receipt = await self._accept(arrival)
        foretold(receipt)
        self.texts_at_commit.append(len(self.heard.texts))
        if self.meanwhile:
            await self.meanwhile(receipt)
        return receipt


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with open_service(Settings(data_dir=tmp_path / "data", library="none")) as service:
        yield service


@pytest.fixture
def disk(service: Service, monkeypatch: pytest.MonkeyPatch) -> Disk:
    disk = Disk(service, monkeypatch)
    service.mind = replace(service.mind, understand=disk.heard)
    return disk


async def say(service: Service, inbox: Inbox, text: str, id: str = "1") -> None:
    assert service.worker
    await service.worker.drain()  # What an earlier process left comes first.
    await inbox.accept(Inbound(Place("phone", "a"), id, id, text, "", "text", "en", 1.0))
    await service.worker.drain()


async def first_words(service: Service) -> object:
    stored = await service.storage.find("phone", "a")
    held = load(stored.state).answers.get("first_words") if stored else None
    return held.value if isinstance(held, Answer) else None


async def test_a_message_is_read_once_and_while_it_is_stored(service: Service, disk: Disk) -> None:
    """What was thought meanwhile is what is answered; also in a conversation that is remembered."""
    phone = Phone()
    async with service.answering(phone) as inbox:
        await say(service, inbox, "the reef is dying")
        await say(service, inbox, "yes", "2")
    assert disk.heard.texts == ["the reef is dying", "yes"]
    assert disk.texts_at_commit == [1, 2]
    assert phone.received
    assert await service.storage.pending() == []


async def test_what_has_to_wait_goes_on_once_it_is_stored(service: Service, disk: Disk) -> None:
    """A turn that asks a model, or the index, has begun; it is finished when its message is on the disk."""
    disk.heard = Slowly()
    service.mind = replace(service.mind, understand=disk.heard)
    async with service.answering(Phone()) as inbox:
        await say(service, inbox, "the reef is dying")
    assert disk.heard.texts == ["the reef is dying"]
    assert await first_words(service) == "the reef is dying"


@pytest.mark.parametrize("heard", [Heard, Slowly])
async def test_what_could_not_be_stored_is_not_answered(service: Service, disk: Disk, heard: type[Heard]) -> None:
    """Nor is what comes next answered in its place, though it has the same place and number."""
    disk.heard = heard()
    service.mind = replace(service.mind, understand=disk.heard)
    phone = Phone()
    async with service.answering(phone) as inbox:
        disk.full = True
        with pytest.raises(StorageUnavailable):
            await say(service, inbox, "a secret place")
        assert not phone.received
        disk.full = False
        await say(service, inbox, "the reef is dying")
    assert await first_words(service) == "the reef is dying"


async def test_what_was_written_meanwhile_is_thought_of_anew(service: Service, disk: Disk) -> None:
    """The shortcut is taken from no other state of the conversation than the one it was thought from."""
    async with service.answering(Phone()) as inbox:
        await say(service, inbox, "the reef is dying")
        stored = await service.storage.find("phone", "a")
        assert stored
        other = dump(replace(load(stored.state), money_said=True))

        async def another_process(_: Receipt) -> None:
            disk.meanwhile = None
            receipt = await disk._accept(Arrival("phone", "a", "", "o", "o", "text", "hello", at=1.0))
            await service.storage.write(TurnWrite(receipt.conversation, stored.token, receipt.message, other))

        disk.meanwhile = another_process
        await say(service, inbox, "yes", "2")
    again = await service.storage.find("phone", "a")
    assert again
    assert load(again.state).money_said
    assert disk.heard.texts == ["the reef is dying", "yes", "yes"]


async def test_a_long_message_keeps_nobody_waiting(service: Service, disk: Disk) -> None:
    """That it was kept is said before it is thought about."""
    async with service.answering(Phone()) as inbox:
        await say(service, inbox, "the reef is dying " * SHORT)
    assert disk.texts_at_commit == [0]
    assert len(disk.heard.texts) == 1
