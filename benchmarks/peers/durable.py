"""The same durability for everybody: SQLite in WAL mode, every commit on the disk before it returns."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def connect(file: Path) -> sqlite3.Connection:
    """A connection as a contestant gets it, usable from any thread, in autocommit where the contestant does not say."""
    return durable(sqlite3.connect(file, isolation_level=None, check_same_thread=False))


def durable(db: sqlite3.Connection) -> sqlite3.Connection:
    """Set and check: WAL is the faster of the durable modes, FULL is what makes it durable."""
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert db.execute("PRAGMA synchronous").fetchone() == (2,)
    return db
