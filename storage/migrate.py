"""Migrations by Alembic: bring a database up to date, write the next one, keep `fresh.sql` in step. Slow to import."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from storage import folder, points, postgres, schema, sqlite
from storage import tables as tables  # Fills SQLModel.metadata.
from storage.desk import tables as _tables  # noqa: F401  The same.
from storage.port import StorageUnavailable

_ADVISORY_LOCK = 0x6E65656473
"""So that of two processes that start at once one migrates and the other waits; the letters of "needs"."""


def upgrade(where: str | Path) -> str:
    """Bring the database of a data folder, or of a Postgres address, up to date; returns its version.

    Raises:
        FolderInUse: a process works there: it has migrated already, or will at its next start.
        StorageUnavailable: it cannot be opened or written.
    """
    if schema.is_address(where):
        with _server(str(where)) as connection:
            _upgrade(connection, f"SELECT pg_advisory_xact_lock({_ADVISORY_LOCK})")
        return schema.head()
    held = folder.hold(Path(where))
    try:
        file = Path(where) / sqlite.FILE
        db = sqlite.connect(file, mode="rwc")
        try:
            return schema.bring_up_to_date(db, file)
        finally:
            db.close()
    except sqlite3.Error as error:
        raise sqlite.explain(error, Path(where) / sqlite.FILE) or error from error
    finally:
        held.release()


def upgrade_file(file: Path) -> None:
    """Run the migrations an SQLite database has not seen, from the first if it is empty."""
    with _file(file) as connection:
        _upgrade(connection, "BEGIN IMMEDIATE")


def require_current(url: str) -> None:
    """For a reader of Postgres, which may not migrate.

    Raises:
        StorageUnavailable: the database is older or newer than this program.
    """
    with _server(url) as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found != schema.head():
        raise StorageUnavailable(
            f"the database has version {found}, this program {schema.head()}: run `needs db upgrade`"
        )


def revision(message: str) -> Path:
    """Write the migration from the last version to what tables.py says now, and `fresh.sql`; returns its path."""
    number = f"{int(schema.head()) + 1:04}"
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / sqlite.FILE
        upgrade_file(file)
        with _file(file) as connection:
            script = command.revision(_config(connection), message, autogenerate=True, rev_id=number)
    assert script is not None
    assert not isinstance(script, list)
    freeze()
    return Path(script.path)


def freeze() -> None:
    """Write the schema the migrations end with to `fresh.sql`."""
    schema.FRESH.write_text(frozen(), "utf-8")


def frozen() -> str:
    """What the migrations make of an empty SQLite database, as statements."""
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / sqlite.FILE
        upgrade_file(file)
        db = sqlite3.connect(file)
        statements = [
            row[0]
            for row in db.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL AND name <> 'sqlite_sequence'")
        ]
        db.close()
    statements.append(f"INSERT INTO alembic_version (version_num) VALUES ('{schema.head()}')")
    return "".join(f"{statement};\n" for statement in statements)


def differences(where: str | Path) -> list[object]:
    """What tables.py says and a database, a file or an address, does not; empty when they agree."""
    opened = _server(where) if isinstance(where, str) else _file(where)
    with opened as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, SQLModel.metadata))


def _upgrade(connection: Connection, alone: str) -> None:
    """All steps in one transaction, which `alone` begins so that nobody else migrates at the same time."""
    connection.exec_driver_sql(alone)
    command.upgrade(_config(connection), "head")
    points.reach("migrate.before")
    connection.commit()
    points.reach("migrate.after")


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(schema.MIGRATIONS).replace("%", "%%"))
    return config


@contextmanager
def _server(url: str) -> Iterator[Connection]:
    """Raises StorageUnavailable when the server is not reached or takes no more of it, inside the block as well."""
    engine = create_engine(postgres.address(url).replace("postgresql:", "postgresql+psycopg:", 1), poolclass=NullPool)
    try:
        with engine.connect() as connection:
            yield connection
    except DBAPIError as error:
        raise (postgres.explain(error.orig) if isinstance(error.orig, Exception) else None) or error from error


@contextmanager
def _file(file: Path) -> Iterator[Connection]:
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(file, isolation_level=None), poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
