"""Lines, some of them headings, gathered into what stands below each heading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.reading.port import Part


@dataclass(frozen=True, slots=True)
class Line:
    """A whole paragraph, or a heading."""

    text: str
    heading: bool = False


def sections(lines: Iterable[Line]) -> tuple[Part, ...]:
    """In order; what stands before the first heading has none, and a heading with nothing below is its own text."""
    parts: list[Part] = []
    heading, below = "", list[str]()
    for line in lines:
        if line.heading:
            _close(parts, heading, below)
            heading, below = line.text, []
        elif line.text:
            below.append(line.text)
    _close(parts, heading, below)
    return tuple(parts)


def _close(parts: list[Part], heading: str, below: list[str]) -> None:
    if below or heading:
        parts.append(Part("\n".join(below) or heading, heading=heading))
