"""One thread with one connection, which does everything that waits in one transaction: the group commit.

While a commit waits for the disk, the next items gather; the more is going on, the more share one commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence
from contextlib import AbstractContextManager
from itertools import groupby
from queue import Empty, SimpleQueue
from typing import Protocol, cast

from storage.connection import Connection
from storage.points import Kind
from storage.port import StorageUnavailable
from storage.work import Item, Outcome, Work

MOST = 1000
"""Items in one transaction."""

_CLOSED = "the database is closed: this process is ending; start it again"


class Session(Protocol):
    """A dialect's connection, used from the lane's thread only."""

    mixes: bool
    """Whether different kinds of work may share a transaction."""

    def transaction(self, kinds: Sequence[Kind]) -> AbstractContextManager[Connection]:
        """Opens the connection if need be; commits at the end, on disk when it returns. An exception rolls back."""

    def explain(self, error: Exception) -> StorageUnavailable | None:
        """What an operator should know of a driver's exception; None when the database is not to blame."""

    def recovers(self, error: Exception) -> bool:
        """Whether another item of the same group may still succeed."""

    def close(self) -> None: ...


class Job:
    """One item and who waits for it."""

    __slots__ = ("future", "item", "loop", "work")

    def __init__(
        self,
        work: Work[object, object],
        item: object,
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[object],
    ) -> None:
        self.work = work
        self.item = item
        self.loop = loop
        self.future = future


class Lane:
    """Does work in the order of its kinds' first arrival; nobody is told anything before the commit."""

    def __init__(self, name: str, session: Session) -> None:
        self._session = session
        self._waiting: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    async def do(self, work: Work[Item, Outcome], item: Item) -> Outcome:
        """The item's outcome, once committed. Cancelling stops the waiting, not the work.

        Raises:
            StorageUnavailable: nothing of it was written.
            Whatever the work says of this item.
        """
        if self._closed:
            raise StorageUnavailable(_CLOSED)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[object] = loop.create_future()
        # A queue of mixed work cannot be typed; the pair of work and item is, by this method's own signature.
        self._waiting.put(Job(cast("Work[object, object]", work), item, loop, future))
        return cast("Outcome", await future)

    async def close(self) -> None:
        """Finish what waits, then close the connection. A second time does nothing."""
        if not self._closed:
            self._closed = True
            self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        going = True
        while going:
            jobs, going = self._gather()
            if jobs:
                self._serve(jobs)
        self._session.close()

    def _gather(self) -> tuple[list[Job], bool]:
        """All that waits, at least one thing; False when it was the last."""
        jobs: list[Job] = []
        job = self._waiting.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == MOST:
                return jobs, True
            try:
                job = self._waiting.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False

    def _serve(self, jobs: list[Job]) -> None:
        works = list(dict.fromkeys(job.work for job in jobs))
        jobs.sort(key=lambda job: works.index(job.work))
        if self._session.mixes:
            self._settle(jobs)
        else:
            for _, same in groupby(jobs, key=lambda job: job.work):
                self._settle(list(same))

    def _settle(self, jobs: list[Job]) -> None:
        try:
            outcomes = self._attempt(jobs)
        except Exception as error:
            if len(jobs) > 1 and self._session.recovers(error):
                for job in jobs:
                    self._settle([job])
                return
            outcomes = [self._session.explain(error) or error] * len(jobs)
        _tell(jobs, outcomes)

    def _attempt(self, jobs: list[Job]) -> list[object]:
        kinds = dict.fromkeys(job.work.kind for job in jobs if job.work.kind)
        outcomes: list[object] = []
        with self._session.transaction(list(kinds)) as db:
            for work, same in groupby(jobs, key=lambda job: job.work):
                items = [job.item for job in same]
                done = work.act(db, items)
                if len(done) != len(items):
                    raise AssertionError(f"{work.kind!r} gave {len(done)} outcomes for {len(items)} items")
                outcomes += done
        return outcomes


def _tell(jobs: list[Job], outcomes: list[object]) -> None:
    """Wake those who wait, once per event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[object], object]]] = {}
    for job, outcome in zip(jobs, outcomes, strict=True):
        loops.setdefault(job.loop, []).append((job.future, outcome))
    for loop, pairs in loops.items():
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits any more.
            loop.call_soon_threadsafe(_resolve, pairs)


def _resolve(pairs: list[tuple[asyncio.Future[object], object]]) -> None:
    for future, outcome in pairs:
        if future.done():  # Whoever waited was cancelled.
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
