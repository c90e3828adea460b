"""What of a case is the desk's to read: what the person told in it, and what it can be found by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from bot.findable import SHARED, discreet
from bot.requests import request_of
from bot.shared import Shared, shared
from bot.steps import body_of
from dialogs.answers import Answer, Answers, Held, Source
from dialogs.state import Phase, State
from dialogs.state import load as load_state
from knowledge.port import Document
from knowledge.redact import redacted, withheld
from storage.desk.port import Case, CaseStep, case_document
from storage.port import Gone, Storage, TranscriptRow

LONGEST = 2000
"""Characters of talk by which a case is found; the newest."""
SHORTEST = 12
"""Characters of a message that says what a case is about: shorter ones are answers such as "yes". Chosen."""


async def remembered(storage: Storage, case: Case, share: Shared) -> State | None:
    """What the assistant remembers of the talk that led to the case; None when there is none, when we cannot read it,
    and when it is a draft that the team does not read."""
    if case.conversation is None:
        return None
    try:
        stored = await storage.read(case.conversation)
        state = load_state(stored.state) if stored.state else None
    except (Gone, ValueError):
        return None
    ours = state and (share.draft or (state.phase is Phase.SENT and state.code == case.code))
    return state if ours else None


async def told(storage: Storage, case: Case, state: State | None) -> Answers:
    """What was sent, for a request; else the draft as it stands, as far as it is shared."""
    if case.kind == "request":
        request = await request_of(storage, case.code)
        return {**request.answers, **request.gaps, **request.notes} if request else {}
    return state.answers if state else {}


def said_elsewhere(held: Mapping[str, Held]) -> bool:
    """Whether the problem as told later begins with the first words, so that they need not be read twice."""
    first, problem = held.get("first_words"), held.get("problem_statement")
    if not (isinstance(first, Answer) and isinstance(problem, Answer)):
        return False
    own = problem.words if problem.source is Source.REWORDED else str(problem.value)
    return str(first.value).casefold().strip(" .!?…") in own.casefold()


async def findable_case(storage: Storage, id: int) -> Document | None:
    """What people at the desk find of a case, as it stands now: what it is called and what it is about, redacted, and
    nothing that they may not read on its page.

    None for a case that was erased or is not there, of which nothing was said yet, or that holds traditional knowledge
    without recorded consent.
    """
    found = await storage.desk.cases([id])
    if not found:
        return None
    case = found[0]
    steps = await storage.desk.history(case.id)
    share = shared(steps)
    answers = await told(storage, case, await remembered(storage, case, share))
    texts = [text for key in SHARED if (text := _text(answers, key))]
    if not texts:
        rows = await storage.transcript(case.conversation) if case.conversation else ()
        texts = list(dict.fromkeys((*_opening(steps), _text(answers, "first_words"), *_said(rows, share))))
    document = redacted(
        Document(
            id=case_document(case.id),
            kind="case",
            language=case.language,
            title=case.title,
            text="\n".join(text for text in texts if text),
            source=case.code,
            year=str(dt.datetime.fromtimestamp(case.opened, dt.UTC).year),
            countries=(case.country,) if case.country else (),
            visibility="desk",
            facets={"traditional_knowledge": "yes" if _text(answers, "fpic_needed") == "yes" else ""},
        )
    )
    return None if withheld(document) or not (document.title or document.text) else discreet(document)


def _text(answers: Answers, key: str) -> str:
    held = answers.get(key)
    return held.value if isinstance(held, Answer) and isinstance(held.value, str) else ""


def _opening(steps: Sequence[CaseStep]) -> Iterator[str]:
    """The letter or the call from which somebody at the desk opened it."""
    for step in steps:
        if step.kind == "opened":
            yield body_of(step).text("text")


def _said(rows: Sequence[TranscriptRow], share: Shared) -> list[str]:
    """What the person wrote to the desk, in order."""
    kept: list[str] = []
    left = LONGEST
    for row in reversed(rows):
        ours = row.direction == "in" and row.kind in ("text", "edit") and not row.tap and share.covers(row.at)
        if ours and len(row.text) >= SHORTEST:
            kept.append(row.text[:left])
            left -= len(row.text)
        if left <= 0:
            break
    return kept[::-1]
