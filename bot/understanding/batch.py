"""Readings in the shapes of the batch verbs and the evaluation sets, both ways; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.understanding.port import Reading, Situation
from dialogs import events
from dialogs.answers import Answer
from dialogs.form import Form
from dialogs.keys import ELSEWHERE, Json, evaluation_name, ours, to_evaluation
from dialogs.kinds import Choice, Choices

_OTHER_QUESTIONS: Mapping[str, str] = {
    "review": "review", "confirm": "review", "delete": "delete", "lesson": "lesson",
}  # fmt: skip
"""Questions that are no fields, and hence in no table of keys."""


def to_situation(row: Mapping[str, Any], form: Form, answers: Mapping[str, Any] | None = None) -> Situation:
    """The situation a line of `needs understand --jsonl` describes; an absent question means first words."""
    named = row.get("asked")
    asked = _asked(named, form) if isinstance(named, str) else None
    field = form.field(asked) if asked else None
    options = field.kind.options if field is not None and isinstance(field.kind, Choice | Choices) else ()
    return Situation(
        form=form,
        asked=asked,
        options=options,
        answers=dict(answers or {}),
        language=str(row.get("lang") or "en"),
        today=str(row.get("today") or "2026-01-01"),
        first=asked is None or asked == "first_words",
    )


def to_eval(reading: Reading, situation: Situation) -> dict[str, Json]:
    """`{"intent", "answers", "language"}` as eval/README.md describes them."""
    answers: dict[str, Json] = {}
    if isinstance(reading.event, events.Told):
        answers = {evaluation_name(key): _shape(key, a, situation.form) for key, a in reading.event.answers.items()}
    if isinstance(reading.event, events.Language):
        answers = {"language": reading.event.code}
    return {"intent": reading.intent, "answers": answers, "language": reading.language}


def _asked(named: str, form: Form) -> str:
    """The question of ours that hears what the evaluation sets ask under a name."""
    if named in _OTHER_QUESTIONS:
        return _OTHER_QUESTIONS[named]
    key = ELSEWHERE.get(named) or ours(named)
    return key if form.field(key) is not None or key == "review" else "other"


def _shape(key: str, answer: Answer, form: Form) -> Json:
    field = form.field(key)
    assert field is not None, "understanding answers only fields of the form"
    return to_evaluation(field.kind, answer.value)
