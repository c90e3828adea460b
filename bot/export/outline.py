"""A request as headings, lines and tables in one language: what the DOCX and the page both show."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from bot.display import CELLS, cells, cited, display, label
from dialogs.answers import Answer, Logframe, Source
from dialogs.coach.tree import Branch, tree
from dialogs.form import Depth
from dialogs.forms import FORMS
from dialogs.request import Request, open_fields
from dialogs.vocabularies import targets
from dialogs.words import names, say

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "doc.problem",
        ("first_words", "problem_statement", "root_causes", "effects", "evidence", "gap_types", "capacity_level"),
    ),
    ("doc.help", ("assistance_types", "assistance_details", "budget")),
    ("doc.result", ("objective", "outputs", "indicators")),
    ("doc.link", ("national_priority", "gbf_targets", "themes")),
    (
        "doc.people",
        ("beneficiaries_direct", "beneficiaries_number", "iplc_women_youth", "fpic_needed", "consultation"),
    ),
    ("doc.context", ("past_efforts", "same_request_elsewhere", "own_resources")),
    (
        "doc.time",
        (
            "start_date",
            "end_date",
            "urgency",
            "delivery_mode",
            "delivery_language",
            "cooperation_mode",
            "preferred_partners",
        ),
    ),
    ("doc.after", ("after", "risks")),
    ("doc.more", ("other", "attachments")),
    ("doc.who", ("contact_name", "organization", "organization_type", "requester_role", "contact_channel")),
)
"""Headings and the fields under them, in the order of a letter; a test holds them to the form."""

SUMMARY = (
    "country",
    "other_countries",
    "scope",
    "places",
    "organization",
    "assistance_types",
    "start_date",
    "end_date",
)
"""Fields of the table at the top."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)
"""Characters that XML cannot carry, and those that make a signed line read in another order than it is written."""


