"""Good practices out of a table: the columns people fill in, what may be wrong with a row, and each as a document."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from dialogs.vocabularies.parties import PARTIES
from dialogs.vocabularies.targets import TARGETS
from knowledge.documents import read_row
from knowledge.names import fold
from knowledge.port import Document
from knowledge.reading.port import Table
from knowledge.works import Care, facets_of

COLUMNS: Mapping[str, tuple[str, str]] = {
    "title": ("Title", "What was done and where, in one line. Needed."),
    "text": ("What was done", "Who did what, with what result: three to eight sentences. Needed."),
    "lesson": ("What others can learn", "One or two sentences."),
    "country": ("Countries", "Names or two-letter codes, with a semicolon between."),
    "year": ("Year", "2021, or 2021-2023."),
    "themes": ("Thematic areas", "At most three of the list below, with a semicolon between."),
    "targets": ("Targets", "Numbers of targets of the Global Biodiversity Framework: 6; 18."),
    "source": ("Source", "A link or a publication where it can be read. Needed."),
    "lang": ("Language", "en, fr, es, pt, ar, ru or zh: the language of the row. English unless given."),
    "keeper": ("Looked after by", "The office that answers for it."),
    "checked": ("Checked on", "The day somebody last found it right: 2026-11-21."),
    "traditional_knowledge": ("Traditional knowledge", "yes where it holds any; then consent is needed to show it."),
    "consent": ("Consent", "Who agreed, when, and to what."),
}
"""By the key of a document: the heading, and what to write below it."""

AREAS = (
    "agriculture",
    "biosafety",
    "business and finance",
    "capacity and cooperation",
    "data and monitoring",
    "forests",
    "genetic resources",
    "health and pollution",
    "inland waters",
    "invasive species",
    "law and planning",
    "marine and coastal",
    "protected areas",
    "restoration",
    "species",
    "traditional knowledge",
)
"""Few enough to choose from; each is said in plain words."""

MOST_AREAS = 3
NEEDED = ("title", "text", "source")

_SEPARATOR = re.compile(r"\s*[;,\n]\s*")


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a row, and what to do."""

    row: int
    """As a spreadsheet counts; 1 is the row of headings."""
    says: str


def template() -> str:
    """The headings alone, as separated values that Excel opens as UTF-8."""
    file = io.StringIO()
    csv.writer(file, lineterminator="\r\n").writerow(heading for heading, _ in COLUMNS.values())
    return f"\ufeff{file.getvalue()}"


def explained() -> str:
    """What to write below each heading, and the thematic areas, one a line."""
    lines = [f"{heading}: {hint}" for heading, hint in COLUMNS.values()]
    return "\n".join([*lines, f"Thematic areas to choose from: {', '.join(AREAS)}."])


def practices(table: Table, care: Care) -> tuple[tuple[Document, ...], tuple[Fault, ...]]:
    """Each row as a document, or what is wrong with it; in order. `care` is for what a row does not say.

    The id depends on the title and the source only: a row that is corrected takes the place of what it was.
    """
    keys = {fold(heading): key for key, (heading, _) in COLUMNS.items()}
    unknown = [column for column in table.columns if fold(column) not in keys]
    missing = [COLUMNS[key][0] for key in NEEDED if fold(COLUMNS[key][0]) not in map(fold, table.columns)]
    if unknown or missing:
        wrong = f"no column {missing[0]!r}" if missing else f"no such column as {unknown[0]!r}"
        return (), (Fault(1, f"{wrong}; `needs knowledge template` writes a table with the right ones"),)
    found: dict[str, Document] = {}
    faults: list[Fault] = []
    for row in table.rows:
        try:
            document = _practice({keys[fold(heading)]: cell for heading, cell in row.cells.items()}, care)
        except ValueError as error:
            faults.append(Fault(row.number, str(error)))
            continue
        if document.id in found:
            faults.append(Fault(row.number, "the same title and source stand on an earlier row; leave one out"))
        found[document.id] = document
    return tuple(found.values()), tuple(faults)


def _practice(cells: Mapping[str, str], care: Care) -> Document:
    for key in NEEDED:
        if not cells.get(key, "").strip():
            raise ValueError(f"{COLUMNS[key][0]!r} is empty; every practice needs one")
    digest = hashlib.sha256(f"{fold(cells['title'])}\n{fold(cells['source'])}".encode()).hexdigest()
    document = read_row(
        {
            "id": f"p-{digest[:12]}",
            "kind": "practice",
            "lang": cells.get("lang", "en").strip().lower(),
            "visibility": care.visibility,
            **{key: cells[key] for key in ("title", "text", "lesson", "source", "consent") if key in cells},
            "country": [_country(name) for name in _listed(cells, "country")] or list(care.countries),
            "year": cells.get("year", care.year),
            "themes": _areas(_listed(cells, "themes")),
            "targets": [_target(number) for number in _listed(cells, "targets")],
            "keeper": cells.get("keeper", care.keeper),
            "checked": checked_day(cells.get("checked", care.checked)),
            "traditional_knowledge": _yes(cells.get("traditional_knowledge", "")) or care.traditional_knowledge,
        }
    )
    return replace(document, facets={**facets_of(care), **document.facets})


def checked_day(text: str) -> str:
    """The day as YYYY-MM-DD; "" for none.

    Raises:
        ValueError: it is no day; says how to write one.
    """
    text = text.strip().removesuffix(" 00:00:00")  # A spreadsheet's day comes with the first moment of it.
    if not text:
        return ""
    try:
        return dt.date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise ValueError(f"{text!r} is no day; write it as 2026-11-21") from error


def _listed(cells: Mapping[str, str], key: str) -> Sequence[str]:
    return [part for part in _SEPARATOR.split(cells.get(key, "").strip()) if part]


def _country(name: str) -> str:
    code = name.upper() if name.upper() in PARTIES else _countries().get(fold(name))
    if code is None:
        raise ValueError(f"no Party {name!r}; write the country's name or its code of two letters")
    return code


@cache
def _countries() -> Mapping[str, str]:
    return {fold(name): code for code, party in PARTIES.items() for _, name in party.names}


def _areas(named: Sequence[str]) -> list[str]:
    if len(named) > MOST_AREAS:
        raise ValueError(f"{len(named)} thematic areas; choose the {MOST_AREAS} that matter most")
    known = {fold(area): area for area in AREAS}
    for area in named:
        if fold(area) not in known:
            raise ValueError(f"no thematic area {area!r}; choose from {', '.join(AREAS)}")
    return [known[fold(area)] for area in named]


def _target(number: str) -> str:
    digits = fold(number).removeprefix("target").strip()
    if digits not in TARGETS:
        raise ValueError(f"no target {number!r}; write numbers from 1 to {len(TARGETS)}")
    return digits


def _yes(text: str) -> bool:
    if fold(text.strip()) not in ("", "no", "yes"):
        raise ValueError(f"{text!r} where yes or no belongs")
    return fold(text.strip()) == "yes"
