"""Messages coming in, and the transcript: stored once, in order, whatever a platform repeats."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from storage import attachments, conversations, kinds
from storage.connection import Connection, Value, found
from storage.port import Arrival, Pending, Receipt, TranscriptRow
from storage.work import alone, together

_ALL = 1 << 62


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question for unanswered messages."""

    limit: int
    held: Set[int]
    """Conversations this process works on; others' are known by their leases."""


@dataclass(frozen=True, slots=True)
class Since:
    conversation: int
    after: int


@together("accept")
def accept(db: Connection, arrivals: Sequence[Arrival]) -> list[Receipt | Exception]:
    """Each at the next position of its conversation, in the order given; a redelivery gets the first receipt again."""
    places = [(arrival.channel, arrival.chat, arrival.thread) for arrival in arrivals]
    known = conversations.locked(db, places, max(arrival.at for arrival in arrivals))
    after = conversations.following(db, sorted(known.values()))
    homes = [known[place] for place in places]
    first = _delivered(db, homes, arrivals)
    spots: list[tuple[Spot, bool]] = []
    rows: list[tuple[Value, ...]] = []
    for conversation, arrival in zip(homes, arrivals, strict=True):
        names = _names(conversation, arrival.delivery_id, arrival.message_id)
        spot = min((first.spots[name] for name in names if name in first.spots), default=None)
        spots.append((spot or (conversation, after[conversation]), spot is None))
        if spot is None:
            rows.append(_row(conversation, after[conversation], arrival))
            first.spots.update(dict.fromkeys(names, (conversation, after[conversation])))
            after[conversation] += 1
    for id, conversation, position in found(db, _INSERT, _MARKS, rows):
        first.messages[conversation, position] = id
    attachments.arrive(
        db,
        [
            (spot[0], first.messages[spot], id, data, arrival.at)
            for (spot, new), arrival in zip(spots, arrivals, strict=True)
            if new
            for id, data in arrival.contents
        ],
    )
    return [Receipt(spot[0], first.messages[spot], spot[1], new) for spot, new in spots]


Spot = tuple[int, int]
"""A conversation and a position in it."""

Name = tuple[int, str, str]
"""A conversation, which of a platform's two ids, and the id; an empty id names nothing."""


@dataclass(frozen=True, slots=True)
class _First:
    """Messages that arrived before, or earlier in this group."""

    spots: dict[Name, Spot]
    messages: dict[Spot, int]


_MARKS = "(?, ?, 'in', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'received', 0, '')"
_INSERT = """
    INSERT INTO message (conversation, position, direction, delivery_id, message_id, kind, text, tap, language, at,
                         about, attachments, status, attempts, why)
    VALUES {}
    RETURNING id, conversation, position
"""


def _delivered(db: Connection, homes: list[int], arrivals: Sequence[Arrival]) -> _First:
    rows = found(
        db,
        """
        WITH arrival (conversation, delivery_id, message_id) AS (VALUES {})
        SELECT m.id, m.conversation, m.position, m.delivery_id, m.message_id FROM arrival a CROSS JOIN message m
        WHERE m.conversation = a.conversation AND m.delivery_id = a.delivery_id
        UNION ALL
        SELECT m.id, m.conversation, m.position, m.delivery_id, m.message_id FROM arrival a CROSS JOIN message m
        WHERE m.conversation = a.conversation AND m.message_id = a.message_id
        """,
        "(?, ?, ?)",
        [(home, each.delivery_id, each.message_id) for home, each in zip(homes, arrivals, strict=True)],
    )
    first = _First({}, {})
    for id, conversation, position, delivery, message in rows:
        spot = conversation, position
        first.spots.update(dict.fromkeys(_names(conversation, delivery, message), spot))
        first.messages[spot] = id
    return first


def _names(conversation: int, delivery: str | None, message: str | None) -> list[Name]:
    return [(conversation, which, id) for which, id in (("delivery", delivery), ("message", message)) if id]


def _row(conversation: int, position: int, arrival: Arrival) -> tuple[Value, ...]:
    return (
        conversation,
        position,
        # No id is not an id: two messages without one are two messages.
        arrival.delivery_id or None,
        arrival.message_id or None,
        arrival.kind,
        _storable(arrival.text),
        _storable(arrival.tap),
        arrival.language,
        arrival.at,
        arrival.about,
        _storable(arrival.attachments),
    )


def _storable(text: str) -> str:
    """A message is never refused for a character no database keeps: NUL and halves of surrogate pairs are replaced."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "�")


@alone(None)
def pending(db: Connection, waiting: Waiting) -> list[Pending]:
    rows = db.rows(
        f"""
        SELECT m.id, m.conversation, m.position, m.kind, m.text, m.tap, m.language, m.at, m.about, m.attachments,
               c.channel
        FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE m.status = 'received' AND c.lease_until <= {db.clock}
        ORDER BY +m.id LIMIT ?
        """,
        # The plus keeps SQLite from walking the whole table in order of id; there are never many unanswered rows.
        (_ALL if waiting.held else waiting.limit,),
    )
    free = [Pending(*row) for row in rows if row[1] not in waiting.held]
    return free[: waiting.limit]


@alone(None)
def transcript(db: Connection, since: Since) -> list[TranscriptRow]:
    rows = db.rows(
        f"""
        SELECT m.position, m.direction, m.kind, m.text, m.tap, m.at,
               CASE WHEN m.status = 'queued' AND {kinds.BLOCKED} THEN 'blocked' ELSE m.status END,
               COALESCE(m.message_id, ''), m.attachments
        FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE m.conversation = ? AND m.position > ? AND m.status <> 'erased'
        ORDER BY m.position
        """,
        (since.conversation, since.after),
    )
    return [TranscriptRow(*row) for row in rows]
