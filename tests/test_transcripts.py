"""Whole conversations, one text file each, read as the person saw them. To add a test, write a conversation.

A file is a comment that says what matters, the depth, and lines: `person:` what somebody wrote, `tap:` the button they
touched, `tap-old:` a button of an earlier question, `tap-hit: N action`, `both: one // two // ...` messages before any
answer, `at-once: VERB: ... // VERB: ... x TIMES` all sorts of things that wait when we begin, `long: N` a message of N
characters, `later:`, `hours:` and `silence:` days or hours, `resume:` the secret link, `search: down|up`,
`form: changed`, `model: WORDS` from now on a language model that would put any text so (`model: fails` one that gives
no answer), `asked FIELD:` what somebody answers when that is asked, once `answers:` says so.

What people do in real channels: `edit: OLD -> NEW` the message that began with these words is changed, `reply: OURS //
words` to the last message of ours that says so, `file: NAME, CONTENT [x TIMES] [// caption]`, `unreadable: voice`,
`link:` the last link is opened on a second phone, `there-person:` and `there-tap:` what is done on that one,
`desk: NAME take|write|correct|send|note|ask|back|promise|refer|close|reopen WORDS` is what somebody at the desk does
about the case (`ask` names a field, `send` a file as `file` does, `promise` a day, `refer` a programme, a day and why;
`calendar` confirms the desk's up to a day), `there-group:` somebody speaks to us there among others, `upkeep:` what
time brings by itself.
All else is what came back.

After a change that is meant, `make transcripts` writes the files anew: read the difference as the person would.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from bot.message import Outbound
from bot.models.port import Filled, Request, Unanswered
from bot.settings import Settings
from bot.wiring import Service, open_service
from bot.writing.model import ModelWriter
from dialogs.form import Depth
from knowledge.port import Document, Hit, KnowledgeUnavailable, Query
from tests.caller import Caller, Chatter

FILES = sorted((Path(__file__).parent / "transcripts").glob("*.txt"))
VERBS = (
    "person",
    "tap",
    "tap-old",
    "tap-hit",
    "both",
    "at-once",
    "long",
    "later",
    "silence",
    "resume",
    "search",
    "form",
    "model",
    "depth",
    "answers",
    "edit",
    "reply",
    "file",
    "unreadable",
    "link",
    "there-person",
    "there-tap",
    "there-group",
    "upkeep",
    "hours",
    "desk",
)
LONG = "The reef is dying and the fishers of our villages do not know what to do about it any more. "


def script(text: str) -> tuple[list[str], Depth, list[tuple[str, str]]]:
    """The comment lines, the depth and what the person does."""
    lines = text.splitlines()
    comment = [line for line in lines if line.startswith("#")]
    read = ((verb, rest.strip()) for verb, sep, rest in (line.partition(":") for line in lines) if sep)
    verbs = [(verb, rest) for verb, rest in read if verb in VERBS or verb.startswith("asked ")]
    depth = Depth[next((rest for verb, rest in verbs if verb == "depth"), "quick").upper()]
    return comment, depth, [(verb, rest) for verb, rest in verbs if verb != "depth"]


def shown(messages: Sequence[Outbound]) -> list[str]:
    """What came back, as a person reads it; secrets and case codes vary, so they are masked."""
    lines: list[str] = []
    for message in messages:
        counter = f" ({message.counter})" if message.counter else ""
        lines.append(f"bot{counter}:")
        lines += [f"  {line}".rstrip() for line in message.text.splitlines()]
        if message.link:
            lines.append(f"  <{message.link}>")
        for hit in message.found:
            lines.append("  * " + " — ".join(part for part in (hit.title, hit.place_and_year, hit.source) if part))
            lines += [f"    {text}" for text in (hit.summary, hit.why) if text or hit.summary]
        for line in message.lines:
            because = f" « {line.because} »" if line.because else ""
            origin = f" ({line.origin})" if line.origin else ""
            lines.append(f"  | {line.label}: {line.value}{' (?)' if line.proposed else ''}{because}{origin}")
        if message.options:
            lines.append("  " + " ".join(f"[{option.label}]" for option in message.options))
    text = "\n".join(lines)
    text = re.sub(r"/(r|p)/[\w-]{16,}", r"/\1/SECRET", text)
    text = re.sub(r"(https://\w+\.example/)[\w-]{27}", r"\1SECRET", text)
    text = re.sub(r"(?<![A-Z])[BDFGKLMNPRSTVZ][AEIOU][BDFGKLMNPRSTVZ][AEIOU]-\d{4}(?!\d)", "KUMA-4827", text)
    return text.splitlines()


async def play(service: Service, text: str) -> str:
    """The transcript of a script, in the file's own form."""
    comment, depth, acts = script(text)
    service.mind = replace(service.mind, depth=depth)
    there = Chatter(service, chat="b", phone=Caller("telegram"))
    person = (
        Chatter(service, beside=there)
        if any(verb.startswith(("link", "there")) for verb, _ in acts)
        else Chatter(service)
    )
    there.beside, there.clock = person, person.clock
    service.mind = replace(service.mind, clock=person.clock)
    told = {verb.removeprefix("asked "): rest for verb, rest in acts if verb.startswith("asked ")}
    lines = [*comment, f"depth: {depth.name.lower()}", *(f"asked {field}: {rest}" for field, rest in told.items())]
    for verb, rest in acts:
        if verb.startswith("asked "):
            continue
        if verb == "answers":
            lines += ["answers:", *await answer(person, told)]
            continue
        lines.append(f"{verb}: {rest}".rstrip())
        if verb.startswith(("link", "there-")):
            lines += shown(await act_there(there, person, verb, rest))
            lines += [f"here {line}" if line.startswith("bot") else line for line in shown(person.heard())]
            continue
        lines += shown(await act(person, verb, rest))
        lines += [f"there {line}" if line.startswith("bot") else line for line in shown(there.heard())]
    return "\n".join(lines) + "\n"


