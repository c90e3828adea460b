"""Documents as lines of JSON: what may be added, what is wrong with a line, and what is kept in the index."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any, get_args

from knowledge.port import Document, Kind, Visibility

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind != "case")
"""What a line may be: cases come from the desk alone."""

_YEARS = re.compile(r"\d{4}(?:-\d{4})?")
_REQUIRED = ("id", "kind", "lang", "title", "text")
_STRINGS = (
    "source",
    "visibility",
    "owner",
    "lesson",
    "region",
    "place",
    "setting",
    "basis",
    "consent",
    "keeper",
    "checked",
)
_KEPT = ("lesson", "region", "place", "setting", "basis", "consent", "keeper", "checked")
_FLAGS = ("demo", "synthetic", "traditional_knowledge")
_ASKS = ("?", "؟", "？")
_LISTS = ("country", "targets", "themes", "also")
_TRANSLATED = tuple(
    f"{part}_{language}" for part in ("title", "text", "lesson", "place", "source") for language in LANGUAGES
)
KEYS = frozenset((*_REQUIRED, *_STRINGS, *_FLAGS, *_LISTS, *_TRANSLATED, "year"))
"""Everything a line may say. `synthetic` marks an evaluation document, found like any other; `demo` an invented one."""


class BadLine(ValueError):
    """A line that is not a document; says which, and what to do."""


def read_lines(lines: Iterable[str]) -> Iterator[Document]:
    """One document per line that is not empty, in order.

    Raises:
        BadLine: at the first line that is not a document, or has the id of an earlier one.
    """
    seen: dict[str, int] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = read_line(line)
        except ValueError as error:
            raise BadLine(f"line {number}: {error}") from error
        if first := seen.get(document.id):
            raise BadLine(
                f"line {number}: id {document.id!r} stands on line {first} already; give each document its own id"
            )
        seen[document.id] = number
        yield document


def read_line(line: str) -> Document:
    """One document. Without visibility it is public.

    Raises:
        ValueError: what is wrong, and what to do.
    """
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON ({error.msg} at character {error.pos}); write one object per line") from error
    if not isinstance(row, dict):
        raise ValueError(f"a {type(row).__name__}, not an object; write one {{...}} per line")
    return read_row(row)


def titles_and_texts(document: Document) -> tuple[tuple[str, str], ...]:
    """(title, text) in the document's own language, then in each language it was translated to."""
    others = (code for code in LANGUAGES if code != document.language and f"text_{code}" in document.facets)
    return ((document.title, document.text), *(words(document, code)[:2] for code in others))


def words(document: Document, language: str) -> tuple[str, str, str]:
    """(title, text, language) for somebody who reads `language`; the document's own where there is no translation."""
    if language == document.language or f"text_{language}" not in document.facets:
        return document.title, document.text, document.language
    return document.facets.get(f"title_{language}", document.title), document.facets[f"text_{language}"], language


def answers(document: Document) -> bool:
    """Whether a document is the answer to a question about the service, which it states in several wordings."""
    return document.kind == "guide" and "also" in document.facets


def questions(document: Document) -> Iterator[str]:
    """The wordings of the question a guide answers: its titles, where they ask, and those it lists beside."""
    if document.kind == "guide":
        yield from (title for title, _ in titles_and_texts(document) if title.endswith(_ASKS))
        yield from also(document)


def also(document: Document) -> Iterator[str]:
    """What a document is found by beside its title."""
    yield from filter(None, map(str.strip, document.facets.get("also", "").split(";")))


def as_json(document: Document) -> str:
    """What `from_json` reads: every field, keys sorted, so that equal documents give equal text."""
    return json.dumps({**asdict(document), "facets": dict(document.facets)}, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Document:
    """The document `as_json` wrote."""
    row = json.loads(text)
    return Document(**{**row, "countries": tuple(row["countries"])})


def read_row(row: Mapping[str, Any]) -> Document:
    """One document out of what a line says by its keys.

    Raises:
        ValueError: what is wrong, and what to do.
    """
    if unknown := sorted(row.keys() - KEYS):
        known = ", ".join(sorted(KEYS - set(_TRANSLATED)))
        raise ValueError(f"unknown key {unknown[0]!r}; the keys are {known}, and title_fr, text_fr, …")
    for key in (*_REQUIRED, *_STRINGS, *_TRANSLATED):
        if key in row and not isinstance(row[key], str):
            raise ValueError(f"{key!r} must be a string, not {row[key]!r}")
    for key in _REQUIRED:
        if not row.get(key, "").strip():
            raise ValueError(f"{key!r} is missing; every document has {', '.join(_REQUIRED)}")
    for key in _FLAGS:
        if not isinstance(row.get(key, False), bool):
            raise ValueError(f"{key!r} must be true or false, not {row[key]!r}")
    visibility = row.get("visibility", "public")
    _one_of("kind", row["kind"], KINDS)
    _one_of("lang", row["lang"], LANGUAGES)
    _one_of("visibility", visibility, get_args(Visibility))
    if visibility == "owner" and not row.get("owner"):
        raise ValueError("visibility 'owner' needs an owner; name it, or choose 'desk' or 'public'")
    return Document(
        id=row["id"],
        kind=row["kind"],
        language=row["lang"],
        title=row["title"],
        text=row["text"],
        source=row.get("source", ""),
        year=_year(row.get("year")),
        countries=_countries(row),
        visibility=visibility,
        owner=row.get("owner", ""),
        facets=_facets(row),
        demo=row.get("demo", False),
    )


def _facets(row: Mapping[str, Any]) -> dict[str, str]:
    facets = {key: row[key] for key in (*_KEPT, *_TRANSLATED) if row.get(key)}
    facets |= {key: "yes" for key in ("synthetic", "traditional_knowledge") if row.get(key)}
    if targets := _list(row, "targets"):
        facets["targets"] = " ".join(targets)
    return facets | {key: "; ".join(found) for key in ("themes", "also") if (found := _list(row, key))}


def _countries(row: Mapping[str, Any]) -> tuple[str, ...]:
    codes = _list(row, "country")
    for code in codes:
        if len(code) != 2 or not code.isalpha() or not code.isupper():
            raise ValueError(f'country {code!r} is not an ISO 3166-1 code of two capital letters, as in ["WS"]')
    return codes


def _list(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    found = row.get(key) or []
    if not isinstance(found, list) or not all(isinstance(item, str | int) for item in found):
        raise ValueError(f'{key!r} must be a list, as in ["…"], not {found!r}')
    return tuple(str(item) for item in found)


def _year(year: object) -> str:
    if year is None or year == "":
        return ""
    if isinstance(year, bool) or not _YEARS.fullmatch(str(year)):
        raise ValueError(f'year {year!r} is not as in 2021 or "2021-2023"; leave it out when the source states none')
    return str(year)


def _one_of(key: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise ValueError(f"{key} {value!r} is not one of {', '.join(allowed)}")
