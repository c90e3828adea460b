"""What was said and done in a case, in one line of time: the person, the assistant, officers, notes, acts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot import calls, teams
from bot.display import label
from bot.message import Outbound
from bot.moments import Moment, day, moment
from bot.shared import Shared, shared
from bot.steps import body_of
from bot.wire import read_outbound
from dialogs.events import Corrected, DeskWrote
from dialogs.words import has, names, say
from storage.desk.port import CaseStep, Standing
from storage.port import TranscriptRow

Who = Literal["person", "assistant", "officer", "note", "act"]
Delivery = Literal["", "queued", "sent", "uncertain", "undeliverable", "blocked"]

_SAID = ("text", "tap", "edit", "unreadable")
"""Kinds of rows in which a person says something; others are arrivals, timers and what other conversations tell."""
_SHOWN_AS_MESSAGES = ("words", "reply", "correct", "file")
ALONE: Mapping[int, str] = {}
"""Codes of a case without parts."""
FAILED = ("uncertain", "undeliverable", "blocked")
"""Ends of a send, as `TranscriptRow.status` names them, that an officer must know of."""
_PROOF = 200
"""Characters by which the delivery of an officer's words is known: a channel cuts longer ones."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A file on its way to the person."""

    name: str
    id: int = 0
    """0 while it is not on its way."""
    delivery: Delivery = "queued"


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    """The same as long as the entry exists: a page that is brought up to date keeps what it shows."""
    who: Who
    name: str
    """Of the officer, "" for all others."""
    at: float
    when: Moment
    text: str
    language: str = ""
    """Of the words, as far as we know; "" when it is the officer's own."""
    original: bool = False
    """In the person's own words, in another language than the officer's."""
    delivery: Delivery = ""
    """What became of an officer's words, or of the assistant's that did not arrive."""
    changed: bool = False
    """It takes the place of an earlier message."""
    files: tuple[Sent, ...] = ()
    """What an officer sent along."""
    of: str = ""
    """Code of the case that it is from, where several are read as one; else ""."""
    offered: tuple[str, ...] = ()
    """Buttons that stood under it, and what was found, by title."""
    crossed: str = ""
    """Who of the desk was answering when the person wrote it, and had not read it; "" for nobody."""
    unanswered: bool = False
    """It crossed an answer, and nobody who had read it has written since."""


def log(
    rows: Sequence[TranscriptRow],
    steps: Sequence[CaseStep],
    *,
    reader: str,
    writer: str,
    people: Mapping[int, str],
    of: Mapping[int, str] = ALONE,
    here: str = "",
    known: Mapping[str, teams.Team] | None = None,
) -> tuple[Entry, ...]:
    """Oldest first; of the conversation what is the desk's to read.

    `people` are the names of accounts by id, for acts that concern a colleague. Where several cases are read as one,
    `of` are their codes by id, and `here` the code of the one whose conversation this is.
    """
    messages = _messages(rows, shared(steps), reader, writer)
    if here:
        messages = [replace(entry, id=f"{here}-{entry.id}", of=here) for entry in messages]
    return in_order([*messages, *_acts(steps, reader, people, of, known)])


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.at))


def done(step: CaseStep, reader: str, people: Mapping[int, str], known: Mapping[str, teams.Team] | None = None) -> str:
    """What a step did, as the end of a sentence that begins with a name: "took the case over"."""
    body = body_of(step)
    moved = body.text("stage") or body.text("state")
    words: dict[str, object] = {
        "who": people.get(body.number("to"), "") or say("console.nobody", reader),
        "team": teams.name(body.text("team"), known) or say("console.global_desk", reader),
        "day": day(until, reader) if (until := body.real("until")) else "",
        "stage": say(stage, reader) if has(stage := f"stage.{moved}", "en") else moved,
        "name": body.text("name"),
        "code": body.text("code"),
        "programme": body.text("programme"),
        "field": label(ask, reader) if (ask := body.text("ask")) else "",
    }
    kind = "assign-nobody" if step.kind == "assign" and not body.number("to") else step.kind
    kind = "hand-back-asking" if kind == "hand-back" and words["field"] else kind
    kind = f"late-{body.text('of')}" if kind == "late" else kind
    if kind == "promise":
        words["day"] = names.date(body.text("day"), reader)
    id = f"console.did.{kind}"
    return say(id if has(id, "en") else "console.did.other", reader, **words)


def text_of(step: CaseStep) -> str:
    """What somebody wrote or asked in it, "" for nothing."""
    body = body_of(step)
    return body.text("text") or body.text("question")


def files_of(step: CaseStep) -> Sequence[str]:
    """Names of the files that went with it."""
    return body_of(step).texts("files")


def repeats(step: CaseStep) -> bool:
    """Whether it only repeats, in the history of a part, what was done to the whole case."""
    return step.kind == "merged" or "along" in body_of(step)


def holder(part: Standing, people: Mapping[int, str], language: str) -> str:
    """Who of the desk has a part of a case, and whether they talk with its person; "" for nobody."""
    name = people.get(part.assignee or 0, "")
    return " · ".join(said for said in (say("console.hold.desk", language) if part.talks else "", name) if said)


