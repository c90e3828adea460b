"""SQLite: one writing connection, readers beside it, and what its errors mean to an operator."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import structlog

from storage import points
from storage.connection import Row, Value
from storage.lane import Last, nothing
from storage.points import Kind
from storage.port import StorageUnavailable

FILE = "needs.sqlite3"
"""Name of the database in the data folder."""

PATIENCE = 5.0
"""Seconds to wait for a foreign program that locks the database."""

READERS = 0.2
"""Seconds an erasure waits for a long read to end before it leaves emptying the log to the next commit."""

CHECKPOINT_PAGES = 4000
"""16 MB of log before it is brought over into the file: a pause of milliseconds, a quarter as often as by default."""

log = structlog.get_logger(__name__)

_LOCKED = "another program locks the database: close whatever has it open (a backup, a database browser)"
_RIGHTS = "correct the owner and permissions of the data folder and its files"
_ADVICE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: "the disk or the quota is full: free some space, then messages are taken again",
    sqlite3.SQLITE_READONLY: f"the database cannot be written: {_RIGHTS}",
    sqlite3.SQLITE_PERM: f"the database may not be opened: {_RIGHTS}",
    sqlite3.SQLITE_CANTOPEN: f"the database cannot be opened: {_RIGHTS}",
    sqlite3.SQLITE_IOERR: "the disk failed to read or write: see the system's log, move the data folder if it goes on",
    sqlite3.SQLITE_CORRUPT: "the database is damaged: stop, copy the data folder, and restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is not a database of ours: put it aside, or name another folder in NEEDS_DATA_DIR",
}
_REOPEN = {
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
}
"""Faults after which the connection is made anew, so that it is right again as soon as the cause is gone."""


def explain(error: Exception, file: Path) -> StorageUnavailable | None:
    """The operator's sentence for a fault of the file, the disk or a lock; None for anything else."""
    if isinstance(error, StorageUnavailable):
        return error
    advice = _ADVICE.get(_code(error))
    return StorageUnavailable(f"{advice} ({str(file)!r})") if advice else None


@dataclass(frozen=True, slots=True)
class Limits:
    """What the writing connection must make do with."""

    patience: float = PATIENCE
    max_pages: int = 0
    """At most so many pages of 4,096 bytes, 0 for as many as the disk takes; beyond it the disk counts as full."""


NONE = Limits()


def connect(file: Path, *, mode: Literal["ro", "rw", "rwc"], limits: Limits = NONE) -> sqlite3.Connection:
    """A connection in autocommit; a writing one is durable and forgetful, and checked to be so; "rwc" makes the file.

    Raises:
        sqlite3.Error: see `explain`.
    """
    db = sqlite3.connect(
        f"file:{quote(str(file))}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=limits.patience,
        check_same_thread=False,
    )
    try:
        if mode == "ro":
            db.execute("PRAGMA query_only = ON")
            db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        else:
            _prepare(db)
            if limits.max_pages:
                db.execute(f"PRAGMA max_page_count = {limits.max_pages}").fetchall()
    except BaseException:
        db.close()
        raise
    return db


def _prepare(db: sqlite3.Connection) -> None:
    settings: tuple[tuple[str, str | int, str | int], ...] = (
        ("journal_mode", "WAL", "wal"),
        ("synchronous", "FULL", 2),
        ("fullfsync", "ON", 1),  # macOS only: there fsync alone does not reach the disk.
        ("foreign_keys", "ON", 1),
        ("secure_delete", "ON", 1),
        ("temp_store", "MEMORY", 2),  # No words of people in files outside the data folder, while it is written anew.
        ("wal_autocheckpoint", CHECKPOINT_PAGES, CHECKPOINT_PAGES),
    )
    for name, wanted, expected in settings:
        db.execute(f"PRAGMA {name} = {wanted}").fetchall()
        (found,) = db.execute(f"PRAGMA {name}").fetchone()
        if found != expected:
            raise AssertionError(
                f"SQLite keeps {name} at {found!r} instead of {expected!r}: nothing written would be safe"
            )


def require_writable(db: sqlite3.Connection) -> None:
    """SQLite opens a file that it may not write without a word: find out at the start, not at the first message.

    Raises:
        sqlite3.Error: see `explain`.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        db.execute("PRAGMA user_version = 1")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def rewrite(db: sqlite3.Connection) -> None:
    """Write the file anew where a commit asked for it (`Writer.shred`), so that deleted bytes are not in it.

    SQLite zeroes what it deletes where that stands, and not where it stood before: merging pages moves rows. It takes
    a second for each 100 MB, and as much memory as the file is long.
    """
    asked = _asked(db)
    if not asked:
        return
    db.execute("VACUUM")
    db.execute("BEGIN IMMEDIATE")
    try:
        if _asked(db) == asked:  # Else another process deleted something meanwhile.
            db.execute("PRAGMA user_version = 0")
        points.reach("rewrite.before")
        db.execute("COMMIT")
        points.reach("rewrite.after")
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _asked(db: sqlite3.Connection) -> int:
    """How often something was to leave the file since it was last written anew; kept in the file itself."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def truncate_log(db: sqlite3.Connection) -> bool:
    """Bring the log over and empty it, so that deleted bytes are in no file; False while a reader stands in the way."""
    points.reach("truncate.before")
    (busy, _, _) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    points.reach("truncate.after")
    return not busy


