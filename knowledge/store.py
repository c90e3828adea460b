"""The vectors on disk: one folder per generation of a Chroma index, and a pointer to the one that counts."""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

from knowledge.chunks import Chunk
from knowledge.embed import Model
from knowledge.port import KnowledgeUnavailable, ModelMismatch
from knowledge.slack import Slack
from knowledge.visibility import Filter, both

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

Shelf = Literal["documents", "cases"]
"""What people find and the cases of the desk lie apart: thousands of cases make no search of a person's slower."""
SHELVES: tuple[Shelf, ...] = get_args(Shelf)
FORMAT = 4
"""Raised when passages are cut or marked in another way: an index of another format is built anew."""
BATCH = 500
"""Passages copied at once."""
CLEARINGS = 5
"""Times old files are deleted before we say that they cannot be. Chosen."""
POINTER = "current"
REBUILD = "run `needs knowledge rebuild`"


class Store:
    """One index. Not for two threads at once; opened with its first use.

    A rebuild fills a new generation beside the old one and swaps the pointer in one step, so a kill at any moment
    leaves a whole index behind. It also leaves no trace of what was erased; deleting inside Chroma's files would.

    Every method raises KnowledgeUnavailable when the index is missing or cannot be read, ModelMismatch when another
    model made it.
    """

    def __init__(self, folder: Path, model: Model) -> None:
        self.folder = folder
        self.model = model
        self._client: ClientAPI | None = None
        self._open: dict[Shelf, Collection] = {}
        self._carrying: dict[tuple[Shelf, str], int] = {}
        self._slack = Slack(folder)

    def nearest(
        self, vector: Sequence[float], where: Filter, limit: int, shelf: Shelf = "documents"
    ) -> list[tuple[Mapping[str, Any], float]]:
        """(marks, cosine similarity) of the closest passages, best first; several may be of one document."""
        with self._answering():
            found = self._collection(shelf).query(
                query_embeddings=[vector],
                n_results=limit,
                where=where or None,  # type: ignore[arg-type]  # our filters are built in visibility.py
                include=["metadatas", "distances"],
            )
        marks, distances = (found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0]
        return [(mark, 1.0 - float(distance)) for mark, distance in zip(marks, distances, strict=True)]

    def vector(self, document: str) -> Sequence[float]:
        """Of a document that is there and no case: its first passage's, which begins with its title."""
        with self._answering():
            found = self._collection("documents").get(ids=[f"{document}#0"], include=["embeddings"])
            vectors = found["embeddings"]
            assert vectors is not None
        return [float(number) for number in vectors[0]]

    def containing(self, word: str, where: Filter, limit: int, shelf: Shelf = "documents") -> set[str]:
        """Ids of documents with the word as written, from at most `limit` passages."""
        with self._answering():
            found = self._collection(shelf).get(
                where=where or None,  # type: ignore[arg-type]
                where_document={"$contains": word},
                limit=limit,
                include=["metadatas"],
            )
        return {str(mark["document"]) for mark in found["metadatas"] or []}

    def carrying(self, name: str, shelf: Shelf = "documents") -> int:
        """How many passages carry a name, of all owners; counted once until the next change."""
        if (shelf, name) not in self._carrying:
            with self._answering():
                found = self._collection(shelf).get(where={"names": {"$contains": name}}, include=[])  # type: ignore[dict-item]  # a list mark
            self._carrying[shelf, name] = len(found["ids"])
        return self._carrying[shelf, name]

    def write(self, chunks: Sequence[Chunk], vectors: Sequence[Sequence[float]]) -> None:
        """Put passages in place of those with the same ids; writing the same twice changes nothing."""
        if not chunks:
            return
        self._carrying.clear()
        for shelf in SHELVES:
            places = [place for place, chunk in enumerate(chunks) if _shelf(chunk) == shelf]
            if not places:
                continue
            with self._answering():
                self._collection(shelf).upsert(
                    ids=[chunks[place].id for place in places],
                    embeddings=[vectors[place] for place in places],
                    documents=[chunks[place].text for place in places],
                    metadatas=[chunks[place].marks for place in places],  # type: ignore[misc]  # a list of strings is a mark too
                )

    def keep_only(self, document: str, chunks: int) -> None:
        """Take out passages of a document past the first `chunks`, left over from a longer text; 0 takes out all."""
        self._carrying.clear()
        kept = {f"{document}#{number}" for number in range(chunks)}
        for shelf in SHELVES:
            with self._answering():
                found = self._collection(shelf).get(where={"document": document}, include=[])
                if surplus := [id for id in found["ids"] if id not in kept]:
                    self._collection(shelf).delete(ids=surplus)

    def size(self, *shelves: Shelf) -> int:
        """How many passages there are; on all shelves where none is named."""
        with self._answering():
            return sum(self._collection(shelf).count() for shelf in shelves or SHELVES)

    def copy_to(self, fresh: Store) -> None:
        """Write every passage into another index as it stands; nothing is embedded."""
        pages = [(shelf, start) for shelf in SHELVES for start in range(0, self.size(shelf), BATCH)]
        for shelf, start in pages:
            with self._answering():
                page = self._collection(shelf).get(
                    limit=BATCH, offset=start, include=["embeddings", "documents", "metadatas"]
                )
            with fresh._answering():
                fresh._collection(shelf).upsert(
                    ids=page["ids"],
                    embeddings=page["embeddings"],
                    documents=page["documents"],
                    metadatas=page["metadatas"],
                )

    def begin(self) -> Store:
        """An empty index of a new generation, which nobody reads until `adopt`."""
        fresh = Store(self.folder, self.model)
        fresh._create(f"index-{uuid.uuid4().hex[:12]}")
        return fresh

    def adopt(self, fresh: Store) -> None:
        """Read the new generation from now on, and delete every other."""
        name = fresh._generation
        pointer = self.folder / f"{POINTER}.new"
        pointer.write_text(name, encoding="utf-8")
        pointer.replace(self.folder / POINTER)
        self.close()
        self._client, self._open = fresh._client, fresh._open
        self._carrying.clear()
        for path in self._others():
            shutil.rmtree(path, ignore_errors=True)

    def _others(self) -> list[Path]:
        return [path for path in self.folder.glob("index-*") if path.name != self._pointed()]

    def clear(self) -> None:
        """Delete every generation but the one that is read.

        Raises:
            KnowledgeUnavailable: something of them is still there; clear again.
        """
        for _ in range(CLEARINGS):  # The library we closed may still be putting files down.
            for path in self._others():
                shutil.rmtree(path, ignore_errors=True)
            if not self._others():
                return
        raise KnowledgeUnavailable(f"old files in {str(self.folder)!r} cannot be deleted; they are tried again")

    def discard(self) -> None:
        """Delete a generation that was begun and not adopted."""
        self.close()
        shutil.rmtree(self.folder / self._generation, ignore_errors=True)

    def close(self) -> None:
        if self._client is not None:
            self._client.close()  # type: ignore[attr-defined]  # the concrete client has it, the interface does not
        self._client, self._open = None, {}

    _generation = ""

    def _create(self, name: str) -> None:
        try:
            (self.folder / name).mkdir(parents=True)
        except OSError as error:
            raise KnowledgeUnavailable(
                f"cannot write to {str(self.folder)!r} ({error.strerror}); free space or rights, then {REBUILD}"
            ) from error
        with self._answering():
            self._generation = name
            self._client = _client(self.folder / name)
            self._open = {
                shelf: self._client.create_collection(
                    shelf,
                    embedding_function=None,  # Always our own vectors: Chroma's default would download a model.
                    metadata={"model": self.model.tag, "model_hash": self.model.hash, "format": FORMAT},
                    configuration={"hnsw": {"space": "cosine"}},
                )
                for shelf in SHELVES
            }

    def _collection(self, shelf: Shelf) -> Collection:
        if not self._open:
            path = self.folder / self._pointed()
            if not (path / "chroma.sqlite3").is_file():
                raise KnowledgeUnavailable(f"there is no search index in {str(self.folder)!r}; {REBUILD}")
            self._client = _client(path)
            documents = self._client.get_collection(SHELVES[0], embedding_function=None)
            self._check(documents.metadata or {})
            others = {one: self._client.get_collection(one, embedding_function=None) for one in SHELVES[1:]}
            self._open = {SHELVES[0]: documents, **others}
        return self._open[shelf]

    def _pointed(self) -> str:
        try:
            return (self.folder / POINTER).read_text(encoding="utf-8").strip() or "missing"
        except OSError:
            return "missing"

    def _check(self, made_with: Mapping[str, Any]) -> None:
        found = (made_with.get("model"), made_with.get("model_hash"))
        if found != (self.model.tag, self.model.hash):
            self.close()
            raise ModelMismatch(
                f"the search index was made with the model {found[0]!r}, not with {self.model.tag!r} as set; {REBUILD}"
            )
        if made_with.get("format") != FORMAT:
            self.close()
            raise KnowledgeUnavailable(f"the search index was made by another version of this program; {REBUILD}")

    @contextmanager
    def _answering(self) -> Iterator[None]:
        try:
            yield
            self._slack.blank()
        except KnowledgeUnavailable:
            raise
        except BaseException as error:
            # A panic in Chroma's native part is no Exception; everything else that is none must pass.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            self._client, self._open = None, {}
            raise KnowledgeUnavailable(
                f"the search index in {str(self.folder)!r} cannot be used ({type(error).__name__}); {REBUILD}"
            ) from error


def _shelf(chunk: Chunk) -> Shelf:
    return "cases" if chunk.marks["kind"] == "case" else "documents"


def either_name(keys: Sequence[str], where: Filter) -> Filter:
    """Passages that carry at least one of the names."""
    carried: list[Filter] = [{"names": {"$contains": key}} for key in keys]
    return both(where, {"$or": carried} if len(carried) > 1 else carried[0])


def _client(path: Path) -> ClientAPI:
    import chromadb
    from chromadb.config import Settings

    return chromadb.PersistentClient(str(path), settings=Settings(anonymized_telemetry=False))
