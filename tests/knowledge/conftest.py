"""The real model and the real library, loaded once; every other index in a folder of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

import pytest

from knowledge import library, open_knowledge
from knowledge.embed import Embedder, open_embedder
from knowledge.index import Index
from knowledge.port import Document, Hit, Query, Viewer

ANYONE = Viewer()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return open_embedder()


@pytest.fixture(scope="session")
def shipped(embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Index:
    """The shipped library, indexed; not to be written to."""
    index = open_knowledge(tmp_path_factory.mktemp("shipped"), embedder)
    asyncio.run(index.rebuild(list(library.documents())))
    return index


@pytest.fixture
async def index(embedder: Embedder, tmp_path: Path) -> AsyncIterator[Index]:
    """An empty index."""
    index = open_knowledge(tmp_path / "index", embedder)
    await index.rebuild([])
    yield index
    await index.close()


@pytest.fixture
def note() -> Callable[..., Document]:
    """A document about lionfish, with whatever is given in place."""

    def make(id: str = "a", **given: object) -> Document:
        plain: dict[str, object] = {
            "kind": "practice",
            "language": "en",
            "title": "Fishers hunt lionfish",
            "text": "Fishers on the island learned to spear lionfish on the reef and to sell them.",
            "source": "a source",
        }
        return Document(id=id, **{**plain, **given})  # type: ignore[arg-type]

    return make


async def ids(index: Index, text: str, viewer: Viewer = ANYONE, **given: object) -> list[str]:
    """Ids of the hits, best first."""
    return [hit.document.id for hit in await hits(index, text, viewer, **given)]


async def hits(index: Index, text: str, viewer: Viewer = ANYONE, **given: object) -> Sequence[Hit]:
    return await index.search(Query(text, viewer, **given))  # type: ignore[arg-type]
