"""The form as the peers think it: the smallest state machine that fills the same twelve slots from the same words.

It reads words with a handful of patterns, where our own contestant understands them as in service: this favours the
peers, and leaves them nothing to pay for but their own machinery.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from benchmarks.script import SLOTS

State = dict[str, object]
"""JSON: "answers" by slot, "asked" the open slot or "review", "sent"."""

Read = Callable[[str], str | None]
"""The value in a person's words; None when they are unusable."""

START: State = {"answers": {}, "asked": SLOTS[0], "sent": False}

COUNTRIES = {"new zealand": "NZ", "kenya": "KE", "fiji": "FJ", "samoa": "WS", "tonga": "TO", "chad": "TD"}
MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
QUESTIONS = {slot: f"Please tell me about: {slot.replace('_', ' ')}." for slot in SLOTS}
WHY = {slot: f"Whoever helps needs to know this: {slot.replace('_', ' ')}." for slot in SLOTS}

_EDIT = re.compile(r"no, i meant (.+)", re.I)
_MONEY = re.compile(r"(\d[\d ]*) ?([A-Z]{3})")
_MONTH = re.compile(r"([a-z]+) (\d{4})")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}")


def answer(state: State, text: str) -> tuple[State, str]:
    """The next state and the reply; the state given is left as it was."""
    answers = dict(state["answers"])  # type: ignore[call-overload]  # JSON
    asked = str(state["asked"])
    if edit := _EDIT.fullmatch(text):
        if country := _country(edit[1]):
            answers["country"] = country
            return _next(answers, f"I noted {country}. ")
        return {**state}, QUESTIONS.get(asked, "")
    if text == "why do you ask?":
        return {**state}, f"{WHY.get(asked, '')} {QUESTIONS.get(asked, '')}"
    if asked == "review":
        return ({**state, "sent": True}, "Sent.") if text == "send" else ({**state}, _card(answers))
    value = READS.get(asked, _text)(text)
    if value is None:
        return {**state}, f"I did not understand. {QUESTIONS[asked]}"
    answers[asked] = value
    return _next(answers, "Thank you. ")


def _next(answers: dict[str, str], said: str) -> tuple[State, str]:
    for slot in SLOTS:
        if slot not in answers:
            return {"answers": answers, "asked": slot, "sent": False}, said + QUESTIONS[slot]
    return {"answers": answers, "asked": "review", "sent": False}, said + _card(answers)


def _card(answers: dict[str, str]) -> str:
    return "\n".join(f"{slot}: {value}" for slot, value in answers.items()) + "\nMay I send this?"


def _text(text: str) -> str | None:
    return text.strip() or None


def _yes(text: str) -> str | None:
    return text.lower() if text.lower() in ("yes", "no") else None


def _country(text: str) -> str | None:
    return COUNTRIES.get(text.strip().lower())


def _count(text: str) -> str | None:
    return text if text.isdecimal() else None


def _money(text: str) -> str | None:
    found = _MONEY.fullmatch(text)
    return f"{found[1].replace(' ', '')} {found[2]}" if found else None


def _month(text: str) -> str | None:
    found = _MONTH.fullmatch(text.lower())
    return f"{found[2]}-{MONTHS.index(found[1]) + 1:02}" if found and found[1] in MONTHS else None


def _email(text: str) -> str | None:
    return text if _EMAIL.fullmatch(text) else None


READS: dict[str, Read] = {
    "consent": _yes,
    "country": _country,
    "beneficiaries_number": _count,
    "budget": _money,
    "start_date": _month,
    "contact_channel": _email,
}
