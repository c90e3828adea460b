"""A request as one complete record: every value with its source and the words that prove it, and what is open."""

from __future__ import annotations

import datetime as dt
import json

from bot.display import cited, display, label
from dialogs.coach.tree import Branch, tree
from dialogs.form import Depth
from dialogs.forms import FORMS
from dialogs.keys import Json
from dialogs.request import Request, dump_value, open_fields


def to_record(request: Request) -> str:
    """JSON, indented, letters of any script as themselves. Times are ISO 8601 in UTC, null when not known."""
    return written(record(request))


def written(value: Json) -> str:
    """JSON that can be saved as UTF-8 whatever was typed: half a character pair becomes a question mark."""
    return json.dumps(value, ensure_ascii=False, indent=2).encode("utf-8", "replace").decode()


def record(request: Request) -> dict[str, Json]:
    """The record as a JSON object; answers, gaps and notes in the form's order."""
    form = FORMS.get(request.form)
    answers: list[Json] = [
        {
            "field": key,
            "label": label(key, request.language),
            "value": _json(request, key),
            "shown": display(key, answer.value, request.language),
            "source": answer.source.value,
            "words": answer.words,
            **({"place": cited(answer.citation, request.language)} if answer.citation else {}),
        }
        for key, answer in request.answers.items()
    ]
    gaps: list[Json] = [{"field": key, "why": gap.why} for key, gap in request.gaps.items()]
    notes: list[Json] = [{"field": key, "text": note.text} for key, note in request.notes.items()]
    return {
        "code": request.code,
        "form": request.form,
        "version": request.version,
        "language": request.language,
        "created": moment(request.created),
        "sent": moment(request.sent),
        "official": False,
        "answers": answers,
        "gaps": gaps,
        "notes": notes,
        "problem_tree": _tree(request),
        "attachments": list(request.attachments),
        "open": list(open_fields(request, form, Depth.FULL)) if form else [],
    }


def _tree(request: Request) -> Json:
    """Problem, causes and effects, each with what hangs under it; null while neither cause nor effect was told."""
    found = tree(request.answers, request.language)
    if not found:
        return None
    return {"problem": found.problem, "causes": _branches(found.causes), "effects": _branches(found.effects)}


def _branches(branches: tuple[Branch, ...]) -> list[Json]:
    return [{"text": one.text, "under": _branches(one.under)} for one in branches]


def moment(seconds: float) -> str | None:
    """ISO 8601 in UTC, to the second; None for 0."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="seconds") if seconds else None


def _json(request: Request, key: str) -> Json:
    value = dump_value(request.answers[key].value)
    match value:
        case dict():
            return dict(value)
        case list():
            return [dict(one) if isinstance(one, dict) else one for one in value]
        case _:
            return value
