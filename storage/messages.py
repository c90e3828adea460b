"""Messages coming in, and the transcript: stored once, in order, whatever a platform repeats."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from storage import conversations
from storage.connection import Connection
from storage.port import Arrival, Pending, Receipt, Stored, TranscriptRow
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
    following = {stored.conversation: position for stored, position in known.values()}
    updated: dict[int, float] = {}
    receipts: list[Receipt | Exception] = []
    for arrival, place in zip(arrivals, places, strict=True):
        stored, _ = known[place]
        conversation = stored.conversation
        receipt = _insert(db, arrival, stored, following[conversation])
        if receipt.new:
            following[conversation] += 1
            updated[conversation] = arrival.at
        receipts.append(receipt)
    db.each(
        """
        UPDATE conversation SET next_position = ?, updated = CASE WHEN updated < ? THEN ? ELSE updated END WHERE id = ?
        """,
        [(following[conversation], at, at, conversation) for conversation, at in updated.items()],
    )
    return receipts


def _insert(db: Connection, arrival: Arrival, stored: Stored, position: int) -> Receipt:
    rows = db.rows(
        """
        INSERT INTO message (conversation, position, direction, delivery_id, message_id, kind, text, tap, language, at,
                             about, attachments, status, attempts, why)
        VALUES (?, ?, 'in', ?, ?, ?, ?, ?, ?, ?, ?, ?, 'received', 0, '')
        ON CONFLICT DO NOTHING
        RETURNING id
        """,
        (
            stored.conversation,
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
        ),
    )
    if rows:
        return Receipt(stored.conversation, int(rows[0][0]), position, new=True, stored=stored)
    return _first(db, arrival, stored.conversation)


def _first(db: Connection, arrival: Arrival, conversation: int) -> Receipt:
    rows = db.rows(
        """
        SELECT id, position FROM message WHERE conversation = ? AND (delivery_id = ? OR message_id = ?)
        ORDER BY position LIMIT 1
        """,
        (conversation, arrival.delivery_id, arrival.message_id),
    )
    if not rows:
        raise AssertionError(f"conversation {conversation} gave a position twice")
    return Receipt(conversation, int(rows[0][0]), int(rows[0][1]), new=False)


def _storable(text: str) -> str:
    """A message is never refused for a character no database keeps: NUL and halves of surrogate pairs are replaced."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "�")


@alone(None)
def pending(db: Connection, waiting: Waiting) -> list[Pending]:
    rows = db.rows(
        f"""
        SELECT m.id, m.conversation, m.position, m.kind, m.text, m.tap, m.language, m.at, m.about, m.attachments
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
        """
        SELECT position, direction, kind, text, tap, at, status, COALESCE(message_id, '')
        FROM message WHERE conversation = ? AND position > ? AND status <> 'erased'
        ORDER BY position
        """,
        (since.conversation, since.after),
    )
    return [TranscriptRow(*row) for row in rows]
