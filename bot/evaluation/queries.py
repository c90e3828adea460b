"""How well the search finds, by language: with the embedding model that is set, over the documents of a set."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.evaluation.messages import EVERYTHING
from bot.evaluation.sets import Query
from knowledge.port import Knowledge, Viewer
from knowledge.port import Query as Wanted

SHOWN = 10
FIRST = 5


@dataclass
class Found:
    """Counts of one language, or of all."""

    recalls: list[float] = field(default_factory=list)
    """Of each query that has an answer: the part of the relevant documents among the first five."""
    ranks: list[float] = field(default_factory=list)
    """One over the place of the first relevant document, 0 when it is not among the first ten."""
    refused: int = 0
    """Queries with an answer to which nothing was shown."""
    beside: int = 0
    """Queries about something else."""
    silent: int = 0
    """Those of them to which nothing was shown."""
    seconds: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float | None:
        return statistics.mean(self.recalls) if self.recalls else None

    @property
    def mrr(self) -> float | None:
        return statistics.mean(self.ranks) if self.ranks else None

    @property
    def refusals(self) -> float | None:
        return self.refused / len(self.recalls) if self.recalls else None

    @property
    def silence(self) -> float | None:
        return self.silent / self.beside if self.beside else None

    @property
    def median(self) -> float:
        """Milliseconds a query."""
        return statistics.median(self.seconds) * 1000


async def measure(queries: Sequence[Query], knowledge: Knowledge) -> Mapping[str, Found]:
    """For each language that occurs and for all. The search is asked as people ask it: it may show nothing.

    Raises:
        KnowledgeUnavailable: the index cannot be read; the message says what to do.
    """
    found: dict[str, Found] = {}
    for query in queries:
        began = time.perf_counter()
        hits = await knowledge.search(Wanted(query.text, Viewer(desk=True), limit=SHOWN, language=query.language))
        took = time.perf_counter() - began
        ids = [hit.document.id for hit in hits]
        for name in (query.language, EVERYTHING):
            count(query, ids, found.setdefault(name, Found()))
            found[name].seconds.append(took)
    return {**{name: one for name, one in found.items() if name != EVERYTHING}, EVERYTHING: found[EVERYTHING]}


def count(query: Query, ids: Sequence[str], found: Found) -> None:
    if not query.relevant:
        found.beside += 1
        found.silent += not ids
        return
    found.refused += not ids
    found.recalls.append(len(query.relevant.intersection(ids[:FIRST])) / min(len(query.relevant), FIRST))
    found.ranks.append(next((1 / place for place, id in enumerate(ids, 1) if id in query.relevant), 0.0))
