"""The knowledge base the bot talks to: one worker thread does everything that blocks, so the event loop never does."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path
from typing import TypeVar

import structlog

from knowledge import search
from knowledge.chunks import cut
from knowledge.embed import Embedder
from knowledge.port import Allowed, Document, Hit, Query
from knowledge.redact import redacted, withheld
from knowledge.store import Store
from knowledge.vectors import Vectors

BATCH = 32
"""Documents embedded at once during a rebuild; searches run between two batches."""

Progress = Callable[[int, int], None]
"""Told (done, all) documents after every batch, in the event loop's thread."""

T = TypeVar("T")
log = structlog.get_logger()


class Index:
    """Implements `knowledge.port.Knowledge` in a folder. Opened with its first use; close it when done."""

    def __init__(self, folder: Path, embedder: Embedder, allowed: Allowed | None = None) -> None:
        self._store = Store(folder, embedder.model)
        self._embedder = embedder
        self._vectors = Vectors(embedder)
        self._allowed = allowed
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="knowledge")
        self._writing = asyncio.Lock()

    async def search(self, query: Query) -> Sequence[Hit]:
        """As the port promises; leaves out what `allowed` does not name, and traditional knowledge without consent."""
        text = search.text_of(query)
        if not text:
            return ()
        vector, floor = await self.vector(text), self._embedder.model.floor
        found = await self._blocking(lambda: search.candidates(query, vector, self._store, floor))
        return await self._second_look(found, query)

    async def vector(self, text: str) -> Sequence[float]:
        """What the embedding model makes of a text.

        Raises:
            KnowledgeUnavailable: the model is missing or is not the one it should be.
        """
        asked = self._vectors.ask(text)
        await self._blocking(self._vectors.work)
        return asked.vector

    async def put(self, documents: Sequence[Document]) -> None:
        """Make documents findable, in place of what was there under their ids; redacted first. Twice is once.

        Traditional knowledge without recorded consent is taken out instead.

        Raises:
            KnowledgeUnavailable: nothing, or a part, was written: put again when the index is there.
        """
        async with self._writing:
            await self._blocking(lambda: self._put(documents))

    async def remove(self, ids: Sequence[str]) -> None:
        """Take documents out; unknown ids are fine. Traces stay in the files until `vacuum` or a rebuild.

        Raises:
            KnowledgeUnavailable: the index cannot be read; remove again when it is there.
        """
        async with self._writing:
            await self._blocking(lambda: self._remove(ids))

    async def rebuild(self, documents: Sequence[Document], progress: Progress | None = None) -> int:
        """A new index of exactly these documents; returns how many are findable.

        Searches use the old one until the new one is whole; `put` and `remove` wait, and then change the new one.
        Works also when the old index is missing, broken or of another model.

        Raises:
            KnowledgeUnavailable: the folder cannot be written or the model not loaded; the old index is untouched.
        """
        shown = [document for document in documents if not withheld(document)]
        async with self._writing:
            fresh = await self._blocking(self._store.begin)
            try:
                await self._fill(fresh, shown, progress)
            except BaseException:
                await self._blocking(fresh.discard)
                raise
            await self._blocking(lambda: self._store.adopt(fresh))
        log.info(
            "index_rebuilt", documents=len(shown), withheld=len(documents) - len(shown), model=self._embedder.model.tag
        )
        return len(shown)

    async def vacuum(self) -> None:
        """Leave no trace of removed documents in the files: what is there is copied to new ones, the old are deleted.

        Embeds nothing. Searches wait; `put` and `remove` wait, and then change the new files. A kill at any moment
        leaves a whole index; twice is once.

        Raises:
            KnowledgeUnavailable: the index cannot be read or the folder not written; vacuum again when it can.
        """
        async with self._writing:
            await self._blocking(self._vacuum)
        log.info("index_vacuumed")

    async def check(self) -> int:
        """How many passages the index holds; what `needs doctor` asks.

        Raises:
            KnowledgeUnavailable: says what an operator should do.
        """
        return await self._blocking(self._store.size)

    async def warm(self) -> None:
        """Load the model and open the index ahead of the first person's message.

        Raises:
            KnowledgeUnavailable: either cannot be opened.
        """
        await self._blocking(lambda: (self._store.size(), self._embedder.query("reef")))

    async def close(self) -> None:
        """Wait for what is under way and let go of the files; a closed index stays closed. Twice is once."""
        await asyncio.to_thread(self._thread.shutdown)
        self._store.close()

    async def _second_look(self, found: Sequence[Hit], query: Query) -> tuple[Hit, ...]:
        if not found or self._allowed is None:
            return tuple(found[: query.limit])
        allowed = await self._allowed([hit.document.id for hit in found], query.viewer)
        return tuple(islice((hit for hit in found if hit.document.id in allowed), query.limit))

    async def _fill(self, fresh: Store, documents: Sequence[Document], progress: Progress | None) -> None:
        for start in range(0, len(documents), BATCH):
            batch = documents[start : start + BATCH]
            await self._blocking(lambda batch=batch: self._write(fresh, batch))  # type: ignore[misc]  # mypy cannot infer the default
            if progress:
                progress(start + len(batch), len(documents))

    def _put(self, documents: Sequence[Document]) -> None:
        shown = [document for document in documents if not withheld(document)]
        for document in documents:
            if withheld(document):
                self._remove([document.id])
                log.info("document_withheld", document=document.id)
        for id, passages in self._write(self._store, shown):
            # The new passages stand already: at no moment is a document gone that was there before.
            self._store.keep_only(id, passages)

    def _vacuum(self) -> None:
        fresh = self._store.begin()
        try:
            self._store.copy_to(fresh)
        except BaseException:
            fresh.discard()
            raise
        self._store.adopt(fresh)
        self._store.clear()

    def _remove(self, ids: Sequence[str]) -> None:
        for id in ids:
            self._store.keep_only(id, 0)

    def _write(self, store: Store, documents: Sequence[Document]) -> list[tuple[str, int]]:
        """Write passages; returns (document id, how many passages) for each."""
        passages = [cut(redacted(document)) for document in documents]
        chunks = [chunk for each in passages for chunk in each]
        store.write(chunks, self._embedder.documents([chunk.text for chunk in chunks]))
        return [(document.id, len(each)) for document, each in zip(documents, passages, strict=True)]

    async def _blocking(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)
