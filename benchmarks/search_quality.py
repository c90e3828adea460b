"""Measure the search: parallel messages over the shipped library, the evaluation set, time and memory.

python benchmarks/search_quality.py            # the shipped library and its parallel messages
NEEDS_SHARED=folder python benchmarks/search_quality.py     # and the evaluation set in folder/data/eval
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from knowledge import open_knowledge
from knowledge.documents import read_lines
from knowledge.index import Index
from knowledge.library import documents
from knowledge.port import Document, Kind, Query, Viewer
from tests.knowledge.shown import KINDS, Result, figures, results, rows, shown

DESK = Viewer(desk=True)
SIMILAR: tuple[Kind, ...] = ("practice", "request", "guide")
PARALLEL = Path(__file__).parents[1] / "tests" / "knowledge" / "parallel.jsonl"


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print(f"memory at start {_memory()} MB")
        await _library(Path(folder) / "library")
        if shared := os.environ.get("NEEDS_SHARED"):
            await _evaluation(Path(folder) / "evaluation", Path(shared) / "data" / "eval")
        print(f"memory at the end {_memory()} MB")


async def _library(folder: Path) -> None:
    index = await _built(folder, list(documents()))
    parallel = [json.loads(line) for line in PARALLEL.read_text(encoding="utf-8").splitlines()]
    languages = [code for code in parallel[0] if code not in ("id", "en")]
    kept = dict.fromkeys(languages, 0)
    for row in parallel:
        best = await _ids(index, row["en"], 1, SIMILAR)
        for code in languages:
            found = await _ids(index, row[code], 3, SIMILAR)
            kept[code] += best[0] in found if best else not found
    for code, count in kept.items():
        print(f"English top hit among the first three, {code}: {count}/{len(parallel)}")
    for ask in KINDS:
        for half in ("odd", "even"):
            measured = figures(await results(index, ask, half))
            print(
                f"{ask}s, {half} rows{' (floors not set on them)' if half == 'even' else ''}: of what is shown "
                f"{measured.precision:.2f} fits, served {measured.served:.2f}, refused {measured.refused:.2f}"
            )
    real = [await shown(index, row, demo=False) for row in rows("problem")]
    print(f"problems without invented examples: of what is shown {_precision(real):.2f} fits")
    await _times(index, [row[code] for row in parallel for code in ("en", *languages)])
    await index.close()


def _precision(found: Sequence[Result]) -> float:
    return sum(result.right for result in found) / sum(len(result.shown) for result in found)


async def _evaluation(folder: Path, evaluation: Path) -> None:
    index = await _built(folder, list(read_lines((evaluation / "documents.jsonl").read_text().splitlines())))
    rows = [json.loads(line) for line in (evaluation / "queries.jsonl").read_text(encoding="utf-8").splitlines()]
    found = [(row, await _ids(index, row["text"], 10)) for row in rows]
    _told("odd rows", found[::2])
    _told("even rows (nothing set on them)", found[1::2])
    _told("all", found)
    for language in sorted({row["lang"] for row in rows}):
        _told(language, [(row, ids) for row, ids in found if row["lang"] == language])
    await index.close()


def _told(which: str, found: Sequence[tuple[dict[str, Any], list[str]]]) -> None:
    """One line of figures for some queries and the ids that were found."""
    good = [(row["relevant"], ids) for row, ids in found if row["relevant"]]
    off_topic = [ids for row, ids in found if not row["relevant"]]
    recall = statistics.mean(len({*ids[:5]} & {*relevant}) / len(relevant) for relevant, ids in good)
    rank = statistics.mean(
        next((1 / place for place, id in enumerate(ids, 1) if id in relevant), 0.0) for relevant, ids in good
    )
    refused = sum(not ids for _, ids in good)
    length = statistics.mean(len(ids) for _, ids in good)
    print(
        f"{which}: recall at 5 {recall:.3f}, MRR at 10 {rank:.3f} over {len(good)} queries, {refused} refused, "
        f"{length:.1f} listed; "
        f"off-topic answered with nothing {sum(not ids for ids in off_topic)}/{len(off_topic)}"
    )


async def _built(folder: Path, found: Sequence[Document]) -> Index:
    index = open_knowledge(folder)
    start = time.perf_counter()
    count = await index.rebuild(found)
    print(f"rebuild {time.perf_counter() - start:.2f} s for {count} documents, {await index.check()} passages")
    return index


async def _ids(index: Index, text: str, limit: int, kinds: tuple[Kind, ...] = ()) -> list[str]:
    return [hit.document.id for hit in await index.search(Query(text, DESK, kinds=kinds, limit=limit))]


async def _times(index: Index, texts: Sequence[str]) -> None:
    taken = []
    for text in texts:
        start = time.perf_counter()
        await _ids(index, text, 3)
        taken.append((time.perf_counter() - start) * 1000)
    cuts = statistics.quantiles(taken, n=100)
    print(f"query p50 {statistics.median(taken):.1f} ms, p95 {cuts[94]:.1f} ms, over {len(taken)}")


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    asyncio.run(main())
