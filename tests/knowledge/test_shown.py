"""What is shown to people who tell a problem: it must help, and nothing is better than something that does not."""

from __future__ import annotations

import pytest

from knowledge.index import Index
from knowledge.port import Query, Viewer

MAIN = "les poissons-lions mangent nos récifs et les pêcheurs ne savent pas quoi faire"


@pytest.mark.parametrize("demo", [False, True])
async def test_the_main_sentence_finds_two_practices_of_islands(shipped: Index, demo: bool) -> None:
    """Whoever speaks of lionfish in French sees two real practices of islands, invented examples shown or not."""
    query = Query(MAIN, Viewer(demo=demo), kinds=("practice", "request"), language="fr", limit=4, strict=True)
    found = [hit.document for hit in await shipped.search(query)]
    real = [document for document in found if not document.demo and document.kind == "practice"]
    assert len(real) >= 2
    assert all(document.source for document in real)
