"""Turns run once, in order, and are never lost: whatever fails in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot import worker
from bot.message import Inbound, Place
from bot.settings import Settings
from bot.turn import take_turn
from bot.understanding.port import Reading, Situation
from bot.wiring import Service, open_service
from dialogs.answers import Answer
from dialogs.events import Told
from storage.port import AlreadyHandled, OutboundRow, Stale, StorageUnavailable, TurnWrite
from tests.person import Person, Phone


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with open_service(Settings(data_dir=tmp_path / "data", library="none")) as service:
        yield service


class Listener:
    """Understands every message as the answer to the open question, or as first words."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str | None]] = []

    async def __call__(self, text: str, situation: Situation) -> Reading:
        self.heard.append((text, situation.asked))
        return Reading(Told({situation.asked or "first_words": Answer(text)}))


async def test_order_of_acceptance_is_order_of_turns(service: Service) -> None:
    """Messages accepted together are heard in the order they were accepted; what waits meanwhile is one turn."""
    listener = Listener()
    service.mind = replace(service.mind, understand=listener)
    person = Person(service)
    await person.says("first", "second", "third")
    assert [text for text, _ in listener.heard] == ["first", "second\nthird"]


async def test_a_message_sent_before_the_question_was_seen_answers_none(service: Service) -> None:
    """The second of two messages sent at once is not taken as the answer to a question nobody had seen."""
    listener = Listener()
    service.mind = replace(service.mind, understand=listener)
    await Person(service).says("the reef is dying", "yes")
    assert [asked for _, asked in listener.heard] == ["first_words", None]


async def test_a_redelivery_changes_nothing(service: Service) -> None:
    """The same delivery accepted twice is one message and one turn."""
    phone = Phone()
    message = Inbound(Place("phone", "b"), "d1", "m1", "the reef is dying", at=1.0)
    async with service.answering(phone) as inbox:
        assert await inbox.accept(message)
        assert not await inbox.accept(message)
        assert not await inbox.accept(replace(message, delivery_id="d2"))  # The same words, delivered anew.
        assert service.worker
        await service.worker.drain()
    stored = await service.storage.find("phone", "b")
    assert stored
    rows = await service.storage.transcript(stored.conversation)
    assert sum(row.direction == "in" for row in rows) == 1
    assert len(phone.received) == sum(row.direction == "out" for row in rows)


@pytest.mark.parametrize("fault", [RuntimeError, KeyError])
async def test_a_turn_that_keeps_failing_ends_in_an_apology(service: Service, fault: type[Exception]) -> None:
    """A fault of ours costs the person one honest sentence, leaves the state as it was, and the desk is told."""

    class Broken:
        async def __call__(self, text: str, situation: Situation) -> Reading:
            raise fault("a bug of ours")

    person = Person(service)
    await person.says("the reef is dying")
    before = await person.state()
    service.mind = replace(service.mind, understand=Broken())
    answers = await person.says("anything")
    assert [a.kind for a in answers] == ["error"]
    assert await person.state() == before
    assert [note.kind for note in await service.storage.notes()] == ["fault"]


async def test_a_turn_waits_while_the_database_cannot_be_written(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Locked or full, nothing is lost: the turn is taken when the database is back."""
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    refused = [StorageUnavailable("the disk is full")] * 3
    write = service.storage.write

    async def sometimes(turn: TurnWrite) -> None:
        if refused:
            raise refused.pop()
        await write(turn)

    monkeypatch.setattr(service.storage, "write", sometimes)
    answers = await Person(service).says("the reef is dying")
    assert answers
    assert not refused


async def test_a_turn_that_lost_the_race_thinks_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stale token means reading again; a message somebody else answered means stopping."""
    outcomes: list[Exception | None] = [Stale("written since"), None]
    write = service.storage.write
    written = 0

    async def racing(turn: TurnWrite) -> None:
        nonlocal written
        outcome = outcomes.pop(0) if outcomes else None
        if outcome:
            raise outcome
        written += 1
        await write(turn)

    monkeypatch.setattr(service.storage, "write", racing)
    person = Person(service)
    assert await person.says("the reef is dying")
    assert written == 1
    outcomes = [AlreadyHandled("answered before")]
    assert await person.says("yes") == []


async def test_what_was_accepted_before_a_crash_is_answered_at_the_next_start(tmp_path: Path) -> None:
    """A message on disk without an answer is taken up by whoever opens the folder next."""
    settings = Settings(data_dir=tmp_path / "data", library="none")
    phone = Phone()
    async with open_service(settings) as first:
        from bot.inbox import Inbox

        await Inbox(first.storage, lambda row: None).accept(Inbound(Place("phone", "c"), "d", "m", "the reef", at=1.0))
    async with open_service(settings) as second, second.answering(phone):
        assert second.worker
        await second.worker.drain()
    assert phone.received
    assert phone.received[-1].place.chat == "c"


async def test_older_messages_come_before_what_arrives_at_the_start(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who writes while an earlier message of theirs is still being taken up is answered in order."""
    listener = Listener()
    service.mind = replace(service.mind, understand=listener)
    await service.storage.accept(_arrival())
    arrived = asyncio.Event()
    interrupted = service.storage.interrupted

    async def late(channels: Sequence[str]) -> Sequence[OutboundRow]:
        await arrived.wait()
        return await interrupted(channels)

    monkeypatch.setattr(service.storage, "interrupted", late)
    async with service.answering(Phone()) as inbox:
        await inbox.accept(Inbound(Place("phone", "d"), "d2", "m2", "second", at=2.0))
        arrived.set()
        assert service.worker
        await service.worker.drain()
    assert [text for text, _ in listener.heard] == ["the reef is dying\nsecond"]
    assert await service.storage.pending() == []


async def test_a_locked_database_at_the_start_only_delays(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier process left unanswered is taken up once the database is back."""
    monkeypatch.setattr(worker, "PAUSE", 0.0)
    await service.storage.accept(_arrival())
    refused = [StorageUnavailable("another program locks the database")] * 3
    interrupted = service.storage.interrupted

    async def sometimes(channels: Sequence[str]) -> Sequence[OutboundRow]:
        if refused:
            raise refused.pop()
        return await interrupted(channels)

    monkeypatch.setattr(service.storage, "interrupted", sometimes)
    phone = Phone()
    async with service.answering(phone):
        assert service.worker
        await service.worker.drain()
    assert phone.received


async def test_a_message_nothing_can_answer_holds_up_no_other(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When even the apology fails the message waits for the next start, and the next one of the chat is answered."""

    class Picky:
        async def __call__(self, text: str, situation: Situation) -> Reading:
            if text == "the reef is dying":
                raise RuntimeError("a bug of ours")
            return Reading(Told({"first_words": Answer(text)}))

    async def fails(mind: object, row: object) -> None:
        raise RuntimeError("another bug of ours")

    service.mind = replace(service.mind, understand=Picky())
    monkeypatch.setattr(worker, "apologise", fails)
    assert await Person(service).says("the reef is dying", "the forest burns")
    assert [row.text for row in await service.storage.pending()] == ["the reef is dying"]


async def test_taking_a_turn_twice_writes_once(service: Service) -> None:
    """The same inbound row handed to two workers is answered by one."""
    await service.storage.accept(_arrival())
    row = (await service.storage.pending())[0]
    mind = replace(service.mind, limits={"phone": Phone.limits})
    assert await take_turn(mind, row)
    assert await take_turn(mind, row) is None


def _arrival():
    from storage.port import Arrival

    return Arrival("phone", "d", "", "d1", "m1", "text", "the reef is dying", at=1.0)
