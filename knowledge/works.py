"""A file that was read, as documents: passages short enough to be found and shown, each with its place in the work."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from knowledge.port import Document, Kind, Visibility
from knowledge.reading.port import Part, Reading

PASSAGE = 1200
"""Characters that are shown together: what a person reads on a phone without losing the thread."""
LEAST = 30
"""Letters below which a piece is a number of a page or a line of a table, and is left out."""

_SENTENCE = re.compile(r"(?<=[.!?؟;])\s+|(?<=[。！？；])")


@dataclass(frozen=True, slots=True)
class Care:
    """What the operator says of a work: nothing in the file itself is trusted to say it."""

    keeper: str = ""
    """Who looks after it: an office, a role."""
    checked: str = ""
    """The day somebody last found it right, YYYY-MM-DD."""
    year: str = ""
    source: str = ""
    """An address, or how to cite it; the file's name where it is not given."""
    countries: tuple[str, ...] = ()
    visibility: Visibility = "desk"
    kind: Kind = "guide"
    traditional_knowledge: bool = False
    consent: str = ""


def work_id(data: bytes) -> str:
    """The same for the same bytes, whatever the file is called."""
    return f"w-{hashlib.sha256(data).hexdigest()[:12]}"


def documents_of(reading: Reading, work: str, name: str, language: str, care: Care) -> tuple[Document, ...]:
    """One document for each passage, in order, with facets "work", "page", "heading" and a source that says where.

    Ids depend on the work and the order only. Empty when nothing in it is long enough.
    """
    pieces = [(part, text) for part in reading.parts for text in _pieces(part.text)]
    return tuple(
        Document(
            id=f"{work}-{number}",
            kind=care.kind,
            language=language,
            title=_titled(reading.title, part),
            text=text,
            source=cited(care.source or name, part),
            year=care.year,
            countries=care.countries,
            visibility=care.visibility,
            facets={"work": work, "work_title": reading.title, **_place(part), **facets_of(care)},
        )
        for number, (part, text) in enumerate(pieces, start=1)
    )


def cited(source: str, part: Part) -> str:
    """The source with the page; a link opens there in every browser."""
    if part.page and source.startswith(("http://", "https://")):
        return f"{source.partition('#')[0]}#page={part.page}"
    return f"{source}, p. {part.page}" if part.page else source


def facets_of(care: Care) -> Mapping[str, str]:
    """What is kept of how a work is looked after."""
    found = {
        "keeper": care.keeper,
        "checked": care.checked,
        "traditional_knowledge": "yes" if care.traditional_knowledge else "",
        "consent": care.consent,
    }
    return {key: value for key, value in found.items() if value}


def works(documents: Iterable[Document]) -> Mapping[str, Sequence[Document]]:
    """The documents by the work they are of, in order; one that is of none is a work by itself."""
    found: dict[str, list[Document]] = {}
    for document in documents:
        found.setdefault(work_of(document), []).append(document)
    return found


def work_of(document: Document) -> str:
    return document.facets.get("work", document.id)


def _place(part: Part) -> Mapping[str, str]:
    found = {"page": str(part.page) if part.page else "", "heading": part.heading}
    return {key: value for key, value in found.items() if value}


def _titled(title: str, part: Part) -> str:
    return f"{title}: {part.heading}" if part.heading and part.heading != title else title


def _pieces(text: str) -> Iterator[str]:
    """Paragraphs together as far as they fit; a longer one by its sentences."""
    piece = ""
    for paragraph in text.split("\n"):
        for section in [paragraph] if len(paragraph) <= PASSAGE else _sentences(paragraph):
            if piece and len(piece) + len(section) > PASSAGE:
                yield from _worth(piece)
                piece = ""
            piece = f"{piece}\n{section}".strip()
    yield from _worth(piece)


def _sentences(paragraph: str) -> Iterator[str]:
    piece = ""
    for sentence in _SENTENCE.split(paragraph):
        if piece and len(piece) + len(sentence) > PASSAGE:
            yield piece
            piece = ""
        piece = f"{piece} {sentence}".strip()
        while len(piece) > PASSAGE:
            yield piece[:PASSAGE]
            piece = piece[PASSAGE:]
    yield piece


def _worth(piece: str) -> Iterator[str]:
    if sum(map(str.isalpha, piece)) >= LEAST:
        yield piece
