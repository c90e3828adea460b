"""The sentences of a document, each with the place where it begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.reading.port import Part

HEADING = 12
"""Words of the longest line that is taken for a heading. Chosen."""

LONGEST = 2_000
"""Characters past which nothing goes on in the same sentence, whatever it ends with."""

CELL = " | "
"""What stands between two cells of a row, as documents are read."""

_BULLETS = "-–—•·▪●○◦*✓➢\uf0b7\uf0a7\uf0d8\x7f"  # The last four stand for a dot in fonts that have one elsewhere.
_NUMBER = r"(?:\d{1,2}(?:\.\d{1,2}){0,3}|[ivx]{1,4}|[a-z])"
_MARK = re.compile(
    rf"[{_BULLETS}]*\s*(?:(?P<item>\(?{_NUMBER}\)|{_NUMBER}\.|\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\s+|"
    rf"(?P<action>[^\W\d_]{{2,20}}\s?(?:№\s?)?\d{{1,2}}(?:\.\d{{1,2}}){{0,3}})\s?[:：.–—-]\s*)?(?=\S)"
)
"""The sign or number of an item ("•", "(a)", "6.3"), or what an action is called ("Action 6.3:")."""
_ENDS = re.compile(r"[.!?。！？؟:：;；؛,،，]['\"”»)\]]*$")
_SENTENCE = re.compile(
    rf"(?<=[.!?؟])['\"”»)\]]*\s+(?=[^\W_a-zа-яß-öø-ÿ]|['\"“«(\[{_BULLETS}])|(?<=[。！？；;؛])\s*|\s+(?=[•▪●➢\uf0b7\x7f]\s)"
)
_SHORT = re.compile(
    r"(?:^|\s|\()(?:[A-Z]|e\.g|i\.e|p\.ex|ca|cf|etc|arts?|nos?|núm|nº|pp?|par|para|fig|vol|sect|dr|mr|ms|"
    r"eds?|al|ex|av|approx|г|гг|ст|рис|др|т|п|с|см)\.$",
    re.IGNORECASE,
)
"""A full stop that ends an abbreviation or an initial, not a sentence."""
_TAIL = 12
"""Characters within which such an abbreviation stands."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, an item of a list or a cell of a table, on one line."""

    text: str
    """Without the sign, number or name of an item."""
    page: int = 0
    """Where it begins; 0 where the document has no pages."""
    heading: str = ""
    """The nearest above it, "" before the first."""
    mark: str = ""
    """What it is numbered or called by ("6.3", "Action 6.3", "•"), "" outside lists; of a cell, its row's first."""


def sentences(parts: Sequence[Part]) -> Iterator[Sentence]:
    """Every sentence in the order of the document; none for one without words.

    A sentence that goes on overleaf is whole, and begins on the page before. A short line that ends like no sentence
    is a sentence of its own, and the heading of what follows it.
    """
    return _read(_whole(parts))


def _whole(parts: Sequence[Part]) -> list[tuple[str, Part]]:
    """The paragraphs, each with the part it begins in."""
    paragraphs: list[tuple[str, Part]] = []
    for part in parts:
        for number, line in enumerate(filter(None, map(str.strip, part.text.split("\n")))):
            before, begun = paragraphs[-1] if paragraphs else ("", part)
            overleaf = number == 0 and begun.page != part.page and line[0].islower() and not _ENDS.search(before)
            if before and overleaf and CELL not in before:
                rest, *others = _split(line)
                paragraphs[-1] = (f"{before} {rest}", begun)
                line = " ".join(others)
            if line:
                paragraphs.append((line, part))
    return paragraphs


def _read(paragraphs: Sequence[tuple[str, Part]]) -> Iterator[Sentence]:
    heading, of, alone = "", "", ""
    for paragraph, part in paragraphs:
        if of != part.heading:
            heading = of = part.heading
        if CELL in paragraph:
            first, *cells = (cell.strip() for cell in paragraph.split(CELL.strip()) if cell.strip())
            if len(first.split()) > HEADING // 3:
                cells.insert(0, first)
            for cell in cells:
                yield from (Sentence(text, part.page, heading, first) for text in _split(cell))
            continue
        mark, rest = _marked(paragraph)
        if not any(letter.isalpha() for letter in paragraph):  # The number of a row stands on a line of its own.
            alone = paragraph
            continue
        if (
            not _ENDS.search(paragraph)
            and len(paragraph.split()) <= HEADING
            and (rest == paragraph or mark[:1].isdigit())
        ):
            heading = paragraph
        for number, text in enumerate(_split(paragraph)):
            mark, rest = _marked(text)
            if rest:
                yield Sentence(rest, part.page, heading, mark or (alone if number == 0 else ""))
        alone = ""


def _marked(text: str) -> tuple[str, str]:
    """What an item is numbered or called by, "" for none, and its words."""
    found = _MARK.match(text)
    if found is None or not found.end():
        return "", text
    mark = found["action"] or (found["item"] or "").strip(" ().") or text[: found.end()].strip()
    return mark, text[found.end() :].strip()


def _split(text: str) -> Iterator[str]:
    """The sentences of a text; abbreviations end none."""
    kept = ""
    for piece in _SENTENCE.split(text):
        kept = f"{kept} {piece}".strip() if kept else piece.strip()
        if kept and (len(kept) > LONGEST or not _SHORT.search(kept[-_TAIL:])) and not kept.rstrip(".").isdigit():
            yield kept
            kept = ""
    if kept:
        yield kept
