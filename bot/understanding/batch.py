"""Readings in the shapes of the batch verbs and the evaluation sets, both ways; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.understanding.port import Reading, Situation
from dialogs import events
from dialogs.answers import Answer, Money, Value
from dialogs.form import Form
from dialogs.kinds import Choice, Choices, Countries
from dialogs.vocabularies.choices import STANDARD_VALUES

FIELDS: Mapping[str, str] = {
    "budget_band": "budget", "declaration": "review", "endorsement": "review", "confirm": "review",
    "attachments": "other",
}  # fmt: skip
"""Questions of the evaluation sets that our form asks under another name."""


def to_situation(row: Mapping[str, Any], form: Form, answers: Mapping[str, Any] | None = None) -> Situation:
    """The situation a line of `needs understand --jsonl` describes; an absent question means first words."""
    named = row.get("asked")
    asked = FIELDS.get(named, named) if isinstance(named, str) else None
    field = form.field(asked) if asked else None
    options = field.kind.options if field is not None and isinstance(field.kind, Choice | Choices) else ()
    return Situation(
        form=form,
        asked=asked if field is not None or asked in (None, "review", "delete", "lesson") else "other",
        options=options,
        answers=dict(answers or {}),
        language=str(row.get("lang") or "en"),
        today=str(row.get("today") or "2026-01-01"),
        first=asked is None or asked == "first_words",
    )


def to_eval(reading: Reading, situation: Situation) -> dict[str, Any]:
    """`{"intent", "answers", "language"}` as eval/README.md describes them."""
    answers: dict[str, Any] = {}
    if isinstance(reading.event, events.Told):
        answers = {key: _shape(key, answer, situation.form) for key, answer in reading.event.answers.items()}
    if isinstance(reading.event, events.Language):
        answers = {"language": reading.event.code}
    return {"intent": reading.intent, "answers": answers, "language": reading.language}


def _shape(key: str, answer: Answer, form: Form) -> object:
    value: Value = answer.value
    field = form.field(key)
    if isinstance(value, Money):
        return {"amount": value.amount, "currency": value.currency}
    if key == "gbf_targets" and isinstance(value, tuple):
        return [int(code) for code in value]
    if field is not None and isinstance(field.kind, Choice | Choices):
        names = STANDARD_VALUES.get(field.kind.vocabulary, {})
        return [names.get(code, code) for code in value] if isinstance(value, tuple) else names.get(str(value), value)
    if isinstance(value, tuple) or (field is not None and isinstance(field.kind, Countries)):
        return list(value) if isinstance(value, tuple) else [value]
    return value
