"""Who finds which document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

import pytest

from knowledge import open_knowledge
from knowledge.embed import Embedder
from knowledge.index import Index
from knowledge.port import Document, Viewer
from knowledge.visibility import may_see
from tests.knowledge.conftest import ids

VIEWERS = [
    Viewer(desk, owner, demo) for desk, owner, demo in product((False, True), ("", "me", "other"), (False, True))
]


@pytest.fixture
def documents(note: Callable[..., Document]) -> list[Document]:
    rows = product(("owner", "desk", "public"), ("me", ""), (False, True))
    return [
        note(f"{visibility}-{owner}-{demo}", visibility=visibility, owner=owner, demo=demo)
        for visibility, owner, demo in rows
    ]


@pytest.mark.parametrize("viewer", VIEWERS, ids=str)
async def test_store_and_rule_agree(index: Index, documents: list[Document], viewer: Viewer) -> None:
    """The filter in the store lets through exactly what the rule lets through, for every kind of viewer."""
    await index.put(documents)

    expected = {document.id for document in documents if may_see(document, viewer)}
    assert set(await ids(index, "lionfish", viewer, limit=50)) == expected


async def test_owner_desk_and_stranger(index: Index, note: Callable[..., Document]) -> None:
    """What only its owner may see, nobody else finds, the desk included; what the desk may see, strangers do not."""
    await index.put([note("mine", visibility="owner", owner="7"), note("sent", visibility="desk", owner="7")])

    assert set(await ids(index, "lionfish", Viewer(owner="7"))) == {"mine", "sent"}
    assert await ids(index, "lionfish", Viewer(desk=True)) == ["sent"]
    assert await ids(index, "lionfish", Viewer(owner="8")) == []
    assert await ids(index, "lionfish") == []


async def test_narrowed_visibility_hides_at_once(index: Index, note: Callable[..., Document]) -> None:
    """Putting a document again with less visibility takes it from those who saw it, every passage of it."""
    await index.put([note("a", text="Lionfish eat fish. " * 60)])
    await index.put([note("a", visibility="owner", owner="7")])

    assert await ids(index, "lionfish") == []


async def test_second_look_has_the_last_word(embedder: Embedder, note: Callable[..., Document], tmp_path: Path) -> None:
    """What the second look does not name is not shown, and the next best takes its place within the limit."""
    asked: list[tuple[list[str], Viewer]] = []

    async def allowed(found: Sequence[str], viewer: Viewer) -> set[str]:
        asked.append((list(found), viewer))
        return {"b", "c"}

    index = open_knowledge(tmp_path, embedder, allowed)
    await index.rebuild([note("a"), note("b"), note("c")])

    assert await ids(index, "lionfish", Viewer(owner="7"), limit=1) == ["b"]
    assert asked == [(["a", "b", "c"], Viewer(owner="7"))]
    await index.close()


async def test_traditional_knowledge_needs_consent(index: Index, note: Callable[..., Document]) -> None:
    """Traditional knowledge is findable once consent is recorded, and gone when it is withdrawn."""
    held = {"traditional_knowledge": "yes"}
    agreed = {**held, "consent": "assembly of 3 May, for public use"}

    await index.put([note("a", facets=held)])
    assert await ids(index, "lionfish", Viewer(desk=True)) == []
    await index.put([note("a", facets=agreed)])
    assert await ids(index, "lionfish") == ["a"]
    await index.put([note("a", facets=held)])
    assert await ids(index, "lionfish", Viewer(desk=True)) == []
    assert await index.rebuild([note("a", facets=held)]) == 0
