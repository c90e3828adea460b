"""Whole conversations with a model: the same as without while it is down, and better while it is there."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.wiring import Service, open_service
from dialogs.answers import Answer, Source
from storage.port import Receipt, Stale, TurnWrite, Written
from tests.bot.models.openai import FAILING, Asked, Manner, Reply, points, says, serving, slow
from tests.bot.models.openai import Service as Server
from tests.caller import Chatter
from tests.person import Person
from tests.test_transcripts import FILES, play

WORRY = "Every year fewer turtles come to our beach in Samoa, and nobody in my office knows how to count the nests"


@asynccontextmanager
async def house(folder: Path, server: Server, *, seconds: float = 5.0) -> AsyncIterator[Service]:
    """The service of the transcripts, with a model; its first screen is another test's matter."""
    settings = Settings(
        data_dir=folder, demo=True, operator="Biodiversity Help Desk", data_place="Montreal, Canada",
        contact="help@desk.example", model="openai:scripted", model_url=server.url, model_key="sk-test",
        model_seconds=seconds,
    )  # fmt: skip
    async with open_service(settings) as service:
        service.mind = replace(service.mind, service=replace(service.mind.service, model=""))
        assert service.provider
        await asyncio.to_thread(service.provider.load)  # As it is by the time of a first message.
        yield service


MANNERS = (*FAILING.items(), ("slow", None))
SENT = [path for path in FILES if "code is" in path.read_text("utf-8")]
"""Conversations that end in a sent request."""
PLAYED = [*SENT, *(path for path in FILES if path not in SENT)]


@pytest.mark.parametrize(("number", "path"), list(enumerate(PLAYED)), ids=[path.stem for path in PLAYED])
async def test_a_model_that_fails_changes_no_conversation(number: int, path: Path, data_folder: Path) -> None:
    """Every conversation in tests/transcripts, those that end in a sent request among them, goes word for word as it
    does without a model; each with another of the ways to fail."""
    _, manner = MANNERS[number % len(MANNERS)]
    expected = path.read_text(encoding="utf-8")  # noqa: ASYNC240 - nothing else runs yet.
    with serving(manner or points()) as server:
        server.manner = manner or slow(server)
        async with house(data_folder, server, seconds=5.0 if manner else 0.2) as service:
            assert await play(service, expected) == expected


def test_every_way_to_fail_meets_a_sent_request() -> None:
    """The test above is about something: there are more such conversations than ways to fail."""
    assert len(SENT) >= len(MANNERS)


async def test_what_a_model_read_stands_on_the_card_and_is_sent_once_agreed(data_folder: Path) -> None:
    """As a proposal with the person's own words; the request then says that a model suggested it."""
    quote = "nobody in my office knows how to count the nests"
    with serving(points(("root_causes", quote, []))) as server:
        async with house(data_folder, server) as service:
            person = Person(service)
            await person.says(WORRY)
            assert (await person.state()).answers["root_causes"] == Answer(quote, Source.SUGGESTED, quote, False)
            for text in ("yes", "The nests are not counted any more, and we lose them", "ana@example.org"):
                await person.says(text)
            card = next(message for message in reversed(person.seen) if message.lines)
            (line,) = [line for line in card.lines if line.value == quote]
            assert line.proposed
            await person.taps(person.option("Send", person.seen[-3:]))
            stored = await service.storage.find("phone", "a")
            assert stored
            (request,) = await service.storage.requests(stored.conversation)
            assert '"suggested"' in request.body


def cites(asked: Asked) -> Reply:
    """A model that answers with the first sentence of what it was given, and with something of its own beside."""
    first = asked.data["passages"][0]
    sentence = str(first["text"]).split("\n", 1)[1].split(". ")[0].rstrip(".") + "."
    lines = [
        {"text": sentence, "sources": [first["id"]]},
        {"text": "The ministry of Atlantis does this in 1492.", "sources": [first["id"]]},
        {"text": sentence, "sources": ["secret:1"]},
    ]
    return Reply(json.dumps({"lines": lines}))


async def test_a_question_is_answered_with_lines_and_their_sources(data_folder: Path) -> None:
    """What stands in a passage is said with its title, and the passage shown; what does not is left out."""
    with serving(cites) as server:
        async with house(data_folder, server) as service:
            shown = await Person(service).says("what is an OECM?")
    (asked,) = server.asked
    told = next(message.text for message in shown if "language model" in message.text)
    first = asked.data["passages"][0]
    assert asked.data["question"] == "what is an OECM?"
    assert str(first["text"]).split("\n", 1)[1].split(". ")[0].rstrip(".") in told
    assert str(first["text"]).split("\n", 1)[0] in told
    assert "Atlantis" not in told
    assert [hit.document for message in shown for hit in message.found] == [first["id"]]


@pytest.mark.parametrize("manner", [*FAILING.values(), says(lines=[])], ids=[*FAILING, "no lines"])
async def test_a_question_is_answered_without_a_model_as_before(data_folder: Path, manner: Manner) -> None:
    """When it says nothing that stands in the passages, what was found is shown as it is without one."""
    async with open_service(Settings(data_dir=data_folder)) as service:
        without = await Person(service, chat="without").says("what is an OECM?")
    with serving(manner) as server:
        async with house(data_folder, server) as service:
            beside = await Person(service, chat="beside").says("what is an OECM?")
        assert server.asked
    assert [(message.kind, message.found) for message in beside] == [(one.kind, one.found) for one in without]
    assert [message.text for message in beside[1:]] == [message.text for message in without[1:]]


