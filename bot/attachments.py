"""Files that people send: fetched within limits, named safely, known by their content; kept as they are."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import structlog

from bot.channel import NotConnected, Undeliverable
from bot.filenames import cleaned, distinct
from bot.message import Attachment, Place
from bot.sniffing import media_type
from storage import points
from storage.port import FileRow, NewFile

log = structlog.get_logger()

ONE = 10 * 1024 * 1024
"""Bytes of one file: a scanned letter or a report; what mail servers of ministries still carry."""
MANY = 10
"""Files of one conversation: a request is read by a person, who does not open more."""
ROOM = 50 * 1024 * 1024
"""Bytes of all files of a conversation: they are in the database and in every backup of it."""
PAUSES = (1.0, 4.0)
"""Seconds before a file that could not be fetched is tried again; then the person is asked to send it once more."""

Fetch = Callable[[Place, Attachment, int], Awaitable[bytes]]
"""`bot.channel.Fetches.fetch` of a channel's adapter."""

Reason = Literal["kind", "size", "number", "room", "empty", "lost"]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files of one message, in the order they were sent."""

    names: tuple[str, ...] = ()
    """Of what is kept, also when the same file was kept before."""
    new: tuple[NewFile, ...] = ()
    """To be stored."""
    refused: tuple[tuple[str, Reason], ...] = ()


NOTHING = Taken()


@dataclass(frozen=True, slots=True)
class Brought:
    """A file as somebody gave it; nothing of it is trusted."""

    name: str
    media_type: str
    content: bytes


def written(attachments: Sequence[Attachment]) -> str:
    """As a message's row keeps them; "" for none."""
    return json.dumps([asdict(one) for one in attachments], ensure_ascii=False) if attachments else ""


def read(text: str) -> tuple[Attachment, ...]:
    """What `written` wrote."""
    return tuple(Attachment(**one) for one in json.loads(text)) if text else ()


async def take(
    fetch: Fetch | None,
    place: Place,
    attachments: Sequence[Attachment],
    held: Sequence[FileRow | NewFile],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Taken:
    """Fetch what fits beside what is held already; `fetch` is None on a channel that cannot.

    Never raises for what a person sent: a file that cannot be kept has a reason.
    """
    names = [file.name for file in held]
    known = {file.sha256: file.name for file in held}
    room = ROOM - sum(file.size for file in held)
    kept: list[str] = []
    new: list[NewFile] = []
    refused: list[tuple[str, Reason]] = []
    for attachment in attachments:
        given = cleaned(attachment.name, attachment.media_type)
        found = await _content(fetch, place, attachment, len(names) < MANY, room, sleep)
        if isinstance(found, str):
            refused.append((given, found))
            continue
        kind = media_type(found, given)
        if kind is None:
            refused.append((given, "kind"))
            continue
        hash = hashlib.sha256(found).hexdigest()
        if hash in known:
            kept.append(known[hash])
            continue
        name = distinct(cleaned(attachment.name, kind), names)
        names.append(name)
        known[hash] = name
        room -= len(found)
        kept.append(name)
        new.append(NewFile(name, kind, hash, found))
    if refused:
        log.info("attachments_refused", channel=place.channel, reasons=[reason for _, reason in refused])
    return Taken(tuple(dict.fromkeys(kept)), tuple(new), tuple(refused))


async def _content(
    fetch: Fetch | None,
    place: Place,
    attachment: Attachment,
    another: bool,
    room: int,
    sleep: Callable[[float], Awaitable[None]],
) -> bytes | Reason:
    """The bytes, or why not; what is too big or too many is not even fetched."""
    if not another:
        return "number"
    if attachment.size > ONE:
        return "size"
    if attachment.size > room or room <= 0:
        return "room"
    found = await _fetched(fetch, place, attachment, min(ONE, room), sleep)
    if found is None:
        return "lost"
    if len(found) > min(ONE, room):  # A platform that says less than it sends.
        return "size" if len(found) > ONE else "room"
    return found or "empty"


async def _fetched(
    fetch: Fetch | None, place: Place, attachment: Attachment, most: int, sleep: Callable[[float], Awaitable[None]]
) -> bytes | None:
    """None when it cannot be had, now or at all."""
    if fetch is None:
        return None
    for pause in (*PAUSES, None):
        try:
            points.reach("fetch.before")
            found = await fetch(place, attachment, most)
            points.reach("fetch.after")
        except Undeliverable as error:
            log.info("attachment_unavailable", channel=place.channel, error=type(error).__name__)
            return None
        except NotConnected as error:
            log.info("attachment_not_fetched", channel=place.channel, error=type(error).__name__)
            if pause is not None:
                await sleep(pause)
        else:
            return found
    return None


__all__ = ["MANY", "NOTHING", "ONE", "PAUSES", "ROOM", "Fetch", "Taken", "read", "take", "written"]
