"""The batch verbs that need no conversation: what was understood, what is missing, what was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, get_args

from bot.cli.lines import Answer, BadLine, Row, Shape
from dialogs.answers import Answer as Held
from dialogs.coach import findings
from dialogs.coach.checks import CHECKS
from dialogs.form import Form
from dialogs.keys import ELSEWHERE, BadValue, from_evaluation, ours
from dialogs.words import LANGUAGES, say
from knowledge.port import Kind, Knowledge, Query, Viewer

if TYPE_CHECKING:
    from bot.understanding.port import Understanding

LABELS = frozenset(
    (
        "intent",
        "ignore",
        "also_ok",
        "must_not",
        "must_end",
        "expect",
        "expect_if_asked",
        "targets_clear",
        "target_field",
        "relevant",
        "strength",
        "synthetic",
        "tags",
        "note",
    )
)
"""Keys of the evaluation sets that say what would be right; never read."""

UNDERSTAND = Shape({"id": str, "text": str}, {"asked": str, "lang": str, "today": str}, LABELS | {"answers"})
COACH = Shape({"id": str, "field": str, "text": str}, {"lang": str, "answers": dict, "today": str}, LABELS)
SEARCH = Shape({"id": str, "text": str}, {"kind": str, "limit": int, "viewer": str, "lang": str}, LABELS)

KINDS: tuple[str, ...] = get_args(Kind)
MOST_HITS = 100
HITS = 10
"""Hits given unless a line asks for another number."""

_PSEUDO = ("review", "confirm", "delete", "lesson")
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


async def understand(row: Row, read: Understanding, form: Form, today: str) -> Answer:
    """The reading of one message: intent, answers in the shapes of the evaluation sets, language or null."""
    from bot.understanding.batch import to_eval, to_situation
    from bot.understanding.port import Reading

    _known_question(row.text("asked"), form)
    values = {
        "asked": row.get("asked"),
        "lang": row.one_of("lang", ("", *LANGUAGES), ""),
        "today": _day(row, today),
    }
    situation = to_situation(values, form)
    given = read(row.text("text"), situation)
    return {"id": row.text("id"), **to_eval(given if isinstance(given, Reading) else await given, situation)}


async def coach(row: Row, form: Form, today: str) -> Answer:
    """All findings on one answer, those too that a conversation would not ask about."""
    field = ours(row.text("field"))
    if form.field(field) is None and not any(field in check.fields for check in CHECKS.values()):
        raise BadLine(f"no field {row.text('field')!r}; `needs form show` lists them")
    language = row.one_of("lang", ("", *LANGUAGES), "") or _spoken(row.text("text"))
    answers = _answers(row, form)
    found = findings(field, row.text("text"), language, answers, _day(row, today))
    return {
        "id": row.text("id"),
        "findings": [{"check": one.check, "question": say(one.question, language, words=one.words)} for one in found],
    }


async def search(row: Row, knowledge: Knowledge, *, demo: bool) -> Answer:
    """The hits of one query, best first; empty when nothing is close enough. Seen as the desk unless told otherwise."""
    limit = row.number("limit", HITS)
    if not 1 <= limit <= MOST_HITS:
        raise BadLine(f"'limit' is {limit}; write a number from 1 to {MOST_HITS}")
    kind = row.one_of("kind", ("", *KINDS), "")
    language = row.one_of("lang", ("", *LANGUAGES), "")
    query = Query(
        text=row.text("text"),
        viewer=_viewer(row.text("viewer", "desk"), demo),
        kinds=tuple(known for known in get_args(Kind) if known == kind),
        limit=limit,
        language=language,
    )
    hits = await knowledge.search(query) if query.text.strip() else ()
    return {
        "id": row.text("id"),
        "hits": [
            {"id": hit.document.id, "score": round(hit.score, 4), "why": _why(hit.why, language or "en")}
            for hit in hits
        ],
    }


def _known_question(asked: str, form: Form) -> None:
    known = ours(asked)
    if asked and form.field(known) is None and known not in ELSEWHERE and known not in _PSEUDO:
        raise BadLine(f"no question {asked!r}; `needs form show` lists them, null is no question")


def _day(row: Row, today: str) -> str:
    day = row.text("today", today)
    if not _DAY.fullmatch(day):
        raise BadLine(f"'today' is {day!r}; write YYYY-MM-DD")
    return day


def _answers(row: Row, form: Form) -> dict[str, Held]:
    given = row.get("answers") or {}
    try:
        pairs = [from_evaluation(form, name, value) for name, value in given.items() if ours(name) not in ELSEWHERE]
    except BadValue as error:
        raise BadLine(f"in 'answers': {error}") from error
    return {key: Held(value) for key, value in pairs}


def _spoken(text: str) -> str:
    """The language a text is written in; English when it says too little."""
    from bot.understanding import languages
    from bot.understanding.script import Message

    return languages.of(Message(text)) or "en"


def _viewer(named: str, demo: bool) -> Viewer:
    """ "desk", "public", or the number of the conversation whose own requests may be seen."""
    if named == "desk":
        return Viewer(desk=True, demo=demo)
    if named == "public":
        return Viewer(demo=demo)
    if named.isdecimal():
        return Viewer(owner=named, demo=demo)
    raise BadLine(f'\'viewer\' is {named!r}; write "desk", "public" or the number of a conversation')


def _why(reasons: tuple[tuple[str, str], ...], language: str) -> str:
    from bot.render.hits import found
    from bot.taps import ANYWHERE
    from dialogs.events import Hit

    return found(Hit(document="", title="", why=reasons), ANYWHERE, language).why
