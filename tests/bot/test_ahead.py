"""A message is thought about while it is being stored, and answered only as it was stored."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
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
from storage.port import Arrival, Receipt, Stale, StorageUnavailable, TurnWrite, Written
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


def nothing(_: Receipt) -> None:
    """For whoever has it foretold, and does nothing with it."""


class Disk:
    """Stores as the storage does, and foretells each message for certain, just before it is answered for."""

    def __init__(self, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts_at_commit: list[int] = []
        self.full = False
        self.first: Callable[[Receipt], Awaitable[None]] | None = None
        """What happens before it is foretold."""
        self.meanwhile: Callable[[Receipt], Awaitable[None]] | None = None
        self._accept = service.storage.accept
        self.heard = Heard()
        monkeypatch.setattr(service.storage, "accept", self.accept)

    async def accept(self, arrival: Arrival, foretold: Foretold | None = None) -> Receipt:
        assert foretold
        if self.full:
            foretold(Receipt(1, 1, 1, new=True))
            raise StorageUnavailable("the disk is full")
        receipt = await self._accept(arrival, nothing)
        if self.first:
            await self.first(receipt)
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
            disk.first = None
            receipt = await disk._accept(Arrival("phone", "a", "", "o", "o", "text", "hello", at=1.0))
            await service.storage.write(TurnWrite(receipt.conversation, stored.token, receipt.message, other))

        disk.first = another_process
        await say(service, inbox, "yes", "2")
    again = await service.storage.find("phone", "a")
    assert again
    assert load(again.state).money_said
    assert disk.heard.texts == ["the reef is dying", "yes", "yes"]


async def test_the_answer_is_written_before_it_is_known_that_its_message_was(service: Service, disk: Disk) -> None:
    """It follows the message into the database; whoever comes after it with what they read before comes too late."""
    phone = Phone()
    async with service.answering(phone) as inbox:
        await say(service, inbox, "the reef is dying")
        stored = await service.storage.find("phone", "a")
        assert stored

        async def another_process(_: Receipt) -> None:
            disk.meanwhile = None
            receipt = await disk._accept(Arrival("phone", "a", "", "o", "o", "text", "hello", at=1.0))
            with pytest.raises(Stale):
                await service.storage.write(TurnWrite(receipt.conversation, stored.token, receipt.message, "{}"))

        disk.meanwhile = another_process
        await say(service, inbox, "yes", "2")
    assert disk.heard.texts == ["the reef is dying", "yes"]
    answers = [
        message for message in await service.storage.transcript(stored.conversation) if message.direction == "out"
    ]
    assert len(answers) == len(phone.received), "sent once, though it was known only later"


async def test_what_comes_behind_something_unanswered_is_left_to_a_round(
    service: Service, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody is answered out of turn: only what comes right after our last words is written with its message.

    Nor is what has to wait for something, as first words do for the search.
    """
    write_all = service.storage.write_all
    followed: list[bool] = []

    async def watched(turns: Sequence[TurnWrite], behind: Receipt | None = None) -> Sequence[Written | Exception]:
        followed.append(behind is not None)
        return await write_all(turns, behind)

    monkeypatch.setattr(service.storage, "write_all", watched)
    async with service.answering(Phone()) as inbox:
        await say(service, inbox, "the reef is dying")
        await say(service, inbox, "yes", "2")
        await disk._accept(Arrival("phone", "a", "", "o", "o", "text", "not heard of yet", at=1.0))
        await say(service, inbox, "in Fiji", "3")
    assert followed == [False, True, False]


async def test_a_number_given_again_is_answered_for_what_it_is_now(service: Service, disk: Disk) -> None:
    """The answer of a message that could not be kept goes nowhere, though the next message has its number."""
    phone = Phone()
    async with service.answering(phone) as inbox:
        disk.full = True
        for number in range(3):
            with pytest.raises(StorageUnavailable):
                await say(service, inbox, f"secret {number}", f"s{number}")
        disk.full = False
        await say(service, inbox, "the reef is dying", "2")
    assert disk.heard.texts == ["secret 0", "secret 1", "secret 2", "the reef is dying"]
    assert await first_words(service) == "the reef is dying"
    assert await service.storage.pending() == []


async def test_a_long_message_keeps_nobody_waiting(service: Service, disk: Disk) -> None:
    """That it was kept is said before it is thought about."""
    async with service.answering(Phone()) as inbox:
        await say(service, inbox, "the reef is dying " * SHORT)
    assert disk.texts_at_commit == [0]
    assert len(disk.heard.texts) == 1
