"""One thread with one connection, which does everything that waits in one transaction: the group commit.

While a commit waits for the disk, the next items gather; the more is going on, the more share one commit.
"""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from queue import Empty, SimpleQueue
from typing import Protocol, cast

from storage.connection import Connection
from storage.points import Kind
from storage.port import Stale, StorageUnavailable
from storage.work import Item, Outcome, Work

MOST = 1000
"""Items in one transaction."""

HEAD_START = 0.0001
"""Seconds a commit has to get to the disk before anybody may think: on one core it would wait for them. Measured."""

_CLOSED = "the database is closed: this process is ending; start it again"


Last = Callable[[], None]


def nothing() -> None:
    """What there is to do at the last moment, as a rule."""


class Session(Protocol):
    """A dialect's connection, used from the lane's thread only."""

    mixes: bool
    """Whether different kinds of work may share a transaction: nobody else writes, and what was done will be so."""

    def transaction(self, kinds: Sequence[Kind], last: Last = nothing) -> AbstractContextManager[Connection]:
        """Opens the connection if need be; commits at the end, on disk when it returns. An exception rolls back.

        `last` is called when only the commit is left to do.
        """

    def explain(self, error: Exception) -> StorageUnavailable | None:
        """What an operator should know of a driver's exception; None when the database is not to blame."""

    def recovers(self, error: Exception) -> bool:
        """Whether another item of the same group may still succeed."""

    def close(self) -> None: ...


class Job:
    """Items that are done together, and who waits for them."""

    __slots__ = ("behind", "foretold", "future", "items", "loop", "work")

    def __init__(
        self,
        work: Work[object, object],
        items: Sequence[object],
        loop: asyncio.AbstractEventLoop,
        future: asyncio.Future[list[object]],
        foretold: Callable[[object], None] | None,
        behind: object | None,
    ) -> None:
        self.behind = behind
        self.foretold = foretold
        self.work = work
        self.items = items
        self.loop = loop
        self.future = future

    def foretell(self, outcome: object) -> None:
        """In the event loop, unless who waits was told already."""
        if self.foretold and not self.future.done():
            self.foretold(outcome)


Part = tuple[Work[object, object], list[object]]
"""All items of one sort in a transaction."""


