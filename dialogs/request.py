"""The finished request for assistance: what was answered and how we know it, what stayed open, what is kept as said."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, assert_never

from dialogs.answers import (
    Answer,
    Answers,
    Citation,
    Gap,
    Held,
    Indicator,
    Logframe,
    Money,
    Note,
    Source,
    Value,
    values,
)
from dialogs.form import Form


class UnreadableRequest(ValueError):
    """The body is not a request: it was erased, or another program wrote it."""


@dataclass(frozen=True, slots=True)
class Request:
    """Never changes once sent."""

    code: str
    form: str
    version: int
    """Of the form, when it was sent."""
    language: str
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By field key, in the form's order; every one confirmed by the person."""
    gaps: Mapping[str, Gap] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    created: float = 0.0
    """Seconds since the epoch, when the conversation began; 0 when not known."""
    sent: float = 0.0
    """Seconds since the epoch; 0 for a draft."""
    attachments: tuple[str, ...] = ()
    """Names of the files that came with it."""

    def value(self, key: str) -> Value | None:
        answer = self.answers.get(key)
        return answer.value if answer else None

    def text(self, key: str) -> str:
        """A text, a code, a date or a contact; "" when it is not known."""
        value = self.value(key)
        return value if isinstance(value, str) else ""

    def codes(self, key: str) -> tuple[str, ...]:
        """A list of codes; empty when it is not known."""
        value = self.value(key)
        return value if isinstance(value, tuple) else ()

    @property
    def year(self) -> str:
        """The year it was sent, in UTC; "" for a draft."""
        return str(dt.datetime.fromtimestamp(self.sent, dt.UTC).year) if self.sent else ""


def finish(
    form: Form,
    answers: Answers,
    *,
    code: str,
    language: str,
    created: float = 0.0,
    sent: float = 0.0,
    files: tuple[str, ...] = (),
) -> Request:
    """What is held, in the form's order; moot answers are left out, and so is every proposal not confirmed."""
    held = form.relevant(answers)
    return Request(
        code=code,
        form=form.name,
        version=form.version,
        language=language,
        answers={key: one for key, one in held.items() if isinstance(one, Answer) and one.confirmed},
        gaps={key: one for key, one in held.items() if isinstance(one, Gap)},
        notes={key: one for key, one in held.items() if isinstance(one, Note)},
        created=created,
        sent=sent,
        attachments=files,
    )


def open_fields(request: Request, form: Form, depth: int) -> tuple[str, ...]:
    """Fields of a depth that apply and were never dealt with, in the form's order."""
    held: dict[str, Held] = {**request.answers, **request.gaps, **request.notes}
    return tuple(one.key for one in form.fields if one.depth <= depth and one.when(held) and one.key not in held)


def plain(request: Request) -> dict[str, Value]:
    """Only the values, by field key."""
    return values(request.answers)


def dump(request: Request) -> str:
    """JSON that `load` reads back to an equal value; letters of any script stand as themselves."""
    return json.dumps(
        {
            "code": request.code,
            "form": request.form,
            "version": request.version,
            "language": request.language,
            "created": request.created,
            "sent": request.sent,
            "answers": {
                key: {"value": dump_value(one.value), "source": one.source.value, "words": one.words} | _cited(one)
                for key, one in request.answers.items()
            },
            "gaps": {key: one.why for key, one in request.gaps.items()},
            "notes": {key: one.text for key, one in request.notes.items()},
            "attachments": list(request.attachments),
        },
        ensure_ascii=False,
    )


def load(body: str) -> Request:
    """
    Raises:
        UnreadableRequest: nothing is there (an erased request leaves an empty body), or it is not a request.
    """
    if not body:
        raise UnreadableRequest("this request was erased; only its code, dates and country are left")
    try:
        return _request(json.loads(body))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UnreadableRequest(f"this is not a request ({type(error).__name__}); restore it from a backup") from error


Cells = dict[str, str]
"""A line of a logframe, by the names of its cells."""


def dump_value(value: Value) -> str | int | list[str] | dict[str, str | int] | list[Cells]:
    """A value as JSON has it; a logframe as a list of objects, one for each indicator."""
    match value:
        case Logframe(rows=rows):
            return [dataclasses.asdict(row) for row in rows]
        case Money(amount=amount, currency=currency):
            return {"amount": amount, "currency": currency}
        case tuple():
            return list(value)
        case str() | int():
            return value
        case _:
            assert_never(value)


def _request(row: dict[str, Any]) -> Request:
    return Request(
        code=str(row["code"]),
        form=str(row["form"]),
        version=int(row["version"]),
        language=str(row["language"]),
        answers={str(key): _answer(one) for key, one in row["answers"].items()},
        gaps={str(key): Gap(_why(why)) for key, why in row["gaps"].items()},
        notes={str(key): Note(str(text)) for key, text in row["notes"].items()},
        created=float(row["created"]),
        sent=float(row["sent"]),
        attachments=tuple(str(name) for name in row.get("attachments", ())),
    )


def _cited(answer: Answer) -> dict[str, Any]:
    return {"citation": dataclasses.asdict(answer.citation)} if answer.citation else {}


def _answer(one: dict[str, Any]) -> Answer:
    cited = one.get("citation")
    citation = Citation(str(cited["document"]), int(cited["page"]), str(cited["heading"])) if cited else None
    return Answer(_value(one["value"]), Source(one["source"]), str(one["words"]), citation=citation)


def _value(given: Any) -> Value:
    match given:
        case str() | int():
            return given
        case [{"what": _}, *_]:
            return Logframe(tuple(Indicator(**row) for row in given))
        case list():
            return tuple(str(code) for code in given)
        case {"amount": int(amount), "currency": str(currency)}:
            return Money(amount, currency)
        case _:
            raise ValueError("no value of ours")


def _why(given: Any) -> Literal["skipped", "unknown", "will_ask"]:
    match given:
        case "skipped" | "unknown" | "will_ask":
            return given  # type: ignore[no-any-return]  # narrowed by the patterns, which mypy does not see on Any
        case _:
            raise ValueError("no gap of ours")
