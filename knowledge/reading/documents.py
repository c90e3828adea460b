"""A document of any of our kinds, as text with places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import assert_never

from knowledge.reading.kind import FileKind, kind_of
from knowledge.reading.language import language_of
from knowledge.reading.port import Limits, Part, Progress, Reading
from knowledge.reading.stop import Stop

TITLE = 150
"""Characters of a title; a first line that is longer is no title, and is cut at a word."""


@dataclass(frozen=True, slots=True)
class Found:
    """What one format's reader found."""

    title: str
    """As the file states it; "" when it does not."""
    parts: tuple[Part, ...]
    lost: tuple[int, ...] = ()


def reading(data: bytes, name: str, limits: Limits, progress: Progress) -> Reading:
    """
    Raises:
        Stop: it cannot be read; also whatever the parsers raise on what is broken.
    """
    kind = kind_of(data, name, limits)
    found = _found(kind, data, limits, progress)
    parts = tuple(part for part in found.parts if part.text.strip())
    if not parts:
        raise Stop("scan" if kind == "pdf" else "empty")
    if sum(len(part.text) for part in parts) > limits.characters:
        raise Stop("size")
    return Reading(_title(found.title, parts, name), language_of(parts), parts, found.lost)


def _found(kind: FileKind, data: bytes, limits: Limits, progress: Progress) -> Found:
    # Only the parser of this kind is loaded.
    match kind:
        case "pdf":
            from knowledge.reading import pdf

            return pdf.found(data, limits, progress)
        case "docx":
            from knowledge.reading import docx

            return docx.found(data)
        case "html":
            from knowledge.reading import html

            return html.found(data)
        case "markdown" | "text":
            from knowledge.reading import plain

            return plain.found(data)
        case "xlsx" | "csv":
            from knowledge.reading import tables

            return Found("", tables.as_parts(data, kind, limits))
        case _:
            assert_never(kind)


def _title(stated: str, parts: Sequence[Part], name: str) -> str:
    first = parts[0].heading or parts[0].text.partition("\n")[0]
    stem = name.rpartition("/")[2].rpartition(".")[0]
    wanted = " ".join((stated or first or stem or name).split())
    return wanted if len(wanted) <= TITLE else f"{wanted[:TITLE].rpartition(' ')[0] or wanted[:TITLE]}…"
