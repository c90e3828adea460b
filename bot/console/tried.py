"""What the assistant has tried in a case before the desk came: examples shown and what the person said of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.shared import Shared
from dialogs.state import State
from storage.port import Storage


@dataclass(frozen=True, slots=True)
class Example:
    """Something that was found and shown."""

    title: str
    verdict: str
    """ "example" or "not-relevant", "" when the person said nothing of it."""


@dataclass(frozen=True, slots=True)
class Tried:
    examples: tuple[Example, ...]
    questions: tuple[str, ...]
    """What the person wanted to know and was kept for the desk, in their words."""
    lessons: tuple[str, ...]
    supported: int
    """How many questions were put to make answers stronger."""
    faults: int
    """Messages at which we failed."""

    @property
    def nothing(self) -> bool:
        return not (self.examples or self.questions or self.lessons or self.supported or self.faults)


async def tried(storage: Storage, conversation: int | None, state: State | None, share: Shared, reader: str) -> Tried:
    """Of what the desk may read, and every question that was kept for it; nothing for a case without a conversation."""
    kept = await storage.notes(conversation) if conversation else ()
    notes = [(one.kind, json.loads(one.body)) for one in kept if one.kind == "query" or share.covers(one.at)]
    verdicts = {str(body["document"]): str(body["verdict"]) for kind, body in notes if kind == "verdict"}
    shown = dict.fromkeys((*(state.shown if state else ()), *verdicts))
    return Tried(
        tuple([Example(await _title(storage, id, reader), verdicts.get(id, "")) for id in shown]),
        _texts(notes, "query", "question"),
        _texts(notes, "lesson", "text"),
        len(state.coached) if state else 0,
        sum(kind == "fault" for kind, _ in notes),
    )


async def _title(storage: Storage, id: str, reader: str) -> str:
    row = await storage.document(id)
    if row is None:
        return id
    facets = json.loads(row.facets)
    return str(facets.get(f"title_{reader}") or row.title)


def _texts(notes: Sequence[tuple[str, dict[str, object]]], kind: str, key: str) -> tuple[str, ...]:
    return tuple(str(body[key]) for found, body in notes if found == kind and body.get(key))
