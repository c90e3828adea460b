"""What must survive: conversations, messages, requests, documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from storage.port import Storage


async def open_storage(where: str | Path, *, read_only: bool = False) -> Storage:
    """The storage port on the database of a data folder, or on Postgres when `where` begins with postgresql://.

    A writing opening takes the data folder and runs the migrations; a reading one works beside it and changes nothing.

    Raises:
        FolderInUse: another process writes there.
        StorageUnavailable: it cannot be opened; the message says what an operator should do.
    """
    from storage.opening import open_storage as opened

    return await opened(where, read_only=read_only)


async def open_beside(where: str | Path) -> Storage:
    """For one short write while another process serves from there, such as an invitation; close it at once.

    Raises:
        StorageUnavailable: there is no database of this program's version; the message says what to do.
    """
    from storage.opening import open_beside as opened

    return await opened(where)
