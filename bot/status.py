"""What anybody who knows a case's code may hear of it: one word, since when, and a confirmed team. Pure.

A code only identifies. It says nothing of who asked, for what, from where, nor what a Government thinks of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.steps import body_of
from bot.teams import Team, public_name
from storage.desk.port import Case, CaseStep

Word = Literal["received", "work", "help", "done", "closed"]

_WORDS: Mapping[str, Word] = {
    "waiting": "received",
    "shared": "received",
    "coaching": "work",
    "ready": "work",
    "focal-point": "work",
    "endorsed": "work",
    "no-objection": "work",
    "changes-asked": "work",
    "objected": "work",
    "triaged": "work",
    "referred": "work",
    "matching": "work",
    "offered": "work",
    "accepted": "help",
    "delivery": "help",
    "done": "done",
    "follow-up": "done",
    "withdrawn": "closed",
    "closed": "closed",
}
"""Of each state of a request; a state that is missing here is shown as worked on."""


@dataclass(frozen=True, slots=True)
class Status:
    code: str
    word: Word
    since: float
    team: str
    """Name of the centre that has it; "" for the global desk, and for one that is not confirmed for the country."""


def status(case: Case, history: Sequence[CaseStep], teams: Mapping[str, Team]) -> Status | None:
    """None for a case whose code nobody was given: a draft, a question, one that was erased."""
    if _stage(case, history) == "draft" and case.kind != "opened":
        return None
    if case.erased:
        return None
    word, since = _opened(case), case.opened
    for step in history:
        now = _word(step)
        if now is not None and now != word:
            word, since = now, step.at
    return Status(case.code, word, since, public_name(case.team, case.country, teams))


def _stage(case: Case, history: Sequence[CaseStep]) -> str:
    """As it stands, or stood before the case became part of another one, of which nobody hears here."""
    was = [body_of(step).text("was") for step in history if step.kind == "merged"]
    return was[-1] if case.merged_into is not None and was else case.stage


def _opened(case: Case) -> Word:
    return "received" if case.kind in ("request", "opened") else "work"


def _word(step: CaseStep) -> Word | None:
    """The word a step led to; None when it left the state as it was."""
    if step.kind == "request":
        return "received"
    if step.kind == "ask-focal-point":
        return "work"
    if step.kind == "reopen":
        return "work"
    body = body_of(step)
    stage = body.text("stage") or body.text("state")
    if stage in ("", "delegated", "recalled"):
        return None
    return _WORDS.get(stage, "work")
