"""The schema of an SQLite database: made at once where there is none, migrated where it is old.

Alembic takes a second to load, so it is loaded only when there is something to migrate; a new database is made from
`migrations/fresh.sql`, which `needs db revision` writes and a test compares with what the migrations do.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from storage import points
from storage.port import StorageUnavailable

MIGRATIONS = Path(__file__).parent / "migrations"
FRESH = MIGRATIONS / "fresh.sql"
ADDRESSES = ("postgresql://", "postgres://", "postgresql+psycopg://")


def is_address(where: str | Path) -> bool:
    """Whether it is the address of a Postgres database rather than a data folder."""
    return isinstance(where, str) and where.startswith(ADDRESSES)


def head() -> str:
    """The newest version: migrations are numbered, 0001_... first."""
    return max(file.name for file in (MIGRATIONS / "versions").glob("[0-9]*.py")).partition("_")[0]


def version(db: sqlite3.Connection) -> str | None:
    """The database's version; None when it is new."""
    if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        return None
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def bring_up_to_date(db: sqlite3.Connection, file: Path) -> str:
    """Make or migrate, and return the version; a database of a newer program is left alone.

    Raises:
        StorageUnavailable: the database is newer than this program.
        sqlite3.Error: see `storage.sqlite.explain`.
    """
    found, wanted = version(db), head()
    if found is None:
        _make(db)
    elif found > wanted:
        raise _unknown(file, found)
    elif found < wanted:
        from storage import migrate

        migrate.upgrade_file(file)
    return wanted


def require_current(db: sqlite3.Connection, file: Path) -> None:
    """For a reader, which may not migrate.

    Raises:
        StorageUnavailable: the database is older or newer than this program.
    """
    found, wanted = version(db), head()
    if found is not None and found > wanted:
        raise _unknown(file, found)
    if found != wanted:
        raise StorageUnavailable(f"the database {str(file)!r} is older than this program: run `needs db upgrade`")


def _make(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    try:
        for statement in FRESH.read_text("utf-8").split(";\n"):
            if statement.strip():
                db.execute(statement)
        points.reach("migrate.before")
        db.execute("COMMIT")
        points.reach("migrate.after")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


def _unknown(file: Path, found: str) -> StorageUnavailable:
    return StorageUnavailable(
        f"the database {str(file)!r} is of a newer program (version {found}): install that, or restore a backup"
    )
