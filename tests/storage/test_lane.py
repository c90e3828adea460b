"""What a lane tells, and when: outcomes once they are committed, and ahead of that only what harms nobody."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager

import pytest

from storage.connection import Connection
from storage.lane import Lane, Last, nothing
from storage.points import Kind
from storage.port import Stale, StorageUnavailable
from storage.work import alone


@alone("accept")
def double(_: Connection, number: int) -> int:
    return 2 * number


class Disk:
    """A session whose commits wait until they may end; it keeps nothing."""

    def __init__(self, *, mixes: bool = True) -> None:
        self.mixes = mixes
        self.writing = threading.Event()
        self.may_end = threading.Event()
        self.full = False

    @contextmanager
    def transaction(self, kinds: Sequence[Kind], last: Last = nothing) -> Iterator[Connection]:
        yield None  # type: ignore[misc]  # No statement is run.
        last()
        self.writing.set()
        assert self.may_end.wait(5)
        if self.full:
            raise StorageUnavailable("the disk is full")

    def explain(self, error: Exception) -> StorageUnavailable | None:
        return error if isinstance(error, StorageUnavailable) else None

    def recovers(self, error: Exception) -> bool:
        return False

    def close(self) -> None: ...


@pytest.fixture
async def disk() -> AsyncIterator[Disk]:
    disk = Disk()
    yield disk
    disk.may_end.set()


async def heard(told: asyncio.Queue[int]) -> int:
    async with asyncio.timeout(5):
        return await told.get()


async def test_what_is_alone_is_foretold_while_the_disk_writes(disk: Disk) -> None:
    """Who waits may think meanwhile, and is told only when it is on the disk."""
    lane, told = Lane("test", disk), asyncio.Queue[int]()
    done = asyncio.create_task(lane.do(double, 21, told.put_nowait))
    assert await heard(told) == 42
    assert disk.writing.is_set()
    assert not done.done()
    disk.may_end.set()
    assert await done == 42
    await lane.close()


async def test_what_was_foretold_may_fail(disk: Disk) -> None:
    """The commit decides."""
    lane, told = Lane("test", disk), asyncio.Queue[int]()
    disk.full = True
    done = asyncio.create_task(lane.do(double, 21, told.put_nowait))
    assert await heard(told) == 42
    disk.may_end.set()
    with pytest.raises(StorageUnavailable):
        await done
    await lane.close()


async def test_what_rests_on_it_follows_it(disk: Disk) -> None:
    """Handed in before the disk has what it rests on, and done right after it; what was handed in meanwhile as well."""
    lane, told = Lane("test", disk), asyncio.Queue[int]()
    first = asyncio.create_task(lane.do(double, 21, told.put_nowait))
    foretold = await heard(told)
    follows = asyncio.create_task(lane.do_all(double, [foretold], behind=foretold))
    other = asyncio.create_task(lane.do(double, 1))
    await asyncio.sleep(0)
    assert not follows.done()
    disk.may_end.set()
    assert (await first, await follows, await other) == (42, [84], 2)
    await lane.close()


async def test_what_rests_on_what_was_not_kept_is_not_done(disk: Disk) -> None:
    """Whoever handed it in learns so; others are not harmed."""
    lane, told = Lane("test", disk), asyncio.Queue[int]()
    disk.full = True
    first = asyncio.create_task(lane.do(double, 21, told.put_nowait))
    foretold = await heard(told)
    follows = asyncio.create_task(lane.do_all(double, [foretold], behind=foretold))
    await asyncio.sleep(0)
    disk.may_end.set()
    with pytest.raises(StorageUnavailable):
        await first
    (outcome,) = await follows
    assert isinstance(outcome, Stale)
    disk.full = False
    assert await lane.do(double, 1) == 2
    await lane.close()


async def test_only_the_last_that_was_foretold_is_followed(disk: Disk) -> None:
    """One moment, one follower: what was kept before is history, whatever it is equal to."""
    disk.may_end.set()
    lane, told = Lane("test", disk), asyncio.Queue[int]()
    one = await lane.do(double, 2100, told.put_nowait)
    two = await lane.do(double, 2200, told.put_nowait)
    (outcome,) = await lane.do_all(double, [1], behind=one)
    assert isinstance(outcome, Stale)
    assert await lane.do_all(double, [1], behind=two) == [2]
    await lane.close()


async def test_in_company_nothing_is_foretold(disk: Disk) -> None:
    """Where several wait there is enough to think about; and of several, one may yet be refused."""
    lane, told = Lane("test", disk), asyncio.Queue[int]()
    first = asyncio.create_task(lane.do(double, 1))
    await asyncio.to_thread(disk.writing.wait, 5)
    others = [asyncio.create_task(lane.do(double, number, told.put_nowait)) for number in (2, 3)]
    await asyncio.sleep(0)
    disk.may_end.set()
    assert [await first, *await asyncio.gather(*others)] == [2, 4, 6]
    await lane.close()
    assert told.empty()


async def test_where_others_write_too_nothing_is_foretold() -> None:
    """On a database of several processes only the commit says what is so."""
    disk = Disk(mixes=False)
    disk.may_end.set()
    lane, told = Lane("test", disk), asyncio.Queue[int]()
    assert await lane.do(double, 21, told.put_nowait) == 42
    await lane.close()
    assert told.empty()
