"""What is kept of a place in Slack, read from the database each time."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack.settings import Sent
from bot.export.files import Files
from bot.message import Place
from dialogs.state import load
from storage.port import Storage, Stored

_LATEST = 1 << 31
"""A position after every message."""


class StoredPapers:
    """See settings.Papers."""

    def __init__(self, storage: Storage, files: Files) -> None:
        self._storage = storage
        self._files = files

    async def of_place(self, place: Place, name: str, kept: int = 0) -> bytes | None:
        return await self._files.of_place(place, name, kept)

    async def requests_of(self, place: Place) -> Sequence[Sent]:
        stored = await self._stored(place)
        rows = await self._storage.requests(stored.conversation) if stored else ()
        return [Sent(row.code, row.title, row.stage) for row in rows]

    async def language_of(self, place: Place) -> str:
        stored = await self._stored(place)
        return load(stored.state).language if stored and stored.state else ""

    async def knows(self, place: Place, message: str) -> bool:
        stored = await self._stored(place)
        return bool(stored and await self._storage.referred(stored.conversation, message, _LATEST))

    async def began(self, place: Place) -> str:
        stored = await self._stored(place)
        rows = await self._storage.transcript(stored.conversation) if stored else ()
        return next((row.text for row in rows if row.direction == "in" and row.kind == "text" and row.text), "")

    async def _stored(self, place: Place) -> Stored | None:
        return await self._storage.find(place.channel, place.chat, place.thread)
