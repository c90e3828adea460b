"""What anybody with a code hears of a case."""

from __future__ import annotations

import json

import pytest

from bot.desk import STAGES
from bot.status import _WORDS, Word, status
from storage.desk.port import Case, CaseStep


def case(**fields: object) -> Case:
    held = {
        "id": 1, "code": "KUMA-4827", "kind": "request", "conversation": 1, "title": "Reefs", "country": "FJ",
        "language": "en", "institution": "", "team": "", "assignee": None, "stage": "waiting", "hold": "bot",
        "waiting_since": 0.0, "snoozed_until": 0.0, "acts": 0, "opened": 10.0, "updated": 10.0,
    }  # fmt: skip
    return Case(**held | fields)  # type: ignore[arg-type]


def step(kind: str, at: float, **body: str) -> CaseStep:
    return CaseStep(int(at), 1, kind, None, "", at, json.dumps(body))


def test_each_state_has_its_word() -> None:
    """A state somebody adds is not shown as worked on by accident."""
    assert {*_WORDS} >= {*STAGES, "closed"}


@pytest.mark.parametrize(
    ("steps", "word", "since"),
    [
        ([], "received", 10.0),
        ([step("stage", 20, stage="triaged")], "work", 20.0),
        ([step("stage", 20, stage="triaged"), step("stage", 30, stage="matching")], "work", 20.0),
        ([step("stage", 20, stage="objected")], "work", 20.0),
        ([step("stage", 20, stage="accepted"), step("close", 30, stage="closed", text="thanks")], "closed", 30.0),
        ([step("close", 30, stage="closed"), step("reopen", 40)], "work", 40.0),
        ([step("note", 20, text="a Government objects"), step("endorsement", 30, state="delegated")], "received", 10.0),
    ],
)
def test_one_word_and_since_when(steps: list[CaseStep], word: Word, since: float) -> None:
    """Never what a Government thinks of it, nor a reason."""
    found = status(case(), [step("request", 10), *steps], {})
    assert found
    assert (found.word, found.since) == (word, since)


@pytest.mark.parametrize(
    "fields",
    [
        {"stage": "draft", "kind": "handoff"},
        {"stage": "draft", "kind": "query"},
        {"hold": "closed", "conversation": None, "title": ""},
    ],
)
def test_drafts_questions_and_what_was_erased_are_nobodys_business(fields: dict[str, object]) -> None:
    assert status(case(**fields), [step("opened", 10)], {}) is None
