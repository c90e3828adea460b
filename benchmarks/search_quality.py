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
    recalls, ranks, nothing = [], [], []
    for line in (evaluation / "queries.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found = await _ids(index, row["text"], 10)
        if not row["relevant"]:
            nothing.append(not found)
            continue
        recalls.append(len({*found[:5]} & {*row["relevant"]}) / len(row["relevant"]))
        ranks.append(next((1 / place for place, id in enumerate(found, 1) if id in row["relevant"]), 0.0))
    print(
        f"recall at 5 {statistics.mean(recalls):.3f}, MRR at 10 {statistics.mean(ranks):.3f} over {len(ranks)} queries"
    )
    print(f"off-topic answered with nothing: {sum(nothing)}/{len(nothing)}")
    await index.close()


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
