"""Secrets that lead from one channel to another: what they open, for how long, and how often they may be tried."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from bot.codes import digest
from dialogs.answers import Answer
from dialogs.events import Linked, LinkFailed
from dialogs.state import load
from storage.port import Call, Gone, Records

LASTS = 3600.0
"""Seconds a secret opens, and the other side has to answer: long enough to unlock a phone, short for a screenshot."""
SECRET_BYTES = 20
"""160 bits; 27 characters, as many as fit into Telegram's start parameter twice."""
TRIES = 5
"""Secrets one chat may try in an hour: nobody mistypes more, and 160 bits are not guessed."""

TYPED = re.compile(r"\s*/?(?:link|lien)\s+([A-Za-z0-9_-]{20,})\s*", re.IGNORECASE)
"""How a secret is typed where it cannot be tapped."""


@dataclass(frozen=True, slots=True)
class Knocking:
    """What the other conversation is told, as its row keeps it."""

    other: int
    channel: str
    until: float
    """Seconds since the epoch, when it is void."""


def write_knock(knock: Knocking) -> str:
    return json.dumps([knock.other, knock.channel, knock.until])


def read_knock(text: str) -> Knocking:
    other, channel, until = json.loads(text)
    return Knocking(int(other), str(channel), float(until))


async def opened(records: Records, conversation: int, key: str, now: float) -> Linked | LinkFailed:
    """What a secret means in a conversation; an unknown, a used and an expired one are the same."""
    if await records.arrivals(conversation, "link", now - 3600) > TRIES:
        return LinkFailed("often")
    other = await _behind(records, key, now)
    if other == conversation:
        return LinkFailed("own")
    try:
        stored = await records.read(other) if other is not None else None
    except Gone:
        stored = None
    if stored is None or other is None:
        return LinkFailed("unknown")
    title = load(stored.state).answers.get("title") if stored.state else None
    return Linked(key, other, str(title.value) if isinstance(title, Answer) else "")


async def still_opens(records: Records, key: str, other: int, now: float) -> bool:
    """Whether nobody used it, and it did not expire, since it was offered."""
    return await _behind(records, key, now) == other


async def void(records: Records, other: int, until: float, now: float) -> int | None:
    """The conversation that wants to continue this one until then, when it is too late for that or it is gone."""
    try:
        await records.read(other)
    except Gone:
        return other
    return other if now > until else None


def knock(conversation: int, other: int, channel: str, now: float) -> Call:
    """The question the other conversation is asked."""
    return Call(other, "knock", write_knock(Knocking(conversation, channel, now + LASTS)))


def stored_key(secret: str) -> str:
    """What is kept of a secret that was typed or tapped: the row of the message must not open anything."""
    return digest(secret.strip())


async def _behind(records: Records, key: str, now: float) -> int | None:
    found = await records.open_secret(key, "link", now)
    return found if found is not None else await records.open_secret(key, "resume", now)
