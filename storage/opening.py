"""Opening a database: SQLite in a data folder, or Postgres at an address; brought up to date, then written by lanes."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
from pathlib import Path

from storage import folder, schema, sqlite
from storage.claims import InMemory
from storage.lane import Lane
from storage.port import StorageUnavailable
from storage.store import Store


async def open_storage(where: str | Path, *, read_only: bool = False, limits: sqlite.Limits = sqlite.NONE) -> Store:
    """The storage port on the database of a data folder, or on Postgres when `where` begins with postgresql://.

    A writing opening takes the data folder and runs the migrations; a reading one works beside it and changes nothing.
    `limits` are SQLite's only.

    Raises:
        FolderInUse: another process writes there.
        StorageUnavailable: it cannot be opened; the message says what an operator should do.
    """
    if schema.is_address(where):
        return await _open_postgres(str(where), read_only=read_only)
    if read_only:
        return await _read_folder(Path(where))
    return await _open_folder(Path(where), limits)


async def open_beside(where: str | Path) -> Store:
    """For one short write while another process serves from there, such as an invitation; close it at once.

    Raises:
        StorageUnavailable: there is no database of this program's version; the message says what to do.
    """
    if schema.is_address(where):
        return await _open_postgres(str(where), read_only=False)
    file = Path(where) / sqlite.FILE
    try:
        await asyncio.to_thread(_check, file)
        db = await asyncio.to_thread(sqlite.connect, file, mode="rw")
    except sqlite3.Error as error:
        raise sqlite.explain(error, file) or error from error
    return Store(
        writer=Lane("storage-writer", sqlite.Writer(file, db, sqlite.NONE)),
        reader=Lane("storage-reader", sqlite.Reader(file)),
        archive=Lane("storage-archive", sqlite.Reader(file)),
        claims=InMemory(),
    )


async def _open_folder(path: Path, limits: sqlite.Limits) -> Store:
    held = folder.hold(path)
    try:
        file = path / sqlite.FILE
        db = await asyncio.to_thread(_up_to_date, file, limits)
        return Store(
            writer=Lane("storage-writer", sqlite.Writer(file, db, limits)),
            reader=Lane("storage-reader", sqlite.Reader(file)),
            archive=Lane("storage-archive", sqlite.Reader(file)),
            claims=InMemory(),
            guard=held,
        )
    except BaseException:
        held.release()
        raise


def _up_to_date(file: Path, limits: sqlite.Limits) -> sqlite3.Connection:
    try:
        db = sqlite.connect(file, mode="rwc", limits=limits)
    except sqlite3.Error as error:
        raise sqlite.explain(error, file) or error from error
    try:
        sqlite.require_writable(db)
        schema.bring_up_to_date(db, file)
        # An erasure may have been cut short before its last steps; a full disk leaves the first to the next commit.
        with contextlib.suppress(sqlite3.Error):
            sqlite.rewrite(db)
        sqlite.truncate_log(db)
    except BaseException as error:
        db.close()
        if isinstance(error, sqlite3.Error):
            raise sqlite.explain(error, file) or error from error
        raise
    return db


async def _read_folder(path: Path) -> Store:
    file = path / sqlite.FILE
    try:
        await asyncio.to_thread(_check, file)
    except sqlite3.Error as error:
        raise sqlite.explain(error, file) or error from error
    return _reading(*(Lane(f"storage-reader-{n}", sqlite.Reader(file)) for n in range(3)))


def _check(file: Path) -> None:
    if not file.exists():
        raise StorageUnavailable(
            f"there is no database in {str(file.parent)!r} yet: start the service once, or set NEEDS_DATA_DIR"
        )
    db = sqlite.connect(file, mode="ro")
    try:
        schema.require_current(db, file)
    finally:
        db.close()


async def _open_postgres(url: str, *, read_only: bool) -> Store:
    from storage import migrate
    from storage.leases import Leases
    from storage.postgres import Server, explain

    try:
        if read_only:
            await asyncio.to_thread(migrate.require_current, url)
        else:
            await asyncio.to_thread(migrate.upgrade, url)
    except Exception as error:
        raise explain(error) or error from error
    if read_only:
        return _reading(*(Lane(f"storage-reader-{n}", Server(url, writes=False)) for n in range(3)))
    writer = Lane("storage-writer", Server(url, writes=True))
    return Store(
        writer=writer,
        reader=Lane("storage-reader", Server(url, writes=False)),
        archive=Lane("storage-archive", Server(url, writes=False)),
        claims=Leases(writer),
    )


def _reading(refusing: Lane, reader: Lane, archive: Lane) -> Store:
    """A store whose writes are refused."""
    return Store(writer=refusing, reader=reader, archive=archive, claims=InMemory())
