"""Postgres: the same statements, with row locks where SQLite has a single writer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import psycopg
import structlog
from psycopg import errors

from storage import points
from storage.connection import Row, Value
from storage.lane import Last, nothing
from storage.points import Kind
from storage.port import StorageUnavailable
from storage.schema import ADDRESSES

log = structlog.get_logger(__name__)

_PATIENCE = "5s"
"""How long a statement waits for a lock of another process."""


def address(url: str) -> str:
    """As libpq reads it."""
    for scheme in ADDRESSES:
        if url.startswith(scheme):
            return "postgresql://" + url.removeprefix(scheme)
    raise ValueError(f"no address of a Postgres database: {url.partition(':')[0]!r}; it begins with postgresql://")


def explain(error: Exception) -> StorageUnavailable | None:
    """The operator's sentence for a fault of the server or the way to it; None for anything else."""
    match error:
        case StorageUnavailable():
            return error
        case errors.DiskFull():
            advice = "the Postgres server's disk is full: free some space there, then messages are taken again"
        case errors.LockNotAvailable() | errors.QueryCanceled():
            advice = "another program locks the Postgres database: close whatever has it open (a migration, a backup)"
        case errors.ReadOnlySqlTransaction():
            advice = "the Postgres database only takes reads: name the primary server in NEEDS_DATABASE_URL"
        case errors.InvalidPassword() | errors.InvalidAuthorizationSpecification() | errors.InsufficientPrivilege():
            advice = "Postgres refuses this user: correct the name, password or rights in NEEDS_DATABASE_URL"
        case errors.IndexCorrupted() | errors.DataCorrupted():
            advice = "the Postgres database is damaged: stop, and restore a backup"
        case errors.DeadlockDetected() | errors.SerializationFailure():
            return None
        case psycopg.OperationalError() | psycopg.InterfaceError():
            advice = "the Postgres server cannot be reached: see that it runs and that NEEDS_DATABASE_URL is right"
        case _:
            return None
    return StorageUnavailable(advice)


class Server:
    """One connection, reader or writer, made anew when it was lost."""

    # Rows are locked in the order of their ids within a kind of work; groups of mixed kinds could wait for each other.
    mixes = False
    clock = "CAST(extract(epoch FROM clock_timestamp()) AS DOUBLE PRECISION)"

    def __init__(self, url: str, *, writes: bool) -> None:
        self._url = address(url)
        self._writes = writes
        self.for_update = " FOR UPDATE" if writes else ""
        self._db: psycopg.Connection[Row] | None = None

    @contextmanager
    def transaction(self, kinds: Sequence[Kind], last: Last = nothing) -> Iterator[Server]:
        if kinds and not self._writes:
            raise StorageUnavailable("the database was opened to be read only")
        db = self._connected()
        try:
            if self._writes:
                db.execute("BEGIN")
            yield self
            last()
            if self._writes:
                points.committing(kinds)
                db.execute("COMMIT")
                points.committed(kinds)
        except BaseException:
            self._undo(db)
            raise

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        assert self._db is not None
        return self._db.execute(_text(sql), values).fetchall()

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        assert self._db is not None
        return self._db.execute(_text(sql), values).rowcount

    def each(self, sql: str, many: Iterable[Sequence[Value]]) -> None:
        assert self._db is not None
        every = list(many)
        if every:
            self._db.cursor().executemany(_text(sql), every)

    def shred(self) -> None:
        """Nothing to do: what is deleted leaves the files when Postgres vacuums the table, by itself."""

    def explain(self, error: Exception) -> StorageUnavailable | None:
        return explain(error)

    def recovers(self, error: Exception) -> bool:
        return explain(error) is None

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _connected(self) -> psycopg.Connection[Row]:
        if self._db is None or self._db.closed:
            self._db = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            self._db.execute(f"SET lock_timeout = '{_PATIENCE}'")
            if self._writes:
                self._prepare(self._db)
            else:
                self._db.execute("SET default_transaction_read_only = on")
        return self._db

    def _prepare(self, db: psycopg.Connection[Row]) -> None:
        db.execute("SET synchronous_commit = on")
        if db.execute("SHOW fsync").fetchone() != ("on",):
            log.warning("server_without_fsync")

    def _undo(self, db: psycopg.Connection[Row]) -> None:
        try:
            if self._writes:
                db.execute("ROLLBACK")
        except psycopg.Error:
            db.close()


@lru_cache(maxsize=256)
def _text(sql: str) -> str:
    """Our statements hold no question mark and no percent sign but the marks for values."""
    return sql.replace("?", "%s")
