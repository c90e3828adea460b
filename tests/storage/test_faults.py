"""SQLite's bad days: a clear sentence for the operator, nothing half-written, and well again when the cause is gone."""

# ruff: noqa: ASYNC240  Nobody waits for a test.

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from storage.opening import open_storage
from storage.port import FolderInUse, Receipt, StorageUnavailable, Written
from storage.sqlite import FILE, Limits
from storage.store import Store
from tests.storage.samples import answered, arrival, full, turn


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
async def storage(folder: Path) -> AsyncIterator[Store]:
    opened = await open_storage(folder, limits=Limits(patience=0.05))
    yield opened
    await opened.close()


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Another program writes and does not finish."""
    db = sqlite3.connect(folder / FILE, isolation_level=None)
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        db.close()


async def test_a_locked_database_is_named_and_recovers(storage: Store, folder: Path) -> None:
    """Writes say who is to blame, reads go on, and afterwards writing works."""
    receipt = await storage.accept(arrival())
    with locked(folder):
        with pytest.raises(StorageUnavailable, match="another program locks"):
            await storage.accept(arrival(n=2))
        assert (await storage.read(receipt.conversation)).token == 0
    assert (await storage.accept(arrival(n=2))).position == 2


async def test_a_lock_fails_everybody_after_one_wait(storage: Store, folder: Path) -> None:
    """All that wait together are told together: a hundred writes do not wait a hundred times."""
    with locked(folder):
        started = asyncio.get_running_loop().time()
        outcomes = await asyncio.gather(*(storage.accept(arrival(n=n)) for n in range(100)), return_exceptions=True)
        waited = asyncio.get_running_loop().time() - started
    assert {type(outcome) for outcome in outcomes} == {StorageUnavailable}
    assert waited < 100 * 0.05 / 2


async def test_a_full_disk_loses_the_turn_whole_and_nothing_else(folder: Path) -> None:
    """The large turn is refused without a trace, a small one still fits, and with more room it can be written."""
    storage = await open_storage(folder, limits=Limits(max_pages=await pages(folder) + 40))
    large, small = await storage.accept(arrival("ada")), await storage.accept(arrival("bo"))
    too_much = replace(full(large), state="x" * 400_000)
    outcomes = await asyncio.gather(storage.write(too_much), storage.write(turn(small)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [StorageUnavailable, Written]
    assert "full" in str(outcomes[0])
    assert await storage.request("REEF-27") is None
    assert [row.message for row in await storage.pending()] == [large.message]
    await storage.close()
    storage = await open_storage(folder)
    await storage.write(too_much)
    assert await storage.request("REEF-27") is not None
    await storage.close()


async def attempt(storage: Store, n: int) -> Receipt | StorageUnavailable:
    try:
        return await storage.accept(arrival(n=n, text="long " * 1000))
    except StorageUnavailable as refusal:
        return refusal


async def pages(folder: Path) -> int:
    """How large an empty database is."""
    await (await open_storage(folder)).close()
    with closing(sqlite3.connect(folder / FILE)) as db:
        (count,) = db.execute("PRAGMA page_count").fetchone()
    return int(count)


async def test_acceptance_on_a_full_disk_is_refused_not_lost(folder: Path) -> None:
    """Every message that got a receipt is there; the others say why."""
    storage = await open_storage(folder, limits=Limits(max_pages=await pages(folder) + 20))
    outcomes = [await attempt(storage, n) for n in range(1, 200)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, StorageUnavailable)]
    taken = len(outcomes) - len(refused)
    assert "full" in str(refused[0])
    assert taken
    assert len(await storage.pending()) == taken
    await storage.close()


async def test_a_database_taken_away_is_noticed_before_acknowledging(storage: Store, folder: Path) -> None:
    """SQLite would go on writing into the deleted file: we say so, and go on when it is back."""
    await storage.accept(arrival())
    (folder / FILE).rename(folder / "elsewhere")
    with pytest.raises(StorageUnavailable, match="moved"):
        await storage.accept(arrival(n=2))
    (folder / "elsewhere").rename(folder / FILE)
    assert (await storage.accept(arrival(n=2))).position == 2


async def test_a_damaged_database_is_not_opened(folder: Path) -> None:
    """Neither is any other file of that name; the folder is free again afterwards."""
    folder.mkdir()
    (folder / FILE).write_bytes(b"not a database " * 1000)
    for _ in range(2):
        with pytest.raises(StorageUnavailable, match="not a database of ours"):
            await open_storage(folder)


async def test_a_database_of_a_newer_program_is_left_alone(storage: Store, folder: Path) -> None:
    """Older code does not write into a schema it does not know."""
    await storage.close()
    with sqlite3.connect(folder / FILE) as db:
        db.execute("UPDATE alembic_version SET version_num = '9999'")
    db.close()
    for read_only in (False, True):
        with pytest.raises(StorageUnavailable, match="newer program"):
            await open_storage(folder, read_only=read_only)


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to write anywhere."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


async def test_a_folder_that_cannot_be_written_is_named() -> None:
    """With its path and what to do."""
    with TemporaryDirectory() as outer:
        Path(outer).chmod(0o555)
        with as_nobody(), pytest.raises(StorageUnavailable, match="owner or permissions"):
            await open_storage(Path(outer) / "data")
        Path(outer).chmod(0o755)


async def test_a_file_that_cannot_be_written_is_named() -> None:
    """A database restored by another user, say."""
    with TemporaryDirectory() as outer:
        folder = Path(outer) / "data"
        await (await open_storage(folder)).close()
        for path in (Path(outer), folder):
            path.chmod(0o777)
        (folder / "in-use").chmod(0o666)
        (folder / FILE).chmod(0o444)
        with as_nobody(), pytest.raises(StorageUnavailable, match="cannot be written"):
            await open_storage(folder)


async def test_the_folder_is_ours_alone(storage: Store, folder: Path) -> None:
    """A second opening names the process that has it; after closing it works."""
    with pytest.raises(FolderInUse, match=f"process {os.getpid()}"):
        await open_storage(folder)
    await storage.accept(arrival())
    await storage.close()
    again = await open_storage(folder)
    assert len(await again.pending()) == 1
    await again.close()


async def test_reading_beside_the_service(storage: Store, folder: Path) -> None:
    """A read-only opening sees every commit and refuses to write; it also works when nothing else runs."""
    receipt = await answered(storage)
    beside = await open_storage(folder, read_only=True)
    assert (await beside.read(receipt.conversation)).token == 1
    await storage.accept(arrival(n=2))
    assert len(await beside.transcript(receipt.conversation)) == 3
    with pytest.raises(StorageUnavailable, match="read only"):
        await beside.accept(arrival(n=3))
    await beside.close()
    await storage.close()
    alone = await open_storage(folder, read_only=True)
    assert len(await alone.transcript(receipt.conversation)) == 3
    await alone.close()


async def test_nothing_to_read_yet(folder: Path) -> None:
    """A read-only opening makes nothing."""
    with pytest.raises(StorageUnavailable, match="no database"):
        await open_storage(folder, read_only=True)
    assert not folder.exists()


async def test_a_closed_storage_says_so(storage: Store) -> None:
    """What waits is finished, what comes later is refused."""
    waiting = asyncio.gather(*(storage.accept(arrival(n=n)) for n in range(10)))
    await asyncio.sleep(0)
    await storage.close()
    assert all(receipt.new for receipt in await waiting)
    with pytest.raises(StorageUnavailable, match="closed"):
        await storage.accept(arrival(n=11))


async def test_who_stops_waiting_stops_nobody(storage: Store) -> None:
    """A cancelled write does not disturb its group."""
    impatient = asyncio.create_task(storage.accept(arrival(n=1)))
    patient = asyncio.create_task(storage.accept(arrival(n=2)))
    await asyncio.sleep(0)
    impatient.cancel()
    assert (await patient).new
    assert (await storage.accept(arrival(n=3))).new
