"""Plans that people send or paste, read for the needs they state: a step of its own that may be done again.

A turn that keeps a document asks for it by a message to its own conversation; the turn of that message reads. Until
that one is written the message waits, so that a kill in the middle of reading loses nothing and shows nothing twice.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import structlog

from bot.sniffing import PDF, TEXT, WORD
from bot.understanding.plans import SHORTEST, needs, reads_like_a_plan
from dialogs.events import NeedsFound, Pasted, Told
from knowledge.reading.port import Part, Reads, Unreadable
from knowledge.reading.tidy import clean, paragraphs
from storage import points
from storage.port import NewFile, Records

log = structlog.get_logger()

KINDS = (PDF, WORD, TEXT)
"""Media types of documents that hold sentences; tables, slides and pictures are kept unread."""

PATIENCE = 90.0
"""Seconds until reading is given up: more than the reader takes, and the time spent waiting for its turn. Chosen."""


def readable(files: Iterable[NewFile]) -> tuple[str, ...]:
    """The names of those that can be read."""
    return tuple(file.name for file in files if file.media_type in KINDS)


async def found(records: Records, reads: Reads, conversation: int, name: str) -> NeedsFound | None:
    """The needs a kept file states, or why it could not be read; None when it was erased meanwhile.

    Never raises for what is in a file.
    """
    row = next((file for file in await records.files(conversation) if file.name == name), None)
    data = await records.file(row.id) if row else None
    if row is None or data is None:
        return None
    points.reach("read.before")
    try:
        async with asyncio.timeout(PATIENCE):
            read = await reads.read(data, row.name)
    except TimeoutError:
        read = Unreadable("slow")
    points.reach("read.after")
    if isinstance(read, Unreadable):
        return NeedsFound(name, unread=read.reason)
    # Hundreds of pages take a second: the loop goes on meanwhile.
    stated = await asyncio.to_thread(needs, read.title, read.language, read.parts, row.name)
    log.info("document_searched", conversation=conversation, size=row.size, needs=len(stated))
    return NeedsFound(name, stated)


def pasted(text: str, told: Told) -> Pasted | None:
    """A text that reads like a part of a plan, with the needs it states; None for a problem in own words."""
    if len(text) < SHORTEST:
        return None
    parts = (Part("\n".join(paragraphs(clean(text).split("\n")))),)
    stated = needs("", "", parts)
    return Pasted(told, stated) if reads_like_a_plan(text, stated) else None
