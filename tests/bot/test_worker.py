"""Turns run once, in order, and are never lost: whatever fails in between."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from bot import rounds, worker
from bot.channel import Send
from bot.inbox import Inbox
from bot.message import Inbound, Place
from bot.outbox import Outbox
from bot.settings import Settings
from bot.signs import Signs
from bot.turn import Thought
from bot.understanding.port import Reading, Situation
from bot.wire import read_outbound
from bot.wiring import Service, open_service
from bot.worker import Worker
from dialogs.answers import Answer
from dialogs.events import Told
from dialogs.state import dump, load
from storage.port import (
    AlreadyHandled,
    Arrival,
    OutboundRow,
    Pending,
    Receipt,
    Stale,
    StorageUnavailable,
    TurnWrite,
    Written,
)
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
    monkeypatch.setattr(rounds, "PAUSE", 0.0)
    refused = [StorageUnavailable("the disk is full")] * 3
    write_all = service.storage.write_all

    async def sometimes(turns: Sequence[TurnWrite], behind: Receipt | None = None) -> Sequence[Written | Exception]:
        return [refused.pop() for _ in turns] if refused else await write_all(turns, behind)

    monkeypatch.setattr(service.storage, "write_all", sometimes)
    answers = await Person(service).says("the reef is dying")
    assert answers
    assert not refused


async def test_a_turn_that_lost_the_race_thinks_again(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stale token means reading again; a message somebody else answered means stopping."""
    outcomes: list[Exception | None] = [Stale("written since"), None]
    write_all = service.storage.write_all
    written = 0

    async def racing(turns: Sequence[TurnWrite], behind: Receipt | None = None) -> Sequence[Written | Exception]:
        nonlocal written
        outcome = outcomes.pop(0) if outcomes else None
        if outcome:
            return [outcome]
        written += 1
        return await write_all(turns, behind)

    monkeypatch.setattr(service.storage, "write_all", racing)
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
    monkeypatch.setattr(rounds, "PAUSE", 0.0)
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

    def fails(*_: object) -> Thought:
        raise RuntimeError("another bug of ours")

    service.mind = replace(service.mind, understand=Picky())
    monkeypatch.setattr(rounds, "apology", fails)
    assert await Person(service).says("the reef is dying", "the forest burns")
    assert [row.text for row in await service.storage.pending()] == ["the reef is dying"]


async def test_taking_a_turn_twice_writes_once(service: Service) -> None:
    """The same inbound row handed to two workers is answered by one."""
    await service.storage.accept(_arrival())
    phone = Phone()
    mind = replace(service.mind, limits={"phone": phone.limits})
    workers = [Worker(mind, service.storage, Outbox(service.storage, {"phone": phone})) for _ in range(2)]
    for each in workers:
        await each.drain()
    row = (await service.storage.transcript(1))[0]
    for each in workers:
        each.wake(Pending(1, 1, row.position, row.kind, row.text, row.tap, "en", row.at))
        await each.drain()
    assert len(phone.received) == sum(row.direction == "out" for row in await service.storage.transcript(1)) > 0


class Slow:
    """Waits for a word from outside before it understands one message; understands all others at once."""

    def __init__(self, text: str) -> None:
        self._text = text
        self.asked = asyncio.Event()
        self.answer = asyncio.Event()

    def __call__(self, text: str, situation: Situation) -> Reading | Awaitable[Reading]:
        reading = Reading(Told({situation.asked or "first_words": Answer(text)}))
        return self._later(reading) if text == self._text else reading

    async def _later(self, reading: Reading) -> Reading:
        self.asked.set()
        await self.answer.wait()
        return reading


class Listening(Phone):
    """Says when it was told something."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()

    async def send(self, send: Send) -> str:
        self.heard.set()
        return await super().send(send)


async def test_who_waits_for_a_model_holds_up_nobody(service: Service) -> None:
    """While one turn waits, others are answered; its own conversation's next message waits for it, in order."""
    slow = Slow("slowly")
    service.mind = replace(service.mind, understand=slow)
    phone = Listening()
    async with service.answering(phone) as inbox:
        for chat, text in (("slow", "slowly"), ("slow", "next"), ("quick", "at once")):
            await inbox.accept(Inbound(Place("phone", chat), text, text, text, at=1.0))
        await slow.asked.wait()
        await phone.heard.wait()
        assert {send.place.chat for send in phone.received} == {"quick"}
        assert [row.text for row in await service.storage.pending()] == []  # Both are held.
        slow.answer.set()
        assert service.worker
        await service.worker.drain()
    slowly = await service.storage.find("phone", "slow")
    assert slowly
    rows = [row.text for row in await service.storage.transcript(slowly.conversation) if row.direction == "in"]
    assert rows == ["slowly", "next"]
    assert await service.storage.pending() == []


