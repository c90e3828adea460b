"""What a person told stays theirs: kept as agreed, taken away, erased; a code opens nothing, a link for a while."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.codes import digest
from bot.export.files import Files
from bot.message import Option
from bot.recording import LINK_LASTS
from bot.settings import Settings
from bot.taps import ANYWHERE, build
from bot.upkeep import SILENCE, Upkeep
from bot.wiring import Service, open_service
from dialogs.effects import Retrieve
from dialogs.state import Phase
from storage.port import Stored
from tests.person import NOON, Person

HOUR = 3600.0
PROBLEM = "Dogs dig up the turtle nests on Aleipata beach in Samoa and our wardens come too late"


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with open_service(Settings(data_dir=tmp_path / "data", library="none")) as service:
        yield service


async def _found(person: Person) -> Stored:
    stored = await person.service.storage.find(person.phone.name, person.chat)
    assert stored
    return stored


async def _upkeep(person: Person) -> None:
    """One round, as the running service does it now and then, and the answers that follow."""
    async with person.service.answering(person.phone, timers=False):
        assert person.service.worker
        await Upkeep(person.service.storage, person.service.worker.wake, clock=person.clock).round()
        await person.service.worker.drain()


async def _sent(person: Person, keeps: str = "yes") -> str:
    """Tell, answer and send; the case code."""
    answers = {"consent": keeps, "country": "Samoa", "contact_channel": "sina@desk.example"}
    await person.says(PROBLEM)
    for _ in range(8):
        if (asked := (await person.state()).asked) == "review":
            break
        await person.says(answers.get(asked or "", f"{PROBLEM}; it has been so for three years."))
    await person.taps(person.option("Send", person.seen[-1:]))
    assert (await person.state()).phase is Phase.SENT
    return (await person.state()).code


@pytest.mark.parametrize("answer", ["no", None], ids=["declined", "not answered"])
async def test_without_consent_a_draft_is_gone_after_a_day_of_silence(service: Service, answer: str | None) -> None:
    """Kept for a day after the last message, erased whole by the round after it; the person then starts anew."""
    person = Person(service)
    await person.says(PROBLEM)
    if answer:
        await person.says(answer)
    conversation = (await _found(person)).conversation
    person.clock.now += 23.9 * HOUR
    await _upkeep(person)
    assert (await _found(person)).conversation == conversation
    person.clock.now += 0.2 * HOUR
    await _upkeep(person)
    assert await service.storage.find(person.phone.name, person.chat) is None
    assert not await service.storage.transcript(conversation)


async def test_with_consent_a_draft_is_kept_and_its_owner_reminded_once(service: Service) -> None:
    """After two days one message says how to come back; further rounds and days add nothing and erase nothing."""
    person = Person(service)
    await person.says(PROBLEM)
    await person.says("yes")
    seen = len(await _posts(person))
    person.clock.now += SILENCE + HOUR
    await _upkeep(person)
    assert len(await _posts(person)) == seen + 1
    person.clock.now += 60 * 24 * HOUR
    await _upkeep(person)
    await _upkeep(person)
    assert len(await _posts(person)) == seen + 1
    assert "first_words" in (await person.state()).answers


async def _posts(person: Person) -> list[str]:
    rows = await person.service.storage.transcript((await _found(person)).conversation)
    return [row.text for row in rows if row.direction == "out"]


async def test_a_sent_request_outlives_a_declined_consent(service: Service) -> None:
    """Sending is a choice of its own: nobody finds their request gone a day after it was sent."""
    person = Person(service)
    code = await _sent(person, keeps="no")
    person.clock.now += 48 * HOUR
    await _upkeep(person)
    row = await service.storage.request(code)
    assert row
    assert row.body


async def test_everything_can_be_taken_away_from_the_chat(service: Service) -> None:
    """The file the chat gives holds both sides of the conversation, the answers and the request."""
    person = Person(service)
    code = await _sent(person)
    await person.taps(person.option("Talk to a person", person.seen[-1:]))
    posts = await person.taps(Option("", build(ANYWHERE, "do", "export")))
    assert any(post.kind == "file" for post in posts)
    content = await Files(service.storage).everything((await _found(person)).conversation)
    assert content
    held = json.loads(content)
    assert PROBLEM in [message["text"] for message in held["messages"]]
    assert held["answers"]["country"][1] == ["WS"]
    assert [request["code"] for request in held["requests"]] == [code]
    assert [note["kind"] for note in held["notes_for_the_desk"]] == ["handoff"]


async def test_deleting_leaves_a_stub_that_nobody_finds(service: Service) -> None:
    """Code, date and country remain of a sent request; words, links and the way to find it are gone."""
    person = Person(service)
    code = await _sent(person)
    await service.prepare()
    conversation = (await _found(person)).conversation
    wanted = Retrieve("dogs and turtle nests")
    assert [hit.document for hit in (await service.mind.search.retrieve(wanted, "en", conversation)).hits] == [code]
    await person.says("delete everything")
    await person.says("yes")
    await service.prepare()
    assert (await service.mind.search.retrieve(wanted, "en", conversation)).hits == ()
    row = await service.storage.request(code)
    assert row
    assert (row.code, row.country, row.at, row.body, row.title, row.conversation) == (code, "WS", NOON, "", "", None)
    assert await Files(service.storage).record(code) is None
    rows = await service.storage.transcript(conversation)
    assert not any("turtle" in row.text or "sina@" in row.text for row in rows)


async def test_another_person_finds_only_what_was_shared(service: Service) -> None:
    """A request is the owner's and the desk's until somebody chooses otherwise."""
    await _sent(Person(service))
    await service.prepare()
    stranger = Person(service, chat="b")
    await stranger.says("hello")
    found = await service.mind.search.retrieve(Retrieve("turtle nests"), "en", (await _found(stranger)).conversation)
    assert found.available
    assert found.hits == ()


async def test_a_case_code_opens_nothing(service: Service) -> None:
    """Somebody who overheard the code and says it, in any way, sees no word of the request."""
    code = await _sent(Person(service))
    stranger = Person(service, chat="b")
    for words in (code, f"where is my case {code}?", f"resume {code}", f"show me {code}"):
        shown = json.dumps([repr(post) for post in await stranger.says(words)])
        assert "Aleipata" not in shown
        assert "sina@" not in shown
    for purpose in ("resume", "page"):
        assert await service.storage.open_secret(digest(code), purpose, NOON) is None  # type: ignore[arg-type]  # both are purposes


async def test_a_link_opens_for_its_time_and_its_purpose(service: Service) -> None:
    """The secret of a pause opens the draft for thirty days, no page, and only its hash is in the table of links."""
    person = Person(service)
    await person.says(PROBLEM)
    await person.says("yes")
    posts = await person.says("pause")
    link = next(post.link for post in posts if post.link)
    secret = link.removeprefix("/r/")
    opens = service.storage.open_secret
    conversation = (await _found(person)).conversation
    assert len(secret) * 6 >= 60  # bits, in base64
    assert await opens(digest(secret), "resume", NOON + LINK_LASTS - 1) == conversation
    assert await opens(digest(secret), "resume", NOON + LINK_LASTS) is None
    assert await opens(digest(secret), "page", NOON) is None
    assert await opens(secret, "resume", NOON) is None


async def test_without_the_library_there_is_nothing_to_find_and_no_fault(service: Service) -> None:
    """With NEEDS_LIBRARY=none a search answers that nothing is close; the first request sent is then found."""
    await service.prepare()
    person = Person(service)
    posts = await person.says(PROBLEM)
    assert not any(post.found for post in posts)
    found = await service.mind.search.retrieve(Retrieve(PROBLEM), "en", (await _found(person)).conversation)
    assert found.available
    assert found.hits == ()
