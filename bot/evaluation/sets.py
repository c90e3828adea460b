"""Labelled messages, documents and queries, as JSON Lines in a folder; the program ships a small set of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, TypeVar, cast, get_args

from dialogs.keys import Json
from dialogs.words import LANGUAGES
from knowledge.port import Document, Kind

T = TypeVar("T")


class BadSet(ValueError):
    """A set cannot be used; the message names the file, the line and what to write."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, and what it says."""

    id: str
    language: str
    text: str
    asked: str
    """The open question by its name in the sets, "" for none."""
    today: str
    intent: str
    answers: Mapping[str, Json]
    accepted: Mapping[str, Sequence[Json]] = field(default_factory=dict)
    """Other right values, by field."""
    ignored: frozenset[str] = frozenset()
    """Fields that may or may not be filled."""

    def right(self, key: str) -> tuple[Json, ...]:
        """All right values of a field; empty when the message says nothing about it."""
        labelled = (self.answers[key],) if key in self.answers else ()
        return (*labelled, *self.accepted.get(key, ()))


@dataclass(frozen=True, slots=True)
class Query:
    id: str
    language: str
    text: str
    relevant: frozenset[str]
    """Ids of documents; empty for a query about something else, to which nothing is the right answer."""


@dataclass(frozen=True, slots=True)
class Sets:
    messages: tuple[Labelled, ...]
    documents: tuple[Document, ...]
    queries: tuple[Query, ...]


def read(folder: Path | None = None) -> Sets:
    """The sets of a folder: understanding.jsonl, documents.jsonl and queries.jsonl; those of the program for None.

    A file that is not there gives nothing to measure.

    Raises:
        BadSet: a line cannot be used, or the folder holds none of the three files.
    """
    if folder is None:
        with as_file(files("bot.evaluation").joinpath("sets")) as shipped:
            return read(shipped)
    names = ("understanding.jsonl", "documents.jsonl", "queries.jsonl")
    if not any((folder / name).is_file() for name in names):
        raise BadSet(f"{str(folder)!r} holds none of {', '.join(names)}; docs/models.md describes them")
    return Sets(
        _lines(folder / names[0], _labelled), _lines(folder / names[1], _document), _lines(folder / names[2], _query)
    )


def _lines(file: Path, make: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    if not file.is_file():
        return ()
    made: list[T] = []
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            made.append(make(json.loads(line)))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadSet(f"{str(file)!r}, line {number}: {type(error).__name__} {error}") from error
    return tuple(made)


def _labelled(row: dict[str, Any]) -> Labelled:
    unclear = {"gbf_targets"} if row.get("targets_clear") is False else set()
    return Labelled(
        id=str(row["id"]),
        language=_language(row),
        text=str(row["text"]),
        asked=str(row.get("asked") or ""),
        today=str(row.get("today") or "2026-11-21"),
        intent=str(row["intent"]),
        answers=dict(row.get("answers") or {}),
        accepted={key: list(values) for key, values in (row.get("also_ok") or {}).items()},
        ignored=frozenset(row.get("ignore") or ()) | unclear,
    )


def _document(row: dict[str, Any]) -> Document:
    kind = str(row.get("kind") or "practice")
    if kind not in get_args(Kind):
        raise ValueError(f"no kind {kind!r}; use one of {', '.join(get_args(Kind))}")
    return Document(
        id=str(row["id"]),
        kind=cast(Kind, kind),
        language=_language(row),
        title=str(row["title"]),
        text=str(row["text"]),
        source="evaluation",
        year=str(row.get("year") or ""),
        countries=tuple(row.get("country") or ()),
    )


def _query(row: dict[str, Any]) -> Query:
    return Query(str(row["id"]), _language(row), str(row["text"]), frozenset(row["relevant"]))


def _language(row: dict[str, Any]) -> str:
    language = str(row["lang"])
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; use one of {', '.join(LANGUAGES)}")
    return language