class Reader:
    """Reads the last commit, each item for itself; never waits for the writer."""

    mixes = True
    for_update = ""
    clock = "0"

    def __init__(self, file: Path) -> None:
        self._file = file
        self._db: sqlite3.Connection | None = None

    @contextmanager
    def transaction(self, kinds: Sequence[Kind], last: Last = nothing) -> Iterator[Reader]:
        if kinds:
            raise StorageUnavailable("the database was opened to be read only; the process that serves writes it")
        if self._db is None:
            self._db = connect(self._file, mode="ro")
        try:
            yield self
        except sqlite3.Error:
            self.close()
            raise

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        assert self._db is not None
        return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        raise AssertionError("a reader does not write")

    def each(self, sql: str, many: Iterable[Sequence[Value]]) -> None:
        raise AssertionError("a reader does not write")

    def shred(self) -> None:
        raise AssertionError("a reader does not write")

    def explain(self, error: Exception) -> StorageUnavailable | None:
        return explain(error, self._file)

    def recovers(self, error: Exception) -> bool:
        return True

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


class Writer:
    """The only connection that writes."""

    mixes = True
    for_update = ""
    clock = "0"

    def __init__(self, file: Path, db: sqlite3.Connection, limits: Limits) -> None:
        self._file = file
        self._limits = limits
        self._db: sqlite3.Connection | None = db
        self._inode = file.stat().st_ino
        self._asked = False
        self._shredding = _asked(db) > 0

    @contextmanager
    def transaction(self, kinds: Sequence[Kind], last: Last = nothing) -> Iterator[Writer]:
        if self._db is None:
            self._db = connect(self._file, mode="rw", limits=self._limits)
        db = self._db
        self._asked = False
        try:
            db.execute("BEGIN IMMEDIATE")
            yield self
            self._look_for_the_file()
            last()
            points.committing(kinds)
            db.execute("COMMIT")
            points.committed(kinds)
        except BaseException as error:
            self._undo(error)
            raise
        self._shredding |= self._asked
        if self._shredding:
            self._finish(db)

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        assert self._db is not None
        return self._db.execute(sql, values).fetchall()

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        assert self._db is not None
        return self._db.execute(sql, values).rowcount

    def each(self, sql: str, many: Iterable[Sequence[Value]]) -> None:
        assert self._db is not None
        if rows := list(many):  # Even for nothing a statement is looked up, and reset.
            self._db.executemany(sql, rows)

    def shred(self) -> None:
        assert self._db is not None
        self._asked = True
        self._db.execute(f"PRAGMA user_version = {_asked(self._db) + 1}")

    def explain(self, error: Exception) -> StorageUnavailable | None:
        return explain(error, self._file)

    def recovers(self, error: Exception) -> bool:
        # With a full disk a small item may fit where a large one did not; the other faults of the file meet everybody.
        return explain(error, self._file) is None or _code(error) == sqlite3.SQLITE_FULL

    def close(self) -> None:
        if self._db is not None:
            try:
                rewrite(self._db)
                truncate_log(self._db)
            except sqlite3.Error:
                log.warning("log_left_for_the_next_start")
            self._db.close()
            self._db = None

    def _look_for_the_file(self) -> None:
        """SQLite goes on writing into a file that was deleted or replaced under it: acknowledged, and lost."""
        try:
            same = self._file.stat().st_ino == self._inode
        except OSError:
            same = False
        if not same:
            raise StorageUnavailable(
                f"the database {str(self._file)!r} was moved, deleted or replaced under us: put it back and start again"
            )

    def _undo(self, error: BaseException) -> None:
        assert self._db is not None
        try:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        except sqlite3.Error as second:
            log.warning("rollback_failed", code=_code(second))
            error = second
        if isinstance(error, sqlite3.Error) and _code(error) in _REOPEN:
            self._db.close()
            self._db = None

    def _finish(self, db: sqlite3.Connection) -> None:
        """After the commit, so its failure is not the erasure's: the next commit, or the next start, tries again."""
        try:
            db.execute(f"PRAGMA busy_timeout = {int(READERS * 1000)}")
            rewrite(db)
            self._shredding = not truncate_log(db)
        except sqlite3.Error as error:
            log.warning("shredding_postponed", code=_code(error))
        finally:
            db.execute(f"PRAGMA busy_timeout = {int(self._limits.patience * 1000)}")


def _code(error: Exception) -> int:
    """The primary result code, 0 when the error has none (it is not the file's fault)."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF
