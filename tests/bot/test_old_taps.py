"""A button of an earlier draft never answers a later one, whatever became of the first: in two chats."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.message import Option, Outbound
from dialogs.answers import Answers
from dialogs.state import load
from storage.backup import back_up
from tests.bot.two_chats import Guest, Hall, hall, told

WORDS = (
    "lionfish eat our reef fish in Belize",
    "no",
    "yes",
    "ana@ministry.example",
    "Poachers take the eggs of our turtles in Kenya, and the rangers have no boat.",
    "undo",
    "skip",
)
STEPS = ("says", "says", "says", "taps", "deletes", "begins again", "is forgotten", "goes on elsewhere")
AT_ANY_TIME = ("more", "do|person", "do|pause", "do|link", "do|language")
"""How buttons go on that may be tapped on any message, of those met here."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A button as it was shown."""

    option: Option
    draft: int
    """The how manyth draft of its chat it was shown in, as a person would count them."""


@dataclass
class Chat:
    """One of two chats of one person, and all the buttons that were ever shown in it."""

    person: Guest
    seen: list[Seen] = field(default_factory=list)
    drafts: int = 0
    conversation: int = 0

    async def look(self, messages: Sequence[Outbound]) -> None:
        """Remember the new buttons; a draft is another one where the conversation is, or was begun anew."""
        conversation = await self.person.conversation()
        anew = any(told(id, messages) for id in ("delete-done", "restarted", "new-request"))
        if anew or conversation != self.conversation:
            self.drafts += 1
        self.conversation = conversation
        options = [o for m in messages for o in (*m.options, *(o for f in m.found for o in f.options))]
        options += [Option(line.label, line.change) for m in messages for line in m.lines if line.change]
        self.seen += [Seen(option, self.drafts) for option in options]

    async def answers(self) -> Answers:
        stored = await self.person.service.storage.find(self.person.phone.name, self.person.chat)
        return load(stored.state).answers if stored and stored.state else {}


@dataclass
class Play:
    """A person who does things in both chats, and now and then taps something old."""

    here: Chat
    there: Chat

    async def does(self, step: str, choice: int) -> None:
        """One step in one of the chats; by the choice, which one, and what in it."""
        chat, other = (self.here, self.there) if choice % 2 else (self.there, self.here)
        person = chat.person
        match step:
            case "says":
                await chat.look(await person.says(WORDS[choice % len(WORDS)]))
            case "taps":
                if fresh := [seen for seen in chat.seen[-6:] if seen.draft == chat.drafts]:
                    await chat.look(await person.taps(fresh[choice % len(fresh)].option))
            case "deletes":
                await person.says("delete everything")
                await chat.look(await person.says("yes"))
            case "begins again":
                await chat.look(await person.says("start again"))
            case "is forgotten":
                person.clock.now += 25 * 3600
                await chat.look(await person.has_upkeep())
            case "goes on elsewhere":
                await chat.look(await person.goes_on_there())
        await other.look(other.person.heard())

    async def taps_an_old_button(self, choice: int) -> None:
        """Of an earlier draft; no answer changes, and the person is told so where it would have been one."""
        chat = self.here if choice % 2 else self.there
        old = [seen for seen in chat.seen if seen.draft < chat.drafts]
        if not old:
            return
        seen = old[choice % len(old)]
        before = await chat.answers()
        messages = await chat.person.taps(seen.option)
        assert await chat.answers() == before, f"{seen.option.label!r} of draft {seen.draft} was taken in {chat.drafts}"
        if not seen.option.tap.partition("|")[2].startswith(AT_ANY_TIME):
            assert told("old-tap", messages)
        await chat.look(messages)


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def open_hall(runner: asyncio.Runner, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    opened = hall(tmp_path_factory.mktemp("hall"))
    yield runner.run(opened.__aenter__())  # type: ignore[arg-type]  # an awaitable of one kind is as good as another
    runner.run(opened.__aexit__(None, None, None))  # type: ignore[arg-type]


@settings(max_examples=40, deadline=None)
@given(steps=st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 999), st.integers(0, 999)), min_size=6))
@example(steps=[("says", 7, 1), ("says", 9, 1), ("deletes", 1, 1), ("says", 7, 1), ("begins again", 1, 5)])
def test_no_old_button_changes_an_answer(
    runner: asyncio.Runner, open_hall: Hall, steps: list[tuple[str, int, int]]
) -> None:
    """Whatever happens to drafts in two chats of one person, each tap on a button of an earlier one leaves all answers
    as they are, and says that it is old."""

    async def play() -> None:
        here, there = open_hall.two_chats()
        played = Play(Chat(here), Chat(there))
        for step, choice, old in steps:
            await played.does(step, choice)
            await played.taps_an_old_button(old)

    runner.run(play())


