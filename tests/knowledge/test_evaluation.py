"""The evaluation set, where the folder named by NEEDS_SHARED holds one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from statistics import mean

from knowledge.documents import read_lines
from knowledge.index import Index
from knowledge.port import Viewer
from tests.knowledge.conftest import ids

SETS = Path(os.environ["NEEDS_SHARED"]) / "data" / "eval"


async def test_recall_and_rank(index: Index) -> None:
    """Recall at 5 of 0.90, mean reciprocal rank of 0.80, and nothing for four of five off-topic questions."""
    await index.rebuild(list(read_lines((SETS / "documents.jsonl").read_text("utf-8").splitlines())))
    recalls, ranks, nothing = [], [], []
    for line in (SETS / "queries.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        found = await ids(index, row["text"], Viewer(desk=True), limit=10)
        if row["relevant"]:
            recalls.append(len({*found[:5]} & {*row["relevant"]}) / len(row["relevant"]))
            ranks.append(next((1 / place for place, id in enumerate(found, 1) if id in row["relevant"]), 0.0))
        else:
            nothing.append(not found)

    assert mean(recalls) >= 0.90
    assert mean(ranks) >= 0.80
    assert mean(nothing) >= 0.80
