"""A request as it was sent, read from the database each time, so that what was erased is gone at once."""

from __future__ import annotations

from dialogs.request import Request, UnreadableRequest, load
from storage.port import Storage


async def request_of(storage: Storage, code: str) -> Request | None:
    """None for a code nobody has ("" is one), and for a request that was erased or that we cannot read."""
    row = await storage.request(code) if code else None
    try:
        return load(row.body) if row else None
    except UnreadableRequest:
        return None
