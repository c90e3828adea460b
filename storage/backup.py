"""A copy of a data folder that is whole, taken while the service runs; the copy is a data folder to serve from."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from storage import schema, sqlite
from storage.port import StorageUnavailable

PAGES = 2000
"""Pages copied at a time, 8 MB: between two portions the service writes. Chosen."""

Progress = Callable[[int, int], None]
"""Told pages done and pages in all."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What a copy holds."""

    folder: Path
    size: int
    """Bytes of all files together."""
    conversations: int
    requests: int


def back_up(source: Path, target: Path, progress: Progress = lambda done, total: None) -> Backup:
    """Copy database and keys; the search index is left out, for it is built anew at the first start.

    What was still to be sent when the copy was made may have been sent since: in the copy it is `uncertain`, listed for
    the desk and not repeated. The target appears as a whole or not at all, readable by its owner alone.

    Raises:
        StorageUnavailable: there is nothing to copy, the target exists, or it cannot be written; says what to do.
    """
    file = source / sqlite.FILE
    if not file.exists():
        raise StorageUnavailable(f"there is no database in {str(source)!r}: name the data folder in NEEDS_DATA_DIR")
    if target.exists():
        raise StorageUnavailable(
            f"{str(target)!r} exists already: name a folder that does not, so that nothing is lost"
        )
    unfinished = target.with_name(f".{target.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        unfinished.mkdir(parents=True, mode=0o700)
        conversations, requests = _copy_database(file, unfinished / sqlite.FILE, progress)
        for key in sorted(source.glob("*.key")):
            shutil.copy2(key, unfinished / key.name)
        _to_disk(unfinished)
        unfinished.rename(target)
    except (OSError, sqlite3.Error) as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        known = sqlite.explain(error, file) if isinstance(error, sqlite3.Error) else None
        raise known or StorageUnavailable(
            f"the copy {str(target)!r} could not be written ({error}): free some space or name another place"
        ) from error
    size = sum(path.stat().st_size for path in target.iterdir())
    return Backup(target, size, conversations, requests)


def _copy_database(file: Path, copy: Path, progress: Progress) -> tuple[int, int]:
    """A copy of one moment; returns how many conversations and requests are in it."""
    from_db = sqlite.connect(file, mode="ro")
    try:
        schema.require_current(from_db, file)
        to_db = sqlite3.connect(copy, isolation_level=None)
        try:
            # One view of the database from beginning to end: without it every write would start the copy over.
            from_db.execute("BEGIN")
            from_db.execute("SELECT COUNT(*) FROM conversation").fetchone()
            from_db.backup(to_db, pages=PAGES, progress=lambda _, left, total: progress(total - left, total))
            if (found := to_db.execute("PRAGMA integrity_check").fetchone()[0]) != "ok":
                raise StorageUnavailable(f"the database is damaged ({found}): stop, and restore an earlier copy")
            to_db.execute(
                "UPDATE message SET status = 'uncertain', why = 'restored' WHERE status IN ('queued', 'attempting')"
            )
            counts = [to_db.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _COUNTED]  # noqa: S608
            return int(counts[0]), int(counts[1])
        finally:
            to_db.close()
    finally:
        from_db.close()


_COUNTED = ("conversation", "request")


def _to_disk(folder: Path) -> None:
    """Everything in the folder, and its own list of files, is on the disk when this returns."""
    for path in [*folder.iterdir(), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