class Herald:
    """Foretells what will be so once it is committed.

    From a thread of its own: to wake the event loop is a system call, which lets go of the interpreter's lock, and then
    the commit would wait for whoever thinks. A queue lets go of nothing, so that the commit has begun by then.
    """

    def __init__(self, name: str) -> None:
        self._waiting: SimpleQueue[tuple[Job, object] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def foretell(self, job: Job, outcomes: list[list[object]]) -> None:
        """The only outcome there is, unless it is that something went wrong."""
        outcome = outcomes[0][0]
        if not isinstance(outcome, Exception):
            self._waiting.put((job, outcome))

    def close(self) -> None:
        self._waiting.put(None)

    def _run(self) -> None:
        while (told := self._waiting.get()) is not None:
            job, outcome = told
            time.sleep(HEAD_START)
            with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits any more.
                job.loop.call_soon_threadsafe(job.foretell, outcome)


class Lane:
    """Does work in the order of its kinds' first arrival; nobody is told before the commit, unless by `foretold`."""

    def __init__(self, name: str, session: Session) -> None:
        self._session = session
        self._waiting: SimpleQueue[Job | None] = SimpleQueue()
        self._closed = False
        self._herald = Herald(f"{name}-herald")
        self._kept: object | None = None
        """What was foretold last, once it was committed."""
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    async def do(
        self, work: Work[Item, Outcome], item: Item, foretold: Callable[[Outcome], None] | None = None
    ) -> Outcome:
        """The item's outcome, once committed. Cancelling stops the waiting, not the work.

        `foretold` hears of it in the event loop before the commit, where the item has a transaction to itself and
        nobody else writes: something to think about while the disk is busy, not to be told to anybody.

        Raises:
            StorageUnavailable: nothing of it was written.
            Whatever the work says of this item.
        """
        (outcome,) = await self.do_all(work, (item,), foretold)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def do_all(
        self,
        work: Work[Item, Outcome],
        items: Sequence[Item],
        foretold: Callable[[Outcome], None] | None = None,
        behind: object | None = None,
    ) -> list[Outcome | Exception]:
        """The items' outcomes, in order, once all are committed; what `do` would raise stands in its item's place.

        `behind` is an outcome that was foretold: nothing is done, and all are Stale, unless it was committed and no
        other was foretold since. So what rests on it may be handed in before the disk has it.
        """
        if self._closed:
            return [StorageUnavailable(_CLOSED) for _ in items]
        loop = asyncio.get_running_loop()
        future: asyncio.Future[list[object]] = loop.create_future()
        # A queue of mixed work cannot be typed; the pair of work and items is, by this method's own signature.
        told = cast("Callable[[object], None] | None", foretold)
        self._waiting.put(Job(cast("Work[object, object]", work), items, loop, future, told, behind))
        return cast("list[Outcome | Exception]", await future)

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
            if founded := self._founded(jobs):
                self._serve(founded)
        self._herald.close()
        self._session.close()

    def _gather(self) -> tuple[list[Job], bool]:
        """All that waits, at least one job; False when it was the last."""
        jobs: list[Job] = []
        items = 0
        job = self._waiting.get()
        while job is not None:
            jobs.append(job)
            items += len(job.items)
            if items >= MOST:
                return jobs, True
            try:
                job = self._waiting.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False

    def _founded(self, jobs: list[Job]) -> list[Job]:
        """The jobs without those that rest on what was not kept, who are told so."""
        void = [job for job in jobs if job.behind is not None and job.behind is not self._kept]
        if not void:
            return jobs
        _tell([(job, [Stale("what it rests on was not kept, or is not the last") for _ in job.items]) for job in void])
        return [job for job in jobs if job not in void]

    def _serve(self, jobs: list[Job]) -> None:
        sorts: dict[Work[object, object], list[Job]] = {}
        for job in jobs:
            sorts.setdefault(job.work, []).append(job)
        parts = [(work, [item for job in same for item in job.items]) for work, same in sorts.items()]
        if self._session.mixes:
            alone = jobs[0] if len(jobs) == 1 and jobs[0].foretold else None
            outcomes = self._outcomes(parts, alone)
            if alone:
                self._kept = outcomes[0][0]
        else:
            outcomes = [outcomes for part in parts for outcomes in self._outcomes([part])]
        _tell([told for same, done in zip(sorts.values(), outcomes, strict=True) for told in _shares(same, done)])

    def _outcomes(self, parts: list[Part], alone: Job | None = None) -> list[list[object]]:
        """What became of each item, part by part: of all in one transaction, or of each in one of its own."""
        try:
            return self._attempt(parts, alone)
        except Exception as error:
            if sum(len(items) for _, items in parts) > 1 and self._session.recovers(error):
                return [[self._outcomes([(work, [item])])[0][0] for item in items] for work, items in parts]
            told = self._session.explain(error) or error
            return [[told] * len(items) for _, items in parts]

    def _attempt(self, parts: list[Part], alone: Job | None) -> list[list[object]]:
        kinds = dict.fromkeys(work.kind for work, _ in parts if work.kind)
        outcomes: list[list[object]] = []
        last = partial(self._herald.foretell, alone, outcomes) if alone else nothing
        with self._session.transaction(list(kinds), last) as db:
            for work, items in parts:
                done = list(work.act(db, items))
                if len(done) != len(items):
                    raise AssertionError(f"{work.kind!r} gave {len(done)} outcomes for {len(items)} items")
                outcomes.append(done)
        return outcomes


def _shares(jobs: list[Job], outcomes: list[object]) -> Iterator[tuple[Job, list[object]]]:
    """Each job with its part of the outcomes."""
    start = 0
    for job in jobs:
        yield job, outcomes[start : start + len(job.items)]
        start += len(job.items)


def _tell(told: list[tuple[Job, list[object]]]) -> None:
    """Wake those who wait, once per event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[list[object]], list[object]]]] = {}
    for job, outcomes in told:
        loops.setdefault(job.loop, []).append((job.future, outcomes))
    for loop, pairs in loops.items():
        with contextlib.suppress(RuntimeError):  # The loop is closed: nobody waits any more.
            loop.call_soon_threadsafe(_resolve, pairs)


def _resolve(pairs: list[tuple[asyncio.Future[list[object]], list[object]]]) -> None:
    for future, outcomes in pairs:
        if not future.done():  # Whoever waited may have been cancelled.
            future.set_result(outcomes)