class Showing(Phone):
    """Says when it was asked to show that we are at work."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[Place] = set()
        self.asked = asyncio.Event()

    async def working(self, place: Place, seconds: float) -> None:
        self.places.add(place)
        self.asked.set()


async def test_who_waits_sees_that_we_are_at_work(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that has to wait gives a sign in its own chat before its answer."""
    monkeypatch.setattr(worker, "Signs", partial(Signs, after=0.0))
    slow = Slow("slowly")
    service.mind = replace(service.mind, understand=slow)
    phone = Showing()
    async with service.answering(phone) as inbox:
        await inbox.accept(Inbound(Place("phone", "slow"), "d", "m", "slowly", at=1.0))
        await phone.asked.wait()
        assert phone.received == []
        slow.answer.set()
        assert service.worker
        await service.worker.drain()
    assert phone.places == {Place("phone", "slow")}
    assert phone.received


async def test_no_more_than_so_many_wait_side_by_side(service: Service) -> None:
    """A model that stalls is not asked by everybody at once; all are answered in the end."""
    slow = Slow("slowly")
    phone = Phone()
    mind = replace(service.mind, understand=slow, limits={"phone": phone.limits})
    outbox = Outbox(service.storage, {"phone": phone})
    crowd = Worker(mind, service.storage, outbox, side_by_side=2)
    await crowd.drain()
    begun = 0
    later = slow._later

    async def counted(reading: Reading) -> Reading:
        nonlocal begun
        begun += 1
        return await later(reading)

    slow._later = counted  # type: ignore[method-assign]
    inbox = Inbox(service.storage, crowd.wake)
    for number in range(5):
        await inbox.accept(Inbound(Place("phone", f"{number}"), "d", "m", "slowly", at=1.0))
    await slow.asked.wait()
    for _ in range(20):
        await asyncio.sleep(0)
    assert begun == 2
    slow.answer.set()
    await crowd.drain()
    assert begun == 5
    assert await service.storage.pending() == []


async def test_what_was_remembered_is_read_anew_after_somebody_else_wrote(service: Service) -> None:
    """Another process's turn is not overwritten by what this one remembers."""
    person = Person(service)
    async with service.answering(person.phone) as inbox:
        assert service.worker

        async def say(number: int, text: str) -> None:
            await inbox.accept(Inbound(Place("phone", "a"), f"{number}", f"{number}", text, "", "text", "en", 1.0))

        await say(1, "the reef is dying")
        await service.worker.drain()
        stored = await service.storage.find("phone", "a")
        assert stored
        other = replace(load(stored.state), money_said=True)
        receipt = await service.storage.accept(replace(_arrival(), chat="a", delivery_id="o", message_id="o"))
        await service.storage.write(TurnWrite(receipt.conversation, stored.token, receipt.message, dump(other)))
        await say(2, "yes")
        await service.worker.drain()
    state = await person.state()
    assert state.money_said
    assert await service.storage.pending() == []


def _arrival() -> Arrival:
    return Arrival("phone", "d", "", "d1", "m1", "text", "the reef is dying", at=1.0)


async def test_lines_that_wait_are_one_turn(service: Service) -> None:
    """Four short lines, the first in work when the others come: two turns; the second heard all that waited."""
    listener = Listener()
    service.mind = replace(service.mind, understand=listener)
    person = Person(service)
    await person.says("the reef is dying", "since two years", "in the south", "nobody measures it")
    together = "since two years\nin the south\nnobody measures it"
    assert [text for text, _ in listener.heard] == ["the reef is dying", together]
    rows = await service.storage.transcript(1)
    assert [row.text for row in rows if row.direction == "in"][2:] == ["in the south", "nobody measures it"]
    assert {row.status for row in rows if row.direction == "in"} == {"handled"}


async def test_lines_that_waited_for_a_start_are_one_turn(service: Service) -> None:
    """What an earlier process accepted and did not answer is heard together too."""
    listener = Listener()
    service.mind = replace(service.mind, understand=listener)
    await lines_wait(service)
    await answered(service)
    assert [text for text, _ in listener.heard] == ["the reef is dying\nsince two years\nin the south"]
    assert await service.storage.pending() == []


async def test_a_joined_turn_that_fails_is_taken_line_by_line(service: Service) -> None:
    """One line that nothing can read costs the others nothing; only it gets the apology."""

    class Picky(Listener):
        async def __call__(self, text: str, situation: Situation) -> Reading:
            if "poison" in text:
                raise RuntimeError("a bug of ours")
            return await super().__call__(text, situation)

    listener = Picky()
    service.mind = replace(service.mind, understand=listener)
    answers = await Person(service).says("the reef is dying", "since two years", "poison", "in the south")
    assert [text for text, _ in listener.heard] == ["the reef is dying", "since two years", "in the south"]
    assert [answer.kind for answer in answers].count("error") == 1
    assert await service.storage.pending() == []


