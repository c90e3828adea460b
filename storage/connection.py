"""What the statements of this package run on: one SQL text for every dialect, question marks for values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

Value = str | bytes | int | float | None
Row = tuple[Any, ...]
"""As the driver gives it; the function that asked turns it into a value of the port at once."""

CHUNK = 256
"""Most values in one IN list; SQLite allowed 999 for long."""


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
    """The rows of `sql`, in which `{}` stands for a list of any length: asked in chunks, order only within a chunk.

    Lists are filled up to a power of two with their last value, so that a driver's statement cache meets few texts.
    """
    found: list[Row] = []
    for start in range(0, len(values), CHUNK):
        chunk = values[start : start + CHUNK]
        room = 1 << (len(chunk) - 1).bit_length()
        filled = [*chunk, *[chunk[-1]] * (room - len(chunk))]
        found += db.rows(sql.format(",".join("?" * room)), filled)
    return found
