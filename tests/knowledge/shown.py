"""What people would be shown for the problems and questions of shown.jsonl, and how much of it was right.

A row: what is written, `good` what helps, `may` what does no harm; everything else is wrong to show. Rows were judged
by reading the library. The floors were set on the odd rows. The list of names was written with all rows in view, so
the even rows test the floors, not the list.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.index import Index
from knowledge.port import Kind, Query, Viewer

FILE = Path(__file__).parent / "shown.jsonl"
KINDS: dict[str, tuple[Kind, ...]] = {
    "problem": ("practice", "request"),
    "question": ("term", "guide", "target", "practice"),
}
"""What a conversation searches for a problem it was told, and for a question."""


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    ask: str
    lang: str
    country: tuple[str, ...]
    text: str
    good: frozenset[str]
    may: frozenset[str]


@dataclass(frozen=True, slots=True)
class Result:
    row: Row
    shown: tuple[str, ...]

    @property
    def right(self) -> int:
        """How many of those shown are acceptable."""
        return len({*self.shown} & (self.row.good | self.row.may))


@dataclass(frozen=True, slots=True)
class Figures:
    precision: float
    """Of what was shown, the share that is acceptable."""
    served: float
    """Of the rows something fits, the share with something acceptable shown."""
    refused: float
    """Of the rows nothing fits, the share with nothing shown."""


def rows(ask: str, half: str = "both") -> list[Row]:
    """The rows of a kind in order; `half` is "odd", "even" or "both", counted within the kind."""
    read = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    kind = [
        Row(**{**row, "country": tuple(row["country"]), "good": frozenset(row["good"]), "may": frozenset(row["may"])})
        for row in read
        if row["ask"] == ask
    ]
    return kind if half == "both" else kind[half == "even" :: 2]


async def shown(index: Index, row: Row, *, demo: bool = True) -> Result:
    """What a person from there, reading that language, is shown."""
    query = Query(
        row.text, Viewer(demo=demo), kinds=KINDS[row.ask], countries=row.country, language=row.lang, strict=True
    )
    return Result(row, tuple(hit.document.id for hit in await index.search(query)))


async def results(index: Index, ask: str, half: str = "both") -> list[Result]:
    return [await shown(index, row) for row in rows(ask, half)]


def figures(found: Sequence[Result]) -> Figures:
    """The three shares; there must be rows with and without something that fits."""
    fitting = [result for result in found if result.row.good]
    hopeless = [result for result in found if not result.row.good and not result.row.may]
    return Figures(
        precision=sum(result.right for result in found) / sum(len(result.shown) for result in found),
        served=sum(result.right > 0 for result in fitting) / len(fitting),
        refused=sum(not result.shown for result in hopeless) / len(hopeless),
    )