async def test_a_joined_turn_of_which_another_answered_a_part(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process was quicker with one of the lines: the rest is answered here, and that one is not again."""
    listener = Listener()
    service.mind = replace(service.mind, understand=listener)
    write_all = service.storage.write_all

    async def beaten(turns: Sequence[TurnWrite], behind: Receipt | None = None) -> Sequence[Written | Exception]:
        for turn in turns:
            if turn.also:
                await service.storage.write(replace(turn, handled=turn.also[0], also=(), posts=()))
        return await write_all(turns, behind)

    monkeypatch.setattr(service.storage, "write_all", beaten)
    await Person(service).says("the reef is dying", "since two years", "in the south")
    rows = await service.storage.transcript(1)
    assert [row.status for row in rows if row.direction == "in"] == ["handled"] * 3
    assert [text for text, _ in listener.heard][-1] == "in the south"
    assert await service.storage.pending() == []


@pytest.mark.parametrize("after", [False, True])
async def test_a_crash_in_a_joined_turn_loses_and_repeats_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """Stopped just before or after its commit, the next start answers all of the lines, or none of them again."""
    await lines_wait(service)
    write_all = service.storage.write_all
    reached = asyncio.Event()

    async def cut_short(turns: Sequence[TurnWrite], behind: Receipt | None = None) -> Sequence[Written | Exception]:
        if after:
            await write_all(turns, behind)
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")

    monkeypatch.setattr(service.storage, "write_all", cut_short)
    async with service.answering(Phone()):
        await asyncio.wait_for(reached.wait(), 10)
    monkeypatch.setattr(service.storage, "write_all", write_all)
    phone = await answered(service)
    rows = await service.storage.transcript(1)
    assert [row.status for row in rows if row.direction == "in"] == ["handled"] * 3
    assert sum(read_outbound(row.text).hint != "" for row in rows if row.direction == "out") == 1, "asked once"
    assert [row.status for row in rows if row.direction == "out"] == ["sent"] * len(phone.received)


async def test_a_flood_of_one_chat_delays_nobody(service: Service) -> None:
    """A thousand messages of one chat, whose turns are slow, get a handful of answers; twenty others, who come at any
    time of the flood, are answered while its first turn still thinks. (How long they wait: `benchmarks.flood`.)"""
    flood_may_go_on = asyncio.Event()

    class Slow(Listener):
        async def __call__(self, text: str, situation: Situation) -> Reading:
            if text.startswith("flood"):
                await flood_may_go_on.wait()
            return await super().__call__(text, situation)

    listener = Slow()
    service.mind = replace(service.mind, understand=listener)
    phone = Watched()
    async with service.answering(phone) as inbox:
        assert service.worker
        await inbox.accept(Inbound(Place("phone", "x"), "d", "m", "the reef is dying"))
        await service.worker.drain()  # What is loaded once is loaded.
        for number in range(20):
            flood = [f"flood {number * 50 + n}" for n in range(50)]
            await asyncio.gather(*(inbox.accept(Inbound(Place("phone", "x"), text, text, text)) for text in flood))
            await inbox.accept(Inbound(Place("phone", f"{number}"), "d", "m", "the reef is dying"))
        await asyncio.wait_for(phone.everybody.wait(), 30)
        flood_may_go_on.set()
        await service.worker.drain()
    turns = [text for text, _ in listener.heard if text.startswith("flood")]
    assert len(turns) <= 6
    assert "\n".join(turns).split("\n") == [f"flood {number}" for number in range(1_000)]
    assert await service.storage.pending() == []


class Watched(Phone):
    """Says when each of twenty chats had an answer."""

    def __init__(self) -> None:
        super().__init__()
        self.answered: set[str] = set()
        self.everybody = asyncio.Event()

    async def send(self, send: Send) -> str:
        self.answered.add(send.place.chat)
        if len(self.answered - {"x"}) == 20:
            self.everybody.set()
        return await super().send(send)


async def lines_wait(service: Service) -> None:
    """Three lines of one person that an earlier process accepted and did not answer."""
    for number, text in enumerate(("the reef is dying", "since two years", "in the south")):
        await service.storage.accept(replace(_arrival(), delivery_id=f"d{number}", message_id=f"m{number}", text=text))


async def answered(service: Service) -> Phone:
    """Start, answer all that waits, stop."""
    phone = Phone()
    async with service.answering(phone):
        assert service.worker
        await service.worker.drain()
    return phone
