"""What arrives from Telegram: read, saved, then acknowledged; what cannot be read is put aside, and holds up nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.adapters.payload import Malformed, decoded
from bot.adapters.telegram.parse import Heard, Ticked, Touch, parse
from bot.adapters.telegram.settings import Park
from bot.channel import Accept
from bot.message import Inbound
from storage.port import StorageUnavailable

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reception:
    """The way from an update to the inbox."""

    accept: Accept
    park: Park
    clock: Callable[[], float]
    ticked: Callable[[Touch], Inbound | None]
    """Told of a touch of a box or of "done"; returns the answer, if it is one."""
    kept: Callable[[Heard], None]
    """Told once something is saved."""
    unsaved: Callable[[Inbound], None]
    """Told when something could not be saved; Telegram delivers it again."""

    async def body(self, body: bytes) -> None:
        """Take an update as it came over the wire.

        Raises:
            StorageUnavailable: nothing was saved; not to be acknowledged.
        """
        try:
            update = decoded(body)
        except Malformed as error:
            await self._aside(body, str(error))
            return
        await self.update(update, body)

    async def update(self, update: object, body: bytes = b"") -> None:
        """The same for one that was decoded already."""
        try:
            heard = self._heard(parse(update, self.clock()))
        except Malformed as error:
            await self._aside(body or _written(update), str(error))
            return
        except Exception as error:  # A fault of ours: what it failed on waits for us, all others go on.
            log.exception("telegram_update_unread")
            await self._aside(body or _written(update), type(error).__name__)
            return
        if heard is not None:
            await self._save(heard, body or _written(update))

    def _heard(self, found: Heard | Ticked | None) -> Heard | None:
        if not isinstance(found, Ticked):
            return found
        answer = self.ticked(found.touch)
        return Heard(answer, found.touch) if answer else None

    async def _save(self, heard: Heard, body: bytes) -> None:
        try:
            await self.accept(heard.inbound)
        except StorageUnavailable:
            self.unsaved(heard.inbound)
            raise
        except Exception as error:
            log.exception("telegram_update_not_taken")
            await self._aside(body, type(error).__name__)
            return
        self.kept(heard)

    async def _aside(self, body: bytes, why: str) -> None:
        log.error("telegram_update_put_aside", why=why, bytes=len(body))
        await self.park(body, why)


def _written(update: object) -> bytes:
    return json.dumps(update).encode()