def kept_back(rows: Sequence[TranscriptRow], steps: Sequence[CaseStep]) -> bool:
    """Whether the person said something that is not the desk's to read."""
    share = shared(steps)
    return any(row.direction == "in" and row.kind in _SAID and not share.covers(row.at) for row in rows)


def _messages(rows: Sequence[TranscriptRow], share: Shared, reader: str, writer: str) -> list[Entry]:
    entries: list[Entry] = []
    undelivered: list[tuple[int, str]] = []
    """Officers' words whose delivery was not met yet: place in `entries`, how they begin."""
    enclosed: list[tuple[int, int, str]] = []
    """Files whose delivery was not met yet: place in `entries`, place in its `files`, name."""
    written: list[tuple[int, int]] = []
    """Of what the person wrote: place in `entries`, position."""
    latest = 0.0
    for row in rows:
        latest = max(latest, row.at)  # A platform's clock and ours differ; the order is that of acceptance.
        blank = Entry(f"m{row.position}", "person", "", latest, moment(row.at, reader), row.text)
        if row.direction == "out":
            if row.status == "withdrawn":
                continue
            message = read_outbound(row.text)
            if place := next((one for one in enclosed if one[2] == message.file), None) if message.kept else None:
                enclosed.remove(place)
                at, number, name = place
                files = list(entries[at].files)
                files[number] = Sent(name, message.kept, _delivery(row.status))
                entries[at] = replace(entries[at], files=tuple(files))
                continue
            shown = _ours(blank, row, message, reader)
            met = next((one for one in undelivered if one[1] in shown.text), None)
            if met:
                undelivered.remove(met)
                entries[met[0]] = replace(entries[met[0]], delivery=_delivery(row.status))
            elif (shown.text or shown.offered) and share.covers(row.at):
                entries.append(shown)
        elif row.kind == calls.KIND:
            told = calls.read(row.text)
            if isinstance(told, Corrected):
                undelivered.append((len(entries), told.text[:_PROOF]))
                said = replace(blank, who="officer", name=told.by, text=told.text, delivery="queued", changed=True)
                entries.append(said)
            elif isinstance(told, DeskWrote):
                if told.heard is not None:
                    _answer(entries, written, told.by, told.heard)
                enclosed += [(len(entries), number, file.name) for number, file in enumerate(told.files)]
                if told.text:
                    undelivered.append((len(entries), told.text[:_PROOF]))
                entries.append(
                    replace(
                        blank,
                        who="officer",
                        name=told.by,
                        text=told.text,
                        delivery="queued" if told.text else "",
                        files=tuple(Sent(file.name) for file in told.files),
                    )
                )
        elif row.kind in _SAID and share.covers(row.at):
            words = row.text or say("console.tapped" if row.tap else "console.no_words", reader)
            if row.kind == "unreadable":
                words = say("console.unreadable_message", reader, kind=row.text)
            if row.written:
                written.append((len(entries), row.position))
            foreign = bool(row.text) and row.kind != "unreadable" and not row.tap and reader != writer
            entries.append(replace(blank, text=words, language=writer, original=foreign, changed=row.kind == "edit"))
    return entries


def _answer(entries: list[Entry], written: Sequence[tuple[int, int]], by: str, heard: int) -> None:
    """Somebody of the desk writes who has read the conversation up to a position."""
    for place, position in written:
        said = entries[place]
        if position <= heard:
            entries[place] = replace(said, unanswered=False)
        elif not said.crossed:
            entries[place] = replace(said, crossed=by, unanswered=True)


def _ours(blank: Entry, row: TranscriptRow, message: Outbound, reader: str) -> Entry:
    lines = (say("heard.fact", reader, label=line.label, value=line.value) for line in message.lines if not line.open)
    text = "\n".join(part for part in (message.text, *lines) if part)
    offered = (*(found.title for found in message.found), *(option.label for option in message.options))
    failed = _delivery(row.status) if row.status in FAILED else ""
    return replace(blank, who="assistant", text=text, language=message.language, offered=offered, delivery=failed)


def _delivery(status: str) -> Delivery:
    match status:
        case "sent" | "uncertain" | "undeliverable" | "blocked":
            return status
        case _:
            return "queued"


def _acts(
    steps: Iterable[CaseStep],
    reader: str,
    people: Mapping[int, str],
    of: Mapping[int, str],
    known: Mapping[str, teams.Team] | None,
) -> Iterable[Entry]:
    for step in steps:
        if step.kind in _SHOWN_AS_MESSAGES or (of and repeats(step)):
            continue
        words = text_of(step)
        entry = Entry(
            f"s{step.id}",
            "act",
            step.name,
            step.at,
            moment(step.at, reader),
            done(step, reader, people, known),
            of=of.get(step.case, ""),
        )
        if step.kind == "note":
            yield replace(entry, who="note", text=words)
        else:
            yield replace(entry, text=f"{entry.text}\n{words}" if words else entry.text)
