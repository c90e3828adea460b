"""A request in the layout of another programme's form: what we know under each of its parts, and what we do not."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from bot.display import display, label
from bot.export.bbi import to_bio_bridge
from bot.export.outline import Line, Outline, Section, clean, outline
from bot.export.record import moment, written
from bot.referral import Part, Programme
from dialogs.forms import FORMS
from dialogs.keys import Json
from dialogs.request import Request
from dialogs.words import say

_NEVER = ("consent", "visibility")
"""Between the person and us."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A part of the form with what we have for it."""

    part: Part
    answers: tuple[tuple[str, str, str], ...]
    """(our key, label, value); empty when nothing is known, or nothing of it is shown."""
    note: str
    """Why it is empty; "" when it is not."""


@dataclass(frozen=True, slots=True)
class Copy:
    programme: Programme
    request: Request
    contact: bool
    """Whether it says who asks."""
    filled: tuple[Filled, ...]
    """In the order of the form."""
    beside: tuple[tuple[str, str, str], ...]
    """What the form has no place for, as `Filled.answers`."""


def copy(request: Request, programme: Programme, *, contact: bool) -> Copy:
    """`contact`: who asks and how to reach them may be shown. Texts are in the language of the request."""
    parts = programme.parts or _our_own()
    private = {field.key for field in FORMS["request"].fields if field.contact}
    shown = {key for key in request.answers if key not in _NEVER and (contact or key not in private)}
    filled = tuple(_filled(request, part, shown, withheld=not contact) for part in parts)
    placed = {key for part in parts for key in part.ours}
    beside = tuple(_answer(request, key) for key in request.answers if key in shown - placed)
    return Copy(programme, request, contact, filled, beside)


def to_json(copied: Copy) -> str:
    """Every part of the form, in its order; `empty` repeats what is not known, with our note."""
    language = copied.request.language
    record: dict[str, Json] = {
        "programme": copied.programme.name,
        "form": copied.programme.form or None,
        "form_source": copied.programme.source,
        "code": copied.request.code,
        "language": language,
        "sent": moment(copied.request.sent),
        "official": False,
        "fields": [_field(one) for one in copied.filled],
        "empty": [{"label": one.part.label, "note": one.note} for one in copied.filled if one.note],
        "beside": [_json(one) for one in copied.beside],
    }
    if copied.programme.id == "bbi":
        platform = json.loads(to_bio_bridge(copied.request))
        if not copied.contact:
            platform |= {"organization": None, "contact": None}
        record["platform_record"] = platform
    return written(record)


def to_outline(copied: Copy) -> Outline:
    """The same on paper: the form's headings, under each what we know or why it is empty."""
    request, language = copied.request, copied.request.language
    ours = outline(request)
    sections = [Section(one.part.label, _lines(one, language)) for one in copied.filled]
    if copied.beside:
        lines = tuple(Line(name, _texts(value)) for _, name, value in copied.beside)
        sections.append(Section(say("doc.copy.beside", language), lines))
    about = [
        (say("doc.copy.programme", language), copied.programme.name),
        (say("doc.copy.form", language), copied.programme.form or say("doc.copy.no_form", language)),
        (say("doc.case", language), clean(request.code)),
        (say("doc.copy.known", language), say("doc.copy.compare", language)),
    ]
    empty = tuple(
        say("heard.fact", language, label=one.part.label, value=one.note) for one in copied.filled if one.note
    )
    return replace(ours, summary=tuple(about), sections=tuple(sections), gaps=empty, notes=(), sources=())


def _our_own() -> tuple[Part, ...]:
    """The parts of a programme whose form we do not know: one for each question of ours."""
    fields = [field for field in FORMS["request"].fields if field.key not in _NEVER]
    return tuple(Part(label(field.key, "en"), (field.key,), "read", field.key, field.contact) for field in fields)


def _filled(request: Request, part: Part, shown: set[str], *, withheld: bool) -> Filled:
    answers = tuple(_answer(request, key) for key in part.ours if key in shown)
    if part.ours == ("attachments",) and request.attachments:
        names = "\n".join(map(clean, request.attachments))
        answers = (("attachments", clean(label("attachments", request.language)), names),)
    if answers:
        return Filled(part, answers, "")
    why = part.wants or ("withheld" if part.contact and withheld else "unknown")
    return Filled(part, (), say(f"doc.copy.empty-{why}", request.language))


def _answer(request: Request, key: str) -> tuple[str, str, str]:
    value = display(key, request.answers[key].value, request.language)
    name = say("doc.gap.note", request.language) if key == "first_words" else label(key, request.language)
    return key, clean(name), clean(value)


def _lines(filled: Filled, language: str) -> tuple[Line, ...]:
    if filled.note:
        return (Line(say("doc.copy.empty", language), (filled.note,)),)
    return tuple(Line(name, _texts(value)) for _, name, value in filled.answers)


def _texts(value: str) -> tuple[str, ...]:
    return tuple(line for line in value.splitlines() if line.strip()) or ("",)


def _field(filled: Filled) -> Json:
    part = filled.part
    return {
        "key": part.key or None,
        "label": part.label,
        "known": part.known,
        "answers": [_json(one) for one in filled.answers],
        "note": filled.note or None,
    }


def _json(answer: tuple[str, str, str]) -> Json:
    key, name, value = answer
    return {"ours": key, "label": name, "value": value}
