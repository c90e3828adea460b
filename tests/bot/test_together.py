"""Whatever waits together gets one answer, in order and exactly once: words, taps, stickers, files and changes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot import answer
from bot.attachments import MANY
from bot.channel import Pace, Send
from bot.inbox import Inbox
from bot.message import Attachment, Inbound, Place
from bot.settings import Settings
from bot.understanding.port import Reading, Situation
from bot.wire import read_outbound
from bot.wiring import Service, open_service
from dialogs.answers import Answer
from dialogs.effects import Ask, Card, Say
from dialogs.forms.request import REQUEST
from dialogs.state import State
from storage.port import Receipt, TurnWrite, Written
from tests.caller import Caller, Chatter

HERE = Place("phone", "a")


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with open_service(Settings(data_dir=tmp_path / "data", library="none")) as service:
        yield service


def did(number: int, kind: str = "unreadable", text: str = "sticker", **more: object) -> Inbound:
    """The n-th thing that a person did."""
    return replace(Inbound(HERE, f"did {number}", f"did {number}", text, kind=kind), **more)  # type: ignore[arg-type]


def picture(number: int) -> Inbound:
    return did(number, "text", "", attachments=(Attachment(f"picture:{number}", f"{number}.png"),))


class Watched(Caller):
    """Tells of its first message."""

    def __init__(self) -> None:
        super().__init__()
        self.written_to = asyncio.Event()

    async def send(self, send: Send) -> str:
        self.written_to.set()
        return await super().send(send)


async def left(service: Service, *messages: Inbound) -> None:
    """What an earlier process accepted and did not answer."""
    for message in messages:
        await Inbox(service.storage, lambda row: None).accept(message)


async def answered(service: Service) -> Caller:
    """Start, answer all that waits, stop."""
    phone = Caller()
    async with service.answering(phone, timers=False):
        assert service.worker
        await service.worker.drain()
    return phone


async def statuses(service: Service) -> list[str]:
    return [row.status for row in await service.storage.transcript(1) if row.direction == "in"]


async def test_a_mixed_heap_is_one_turn(service: Service) -> None:
    """Words, stickers, an album and touches of one button: one answer, and every message is handled."""
    person = Chatter(service)
    await person.says("the reef is dying in Samoa")
    yes = person.option("Yes", person.seen)
    heap = [did(1), did(2), *(picture(n) for n in range(3, 8)), did(9, "tap", yes.label, tap=yes.tap)]
    await left(service, *heap, did(10, "tap", yes.label, tap=yes.tap), did(11, "text", "since two years"))
    phone = await answered(service)
    (post,) = phone.received
    assert "3.png" in post.message.text
    assert "7.png" in post.message.text
    assert "your answers are kept" in post.message.text
    assert "earlier question" not in post.message.text
    assert set(await statuses(service)) == {"handled"}
    assert len(await service.storage.files(1)) == 5


@pytest.mark.parametrize("after", [False, True])
async def test_a_crash_loses_and_repeats_nothing(
    service: Service, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """Stopped just before or after the commit, the next start answers all of it, or none of it again."""
    await left(service, did(1, "text", "the reef is dying"), did(2), picture(3), picture(4), did(5))
    write_all = service.storage.write_all
    reached = asyncio.Event()

    async def cut_short(turns: Sequence[TurnWrite], behind: Receipt | None = None) -> Sequence[Written | Exception]:
        if after:
            await write_all(turns, behind)
        reached.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets it")

    monkeypatch.setattr(service.storage, "write_all", cut_short)
    async with service.answering(Caller(), timers=False):
        await asyncio.wait_for(reached.wait(), 10)
    monkeypatch.setattr(service.storage, "write_all", write_all)
    phone = await answered(service)
    assert sum(send.message.hint != "" for send in phone.received) == 1, "asked once"
    assert await statuses(service) == ["handled"] * 5
    assert [file.name for file in await service.storage.files(1)] == ["3.png", "4.png"]


async def test_what_cannot_be_answered_harms_nothing_else(service: Service) -> None:
    """Of a heap with one message that nothing can read, that one alone gets the apology."""

    async def picky(text: str, situation: Situation) -> Reading:
        raise RuntimeError("a bug of ours")

    await Chatter(service).says("the reef is dying in Samoa")
    service.mind = replace(service.mind, understand=picky)
    await left(service, did(1), picture(2), did(3, "text", "poison"), did(4))
    phone = await answered(service)
    assert [send.message.kind for send in phone.received].count("error") == 1
    assert len(phone.received) == 4
    assert set(await statuses(service)) == {"handled"}


async def test_a_burst_is_answered_twice(service: Service) -> None:
    """On a channel with a pace, what comes before more may be said waits and is answered together, with no delay."""
    phone = Watched()
    phone.limits = replace(phone.limits, pace=Pace(everywhere=1_000, place=4))
    async with service.answering(phone, timers=False) as inbox:
        assert service.worker
        await inbox.accept(did(1_000))
        await asyncio.wait_for(phone.written_to.wait(), 10)
        await asyncio.gather(*(inbox.accept(did(number, language="en")) for number in range(100)))
        await service.worker.drain()
    assert len(phone.received) == 2
    assert await statuses(service) == ["handled"] * 101


async def test_an_album_is_one_answer(service: Service) -> None:
    """Pictures that arrive one after the other are kept each, up to what is kept, and named in one sentence."""
    await Chatter(service).says("the reef is dying in Samoa")
    phone = Caller()
    phone.limits = replace(phone.limits, together=0.3)
    async with service.answering(phone, timers=False) as inbox:
        assert service.worker
        await asyncio.gather(*(inbox.accept(picture(number)) for number in range(MANY + 2)))
        await service.worker.drain()
    (post,) = phone.received
    kept, refused, *_ = post.message.text.split("\n\n")
    assert kept.count(".png") == MANY
    assert refused.count(".png") == 2
    assert len(await service.storage.files(1)) == MANY


async def test_an_answer_in_words_counts_after_a_sticker(service: Service) -> None:
    """What was sent together answers the question that was on the screen, not one that nobody saw."""
    person = Chatter(service)
    await person.says("the reef is dying")
    yes = person.option("Yes", person.seen)
    await left(service, did(1), did(2, "tap", yes.label, tap=yes.tap), did(3, "text", "no"), did(4, "text", "Samoa"))
    await answered(service)
    held = (await person.state()).answers
    assert {key: held[key].value for key in ("consent", "country") if isinstance(held[key], Answer)} == {  # type: ignore[union-attr]
        "consent": "yes",
        "country": ("WS",),
    }


async def test_a_read_message_keeps_its_question(service: Service) -> None:
    """Each message of a turn is read again, when it is changed, against the question it was read against."""
    person = Chatter(service)
    await person.says("the reef is dying")
    yes = person.option("Yes", person.seen)
    await left(service, did(1, "tap", yes.label, tap=yes.tap), did(2, "text", "our fishers fear for their catch"))
    await answered(service)
    asked = [await service.storage.referred(1, message, 1_000) for message in (person.said[0][1], "did 2")]
    assert [found.asked for found in asked if found] == ["first_words", ""]


def test_only_the_last_question_is_put() -> None:
    """And only its card; what is said twice is said once, where it came first."""
    card = Card({})
    heap = [Say("greeting"), card, Ask("review"), Say("unreadable"), Ask("country"), Say("unreadable")]
    assert answer.one([*heap, Ask("title")]) == [Say("greeting"), Say("unreadable"), Ask("title")]
    assert answer.one([card, Ask("review"), Say("thanks"), card, Ask("review")]) == [Say("thanks"), card, Ask("review")]
    assert answer.one([Ask("title"), Say("paused")]) == [Say("paused")]
    assert answer.one([]) == []


def test_terms_that_were_not_shown_were_not_said() -> None:
    """A question that carries them and is not put leaves them to be said."""
    state = State(REQUEST.version, terms_said=True)
    assert not answer.unshown(state, [Ask("review", terms="full")]).terms_said
    assert answer.unshown(state, [Ask("review", terms="short")]).terms_said
    assert answer.unshown(state, []).terms_said


async def test_nothing_is_sent_on_terms_nobody_saw(service: Service) -> None:
    """A yes that waits with the message that leads to the card sends nothing: the card is shown first."""
    person = Chatter(service)
    for text in ("our rangers cannot tell timber from other timber at the border", "yes", "Ghana"):
        await person.says(text)
    await person.says("The border posts have neither keys nor lenses, and the trucks must go on after one hour.")
    assert (await person.state()).asked == "contact_channel"
    await left(service, did(1, "text", "kofi@forest.example"), did(2, "text", "yes"), did(3, "text", "send it"))
    phone = await answered(service)
    assert list(await service.storage.requests(1)) == []
    texts = "\n".join(read_outbound(row.text).text for row in await service.storage.transcript(1) if row.kind == "post")
    assert "Before you send: the team has not read" in texts
    assert phone.received[-1].message.lines