CLEARER = "In Samoa, fewer turtles come to our beach every year. Nobody in my office knows how to count the nests."


async def at_the_card(service: Service) -> Person:
    """Somebody who told the worry and sees the card; the model is asked for nothing but words from here."""
    person = Person(service)
    for text in (WORRY, "yes", "The nests are not counted any more, and we lose them all", "ana@example.org"):
        await person.says(text)
    assert (await person.state()).asked == "review"
    return person


async def test_clearer_words_of_a_model_stand_once_the_person_takes_them(data_folder: Path) -> None:
    """Asked about that text and nothing else; sent with the person's own words beside, as what it is."""
    with serving(points()) as server:
        async with house(data_folder, server) as service:
            service.mind = replace(service.mind, service=replace(service.mind.service, model="models.example"))
            person = await at_the_card(service)
            own = (await person.state()).answers["problem_statement"]
            assert isinstance(own, Answer)
            server.manner, before = says(text=CLEARER), len(server.asked)
            await person.taps(person.option("Put it in clearer words", person.seen[-1:]))
            assert [one.data for one in server.asked[before:]] == [{"text": own.value, "language": "en"}]
            await person.taps(person.option("Use this", person.seen[-1:]))
            await person.taps(person.option("Send", person.seen[-1:]))
            stored = await service.storage.find("phone", "a")
            assert stored
            (request,) = await service.storage.requests(stored.conversation)
            sent = json.loads(request.body)["answers"]["problem_statement"]
    assert sent == {"value": CLEARER, "source": "reworded", "words": own.value}


@pytest.mark.parametrize(
    "manner",
    [*FAILING.values(), None, says(text=f"{CLEARER} It began in 2019."), says(text=f"{CLEARER} Fiji has the same.")],
    ids=[*FAILING, "slow", "a date more", "a country more"],
)
async def test_words_that_do_not_come_or_say_more_leave_the_own(data_folder: Path, manner: Manner | None) -> None:
    """The person is told so, the card stands again, and nothing was changed."""
    with serving(points()) as server:
        async with house(data_folder, server, seconds=5.0 if manner else 1.0) as service:
            person = await at_the_card(service)
            before = await person.state()
            server.manner = manner or slow(server)
            (shown,) = await person.says("say it better")
            after = await person.state()
    assert shown.text.startswith("No clearer words came that say just the same.")
    assert (shown.kind, after.asked, after.answers) == ("card", "review", before.answers)


async def test_without_a_model_clearer_words_are_not_offered(data_folder: Path) -> None:
    """At no message a button for it; whoever asks all the same is told the truth, and nothing changes."""
    async with open_service(Settings(data_dir=data_folder)) as service:
        person = await at_the_card(service)
        before = (await person.state()).answers
        (shown,) = await person.says("say it better")
        assert "I cannot reword texts here" in shown.text
        assert (await person.state()).answers == before
    assert not any("clearer" in option.tap for message in person.seen for option in message.options)


async def test_the_first_screen_says_that_a_model_reads(data_folder: Path) -> None:
    """And whose; without one nothing is said."""
    settings = Settings(data_dir=data_folder, model="openai:scripted", model_url="https://models.example.org/v1")
    async with open_service(settings) as service:
        (shown, *_) = await Person(service).opens()
        assert "A language model of models.example.org helps to read what you write here." in shown.text
    async with open_service(Settings(data_dir=data_folder)) as service:
        (shown, *_) = await Person(service, chat="b").opens()
        assert "language model" not in shown.text


async def test_a_turn_that_is_thought_again_asks_once(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else wrote the conversation meanwhile: read again, think again, and the model is not paid twice."""
    with serving(points()) as server:
        async with house(data_folder, server) as service:
            write_all = service.storage.write_all
            refused: list[int] = []

            async def stale_once(turns: list[TurnWrite], behind: Receipt | None = None) -> list[Written | Exception]:
                if not refused:
                    refused.append(turns[0].handled)
                    return [Stale() for _ in turns]
                return list(await write_all(turns, behind))

            monkeypatch.setattr(service.storage, "write_all", stale_once)
            await Person(service).says(WORRY)
            assert refused
            assert len(server.asked) == 1


async def test_the_model_is_asked_while_no_transaction_is_open(data_folder: Path) -> None:
    """While one person's model thinks, another is answered and written."""
    with serving(points()) as server:
        server.manner = slow(server)
        async with house(data_folder, server, seconds=20) as service:
            waiting, other = Chatter(service, chat="waiting"), Person(service, chat="other")
            async with service.answering(waiting.phone, timers=False) as inbox:
                await inbox.accept(replace(waiting._message("text", text=WORRY)))
                while not server.asked:
                    await _a_moment()
                await inbox.accept(other._message("text", text="hello"))
                while not await _answered(service, "other"):
                    await _a_moment()
                assert not await _answered(service, "waiting")
                server.released.set()
                await service.settled(waiting._message("text").place)
                assert await _answered(service, "waiting")


async def _answered(service: Service, chat: str) -> bool:
    stored = await service.storage.find("phone", chat)
    return bool(stored and stored.state)


async def _a_moment() -> None:
    """Let the others go on."""
    await asyncio.sleep(0.01)
