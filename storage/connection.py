"""What the statements of this package run on: one SQL text for every dialect, question marks for values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, Protocol

Value = str | bytes | int | float | None
Row = tuple[Any, ...]
"""As the driver gives it; the function that asked turns it into a value of the port at once."""

SIZES = (64, 16, 4, 1)
"""Rows in one statement: as few statements as can be, because each costs a thread the interpreter's lock twice, in so
few texts that a driver keeps them all prepared. SQLite allowed 999 values for long: at most 15 in a row."""


class Connection(Protocol):
    """An open transaction, or a reader's look at the last commit."""

    for_update: str
    """Ends a SELECT whose rows nobody else may change until the commit; "" where the writer is alone anyway."""

    clock: str
    """SQL for seconds since the epoch, which leases are measured by; "0" where there are no leases."""

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Everything the statement returns."""

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """How many rows it changed."""

    def each(self, sql: str, many: Iterable[Sequence[Value]]) -> None:
        """Run it once for each."""

    def shred(self) -> None:
        """What this transaction deletes must also leave the files, once it is committed."""


def among(db: Connection, sql: str, values: Sequence[Value]) -> list[Row]:
    """The rows of `sql`, in which `{}` stands for a list of any length; in order only within a part of the list."""
    return found(db, sql, "?", [(value,) for value in values])


def found(db: Connection, sql: str, row: str, many: Sequence[Sequence[Value]]) -> list[Row]:
    """What `sql` returns when `{}` in it stands for many rows of values, each written like `row`; part after part."""
    return [found for text, values in _parts(sql, row, many) for found in db.rows(text, values)]


def put(db: Connection, sql: str, row: str, many: Sequence[Sequence[Value]]) -> None:
    """Run `sql`, in which `{}` stands for many rows of values, each written like `row`."""
    for text, values in _parts(sql, row, many):
        db.run(text, values)


def _parts(sql: str, row: str, many: Sequence[Sequence[Value]]) -> Iterator[tuple[str, list[Value]]]:
    start = 0
    for size in SIZES:
        while len(many) - start >= size:
            yield _text(sql, row, size), [value for values in many[start : start + size] for value in values]
            start += size


@lru_cache(maxsize=256)
def _text(sql: str, row: str, size: int) -> str:
    return sql.format(", ".join([row] * size))