async def erased(person: Guest) -> None:
    await person.says("delete everything")
    await person.says("yes")


async def erased_elsewhere(person: Guest) -> None:
    """By the same person, in a chat that was joined with this one."""
    assert isinstance(person.beside, Guest)
    await person.beside.says("our bees die in Ghana")
    await person.goes_on_there()
    await person.says("lionfish eat our reef fish in Belize")
    await erased(person.beside)


async def forgotten(person: Guest) -> None:
    person.clock.now += 25 * 3600
    await person.has_upkeep()


async def begun_again(person: Guest) -> None:
    await person.says("start again")


async def given_up(person: Guest) -> None:
    await person.says("cancel")


async def gone_elsewhere(person: Guest) -> None:
    """What was begun elsewhere has the place of this one."""
    await person.goes_on_there()


ENDS = (erased, erased_elsewhere, forgotten, begun_again, given_up, gone_elsewhere)


@pytest.mark.parametrize("end", ENDS, ids=lambda end: str(end.__name__))
async def test_the_same_question_of_an_earlier_draft(tmp_path: Path, end: Callable[[Guest], Awaitable[None]]) -> None:
    """The first draft asked what the second asks now, as the same question in a row: its button takes nothing, the
    open question stands again, and the button under that one works."""
    async with hall(tmp_path) as opened:
        person, _ = opened.two_chats()
        old = person.option("No", await person.says("lionfish eat our reef fish in Belize"))
        await end(person)
        await person.says("poachers take the eggs of our turtles in Kenya")
        before = await person.state()
        assert before.asked == "consent"
        messages = await person.taps(old)
        assert told("old-tap", messages)
        after = await person.state()
        assert (after.asked, after.answers, after.misses) == ("consent", before.answers, before.misses)
        await person.taps(person.option("Yes, keep them", messages))
        assert (await person.state()).asked != "consent"


async def test_what_was_shown_after_a_backup(tmp_path: Path) -> None:
    """Served from a copy, a draft goes on where the copy has it; buttons shown after the copy was made are old."""
    original, copy = tmp_path / "original", tmp_path / "copy"
    async with hall(original) as opened:
        person, _ = opened.two_chats()
        await person.says("lionfish eat our reef fish in Belize")
        back_up(original, copy)
        await person.says("yes")
        lost = person.option("Why this question?", await person.says("The fishers catch half of what they did."))
    async with hall(copy) as opened:
        person, _ = opened.two_chats()
        await person.says("no")
        await person.says("Anglers bring new ones.")
        before = await person.state()
        assert told("old-tap", await person.taps(lost))
        assert (await person.state()).answers == before.answers


async def test_a_draft_of_an_earlier_version(tmp_path: Path) -> None:
    """A draft from when questions were counted goes on; what it had shown under the very open question is old."""
    async with hall(tmp_path) as opened:
        person, _ = opened.two_chats()
        await person.says("lionfish eat our reef fish in Belize")
    count_questions(tmp_path)
    async with hall(tmp_path) as opened:
        person, _ = opened.two_chats()
        before = await person.state()
        assert (before.draft, before.asked_as, before.asked) == ("", "", "consent")
        messages = await person.taps(Option("No", "2|pick|no"))
        assert told("old-tap", messages)
        assert (await person.state()).answers == before.answers
        await person.taps(person.option("Yes, keep them", messages))
        assert (await person.state()).asked != "consent"


def count_questions(folder: Path) -> None:
    """Write the states as an earlier version did: with the number of the question in place of names."""
    (file,) = folder.glob("*.sqlite3")
    with contextlib.closing(sqlite3.connect(file)) as db, db:
        for id, text in db.execute("SELECT id, state FROM conversation").fetchall():
            state = {name: value for name, value in json.loads(text).items() if name not in ("draft", "asked_as")}
            db.execute("UPDATE conversation SET state = ? WHERE id = ?", (json.dumps({**state, "question": 2}), id))
