"""Who may write in the data folder: one process at a time, for as long as it lives."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from storage.port import FolderInUse, StorageUnavailable

LOCK = "in-use"
"""Name of the lock file; it holds the id of the process and stays when the process is gone, without meaning."""


class Held:
    """The folder is ours until `release`, or until this process ends in whatever way: the system lets go for us."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def release(self) -> None:
        """Let go; a second time does nothing."""
        self._file.close()


def hold(folder: Path) -> Held:
    """Make the folder if need be and take it.

    Raises:
        FolderInUse: another process has it, or another part of this one.
        StorageUnavailable: it can be neither made nor written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = (folder / LOCK).open("a+")
    except OSError as error:
        raise StorageUnavailable(
            f"the data folder {str(folder)!r} cannot be written ({error.strerror}): "
            "correct its owner or permissions, or name another in NEEDS_DATA_DIR"
        ) from error
    if not _locked(file):
        file.seek(0)
        holder = file.read().strip() or "unknown"
        file.close()
        raise FolderInUse(
            f"process {holder} works in {str(folder)!r}: stop it first, or name another folder in NEEDS_DATA_DIR; "
            "commands that only read, such as `needs export`, run beside it"
        )
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return Held(file)


if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows locks bytes, not files, and a locked byte cannot be read: lock one far behind the id.

    def _locked(file: IO[str]) -> bool:
        file.seek(_FAR)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _locked(file: IO[str]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