async def answer(person: Chatter, told: dict[str, str]) -> list[str]:
    """Answer whatever is asked from a list, until the card or something that is not on it."""
    lines: list[str] = []
    while (state := await person.state()).asked in told:
        words = told[f"{state.asked} {state.coach}".strip()]
        lines += [f"  > {words}", *shown(await person.says(words))]
    return lines


async def act_there(there: Chatter, person: Chatter, verb: str, rest: str) -> Sequence[Outbound]:
    match verb:
        case "link":
            secret = next(message.way for message in reversed(person.seen) if message.way).rpartition("/")[2]
            return await there.does("link", rest or secret)
        case "there-person":
            return await there.says(rest)
        case "there-group":
            return await there.does("group", rest)
        case _:
            return await there.taps(there.option(rest, there.seen[-3:]))


async def act(person: Chatter, verb: str, rest: str) -> Sequence[Outbound]:
    match verb:
        case "person":
            return await person.says(rest)
        case "both":
            return await person.says(*rest.split(" // "))
        case "at-once":
            person.begins()
            for one in rest.split(" // "):
                what, _, times = one.partition(" x ")
                verb, _, words = what.partition(": ")
                for _ in range(int(times or 1)):
                    await act(person, verb, words)
            return await person.arrives()
        case "edit":
            old, _, new = rest.partition(" -> ")
            return await person.edits(old, new)
        case "reply":
            return await person.replies(*rest.split(" // "))
        case "file":
            described, _, caption = rest.partition(" // ")
            name, _, content = described.partition(", ")
            content, _, times = content.partition(" x ")
            return await person.sends(name, content, caption, int(times or 1))
        case "unreadable":
            return await person.does(verb, rest)
        case "hours":
            person.clock.now += float(rest) * 3600
            return []
        case "upkeep":
            return await person.has_upkeep()
        case "desk":
            name, deed, *words = rest.split(" ", 2)
            return await person.meets(name, deed, "".join(words))
        case "long":
            return await person.says((LONG * (int(rest) // len(LONG) + 1))[: int(rest)])
        case "tap":
            return await person.taps(person.option(rest, person.seen[-3:]))
        case "tap-old":
            return await person.taps(person.option(rest, person.seen[:-1]))
        case "tap-hit":
            number, _, action = rest.partition(" ")
            shown = next(m for m in reversed(person.seen) if m.found)
            hit = shown.found[int(number) - 1]
            option = next(o for o in hit.options if f"|{action.replace('_', '-')}|" in o.tap)
            return await person.taps(option)
        case "later":
            person.clock.now += int(rest.split()[0]) * 24 * 3600
            return []
        case "silence":
            return await person.is_silent(int(rest.split()[0]))
        case "resume":
            return await person.comes_back()
        case "search":
            knowledge = Missing() if rest == "down" else person.service.knowledge
            person.service.mind = replace(person.mind, search=replace(person.mind.search, knowledge=knowledge))
            return []
        case "model":
            writer = ModelWriter(Writes(rest if rest != "fails" else ""))
            told = replace(person.mind.service, model="models.example")
            person.service.mind = replace(person.mind, writer=writer, service=told)
            return []
        case _:
            person.service.mind = replace(
                person.mind, form=replace(person.mind.form, version=person.mind.form.version + 1)
            )
            return []


class Writes:
    """A language model that puts every text in the same words; one without words gives no answer."""

    def __init__(self, text: str) -> None:
        self.text = text

    async def ask(self, request: Request, shape: type[Filled]) -> Filled:
        if not self.text:
            raise Unanswered("failed")
        return shape.model_validate({"text": self.text})


class Missing:
    """A knowledge base whose index is gone."""

    async def search(self, query: Query) -> Sequence[Hit]:
        raise KnowledgeUnavailable("there is no search index; run `needs knowledge rebuild`")

    async def put(self, documents: Sequence[Document]) -> None:
        raise KnowledgeUnavailable("there is no search index; run `needs knowledge rebuild`")

    async def remove(self, ids: Sequence[str]) -> None:
        raise KnowledgeUnavailable("there is no search index; run `needs knowledge rebuild`")


@pytest.fixture
async def service(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Service]:
    monkeypatch.setattr("bot.search.PATIENCE", 120.0)  # A busy machine is no reason to find nothing.
    settings = Settings(
        data_dir=data_folder,
        demo=True,
        operator="Biodiversity Help Desk",
        data_place="Montreal, Canada",
        contact="help@desk.example",
    )
    async with open_service(settings) as service:
        yield service


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
async def test_transcript(path: Path, service: Service) -> None:
    """The conversation in the file is the conversation a person has."""
    expected = path.read_text(encoding="utf-8")  # noqa: ASYNC240 - nothing else runs yet.
    actual = await play(service, expected)
    if os.environ.get("NEEDS_WRITE_TRANSCRIPTS"):
        path.write_text(actual, encoding="utf-8")  # noqa: ASYNC240 - nothing else runs any more.
        return
    assert actual == expected