@dataclass(frozen=True, slots=True)
class Line:
    """One answer."""

    label: str
    texts: tuple[str, ...]
    """Paragraphs, never empty."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table under a name, with a row of headings."""

    label: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Nest:
    """Branches under a name: causes, or effects."""

    label: str
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    lines: tuple[Line | Grid | Nest, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """Everything on the sheet but its signature lines, in the language of the request; all text is safe for XML."""

    title: str
    code: str
    language: str
    summary: tuple[tuple[str, str], ...]
    """(label, text) for the table at the top: the code first; last, when it was sent or that it is a draft."""
    sections: tuple[Section, ...]
    gaps: tuple[str, ...]
    """For each reason a sentence with all that is open for it: what was asked and not answered, then what was not."""
    notes: tuple[tuple[str, str], ...]
    """(label, what the person said), kept word for word."""
    sources: tuple[tuple[str, str], ...]
    """(label, how we know, with the person's words that prove it), for every answer about the need itself."""

    def say(self, id: str, **values: object) -> str:
        return say(id, self.language, **values)


def outline(request: Request) -> Outline:
    """The sheet of a request, sent or draft; empty sections are left out."""
    language = request.language
    shown = {key: _line(request, key) for key in request.answers}
    if _said_elsewhere(request):
        del shown["first_words"]
    if request.attachments:
        shown["attachments"] = Line(say("label.attachments", language), tuple(map(clean, request.attachments)))
    facts = [(say("doc.case", language), clean(request.code))]
    several = say("list.separator", language)
    blocks: dict[str, Line | Grid | Nest] = {**shown, **_drawn(request)}
    facts += [(shown[key].label, several.join(shown[key].texts)) for key in SUMMARY if key in shown]
    sections = (Section(say(id, language), tuple(blocks[k] for k in keys if k in blocks)) for id, keys in SECTIONS)
    return Outline(
        title=clean(request.text("title")) or say("doc.untitled", language),
        code=clean(request.code),
        language=language,
        summary=(*facts, (say("doc.status", language), _status(request))),
        sections=tuple(section for section in sections if section.lines),
        gaps=_gaps(request),
        notes=tuple((_label(key, language), clean(note.text)) for key, note in request.notes.items()),
        sources=tuple(_source(key, held, language) for key, held in request.answers.items() if key != "consent"),
    )


def clean(text: str) -> str:
    """The text without characters that XML cannot carry or that turn the reading order; letters all stay."""
    return _FORBIDDEN.sub("", text)


def right_to_left(text: str) -> bool:
    """Whether a line reads from right to left, by its first letter that has a direction."""
    for character in text:
        match unicodedata.bidirectional(character):
            case "L":
                return False
            case "R" | "AL":
                return True
            case _:
                continue
    return False


def _said_elsewhere(request: Request) -> bool:
    """Whether the title or the problem says all of the first words; else they are printed, for nothing told is lost."""
    told = request.text("first_words").casefold().strip(" .!?…")
    return bool(told) and any(told in request.text(key).casefold() for key in ("title", "problem_statement"))


def _label(key: str, language: str) -> str:
    """A field's name as the reader of a document meets it, who is not the person who answered."""
    if key == "first_words":
        return _capital(say("doc.gap.note", language))
    return clean(label(key, language))


def _line(request: Request, key: str) -> Line:
    language = request.language
    value = request.answers[key].value
    if key == "gbf_targets":
        texts = [say("doc.target", language, number=n, title=targets.title(n, language)) for n in request.codes(key)]
    elif isinstance(value, tuple):
        texts = [display(key, (code,), language) for code in value]
    else:
        texts = display(key, value, language).splitlines()
    return Line(_label(key, language), tuple(clean(text) for text in texts if text.strip()) or ("",))


def _drawn(request: Request) -> dict[str, Grid | Nest]:
    """What is drawn rather than written: causes and effects as branches, indicators as a table."""
    language = request.language
    roots = tree(request.answers, language)
    drawn: dict[str, Grid | Nest] = {
        key: Nest(label(key, language), tuple(_clean_branch(branch) for branch in branches))
        for key, branches in (("root_causes", roots.causes), ("effects", roots.effects))
        if branches
    }
    frame = request.value("indicators")
    if isinstance(frame, Logframe):
        head = tuple(say(f"logframe.{cell}", language) for cell in CELLS)
        rows = tuple(tuple(clean(cell) for cell in cells(row, language)) for row in frame.rows)
        drawn["indicators"] = Grid(label("indicators", language), head, rows)
    return drawn


def _clean_branch(branch: Branch) -> Branch:
    return Branch(clean(branch.text), tuple(_clean_branch(one) for one in branch.under))


def _status(request: Request) -> str:
    if not request.sent:
        return say("doc.draft", request.language)
    day = dt.datetime.fromtimestamp(request.sent, dt.UTC).date().isoformat()
    return f"{say('doc.sent', request.language)} – {names.date(day, request.language)}"


def _gaps(request: Request) -> tuple[str, ...]:
    language = request.language
    form = FORMS.get(request.form)
    never = open_fields(request, form, Depth.STANDARD) if form else ()
    open_by_reason: dict[str, list[str]] = {}
    for key, gap in request.gaps.items():
        open_by_reason.setdefault(f"doc.gap.{gap.why}", []).append(_label(key, language))
    for key in never:
        if key not in ("consent", "visibility", "first_words", "title"):
            open_by_reason.setdefault("doc.gap.open", []).append(_label(key, language))
    return tuple(
        say(
            "heard.fact",
            language,
            label=_capital(say(why, language)),
            value=say("list.separator", language).join(names),
        )
        for why, names in open_by_reason.items()
    )


def _source(key: str, answer: Answer, language: str) -> tuple[str, str]:
    words = clean(answer.words) if answer.source is not Source.TYPED else ""
    ours = answer.source is Source.INFERRED and not words  # A default of the form, agreed to on the card.
    how = say("source.proposed" if ours else f"source.{answer.source.value}", language)
    if answer.citation:
        how = say("heard.fact", language, label=how, value=cited(answer.citation, language))
    if words:
        how = say("heard.fact", language, label=how, value=say("doc.words", language, words=words))
    return _label(key, language), how


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
