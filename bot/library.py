"""Keep what can be found in step: the shipped library into the database, the database's queue into the index."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING

import structlog

from bot.casefile import findable_case
from bot.search import document_of, row_of
from knowledge.port import Document, KnowledgeUnavailable, ModelMismatch
from storage import points
from storage.port import IndexJob, Storage, StorageUnavailable

if TYPE_CHECKING:
    from knowledge.index import Index

log = structlog.get_logger()

BATCH = 32
"""Documents embedded at once: small enough for a live progress bar."""

EVERYTHING = 1_000_000
"""More than any queue holds."""

QUIET = 2.0
"""Seconds after a start before the index is opened, unless it is wanted sooner: loading it takes the interpreter for
most of a second, in which the first words should appear. Chosen."""

Progress = Callable[[int, int], None]
"""(done, in all)"""


def _silently(done: int, total: int) -> None: ...


async def load_library(storage: Storage, documents: Sequence[Document]) -> int:
    """Bring the database's copy of the shipped library up to date; returns how much changed and is now queued."""
    return await storage.put_documents([row_of(document) for document in documents])


async def rebuild(storage: Storage, knowledge: Index, progress: Progress = _silently) -> int:
    """A new index of all documents; returns how many can be found. Searches use the old one until it is whole.

    Raises:
        KnowledgeUnavailable: the index cannot be written; the queue is as it was.
    """
    # What is queued before the documents are read is in them; what is queued later stays queued.
    queued = await storage.index_jobs(limit=EVERYTHING)
    documents = [document_of(row) for row in await storage.documents()]
    documents += [case for id in await storage.desk.findable() if (case := await findable_case(storage, id))]
    points.reach("rebuild.before")
    found = await knowledge.rebuild(documents, progress)
    points.reach("rebuild.after")
    await storage.index_done([job.id for job in queued])
    return found


async def index(storage: Storage, knowledge: Index, progress: Progress = _silently) -> int:
    """Do everything that is queued for the index, or build it where there is none or it is broken; returns how much.

    Safe to repeat, and to kill at any point.

    Raises:
        ModelMismatch: another model built it; changing models is an operator's decision.
        KnowledgeUnavailable: the index cannot be written; the queue is as it was.
    """
    try:
        await knowledge.check()
    except ModelMismatch:
        raise
    except KnowledgeUnavailable:
        return await rebuild(storage, knowledge, progress)
    done = 0
    waiting = len(await storage.index_jobs(limit=EVERYTHING))
    progress(0, waiting)
    while jobs := await storage.index_jobs(limit=BATCH):
        newest = {job.document_id: job for job in jobs}
        now = {id: await _now(storage, job) for id, job in newest.items()}
        put = [document for document in now.values() if document is not None]
        gone = [id for id, document in now.items() if document is None]
        points.reach("index.before")
        if put:
            await knowledge.put(put)
        if gone:
            await knowledge.remove(gone)
            if not all([await _stays(storage, newest[id]) for id in gone]):
                # Before the job is done: what was erased leaves the files too, whatever happens.
                await knowledge.vacuum()
        points.reach("index.after")
        await storage.index_done([job.id for job in jobs])
        done += len(jobs)
        progress(done, max(waiting, done))
    return done


async def _now(storage: Storage, job: IndexJob) -> Document | None:
    """What is to be found under the name of a job; None for nothing."""
    if job.case is not None:
        return await findable_case(storage, job.case)
    return document_of(job.document) if job.document else None


async def _stays(storage: Storage, job: IndexJob) -> bool:
    """Whether nothing was erased: there is only nothing yet by which a case could be found."""
    return job.case is not None and bool(await storage.desk.cases([job.case]))


class Librarian:
    """Indexes in the background, as requests are sent and erased, until cancelled."""

    def __init__(
        self, storage: Storage, knowledge: Index, shipped: Callable[[], Awaitable[int]], *, pause: float = 30.0
    ) -> None:
        self._storage = storage
        self._knowledge = knowledge
        self._shipped = shipped
        """Brings the shipped library into the database."""
        self._loaded = False
        self._first = asyncio.Event()
        self._pause = pause
        """Seconds before another try when the index is down, and between two looks at the queue."""
        self._bell = asyncio.Event()
        self._wanted = asyncio.Event()
        self._waiting: list[asyncio.Future[None]] = []
        """Of those who wait for a look that begins after they asked."""

    def ring(self) -> None:
        """Something was queued."""
        self._bell.set()
        self._wanted.set()

    async def ready(self) -> None:
        """Return once the index has been looked after for the first time, well or not."""
        self._wanted.set()
        await self._first.wait()

    async def caught_up(self) -> None:
        """Return once everything queued before was looked after, well or not."""
        waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiting)
        self.ring()
        await waiting

    async def load(self) -> None:
        """Bring the shipped library into the database, once a process."""
        if not self._loaded:
            await self._shipped()
            self._loaded = True

    async def run(self) -> None:
        """Until cancelled, from the first need or after a while; a fault is logged and tried again."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(QUIET):
                await self._wanted.wait()
        while True:
            self._bell.clear()
            waiting, self._waiting = self._waiting, []
            try:
                await self.load()
                await index(self._storage, self._knowledge)
            except KnowledgeUnavailable as error:
                log.error("index_unavailable", what_to_do=str(error))
            except StorageUnavailable as error:
                log.error("storage_unavailable", what_to_do=str(error))
            self._first.set()
            for one in waiting:
                if not one.done():  # Who waited may have gone.
                    one.set_result(None)
            try:
                async with asyncio.timeout(self._pause):
                    await self._bell.wait()
            except TimeoutError:
                continue
