"""What a message is about: one that was changed, one that is replied to, and how often something came."""

from __future__ import annotations

from dataclasses import dataclass

from storage.connection import Connection
from storage.port import Referred
from storage.work import alone


@dataclass(frozen=True, slots=True)
class Reference:
    conversation: int
    id: str
    """The channel's own."""
    before: int
    """Position of the message that is about it."""


@dataclass(frozen=True, slots=True)
class Counted:
    conversation: int
    kind: str
    since: float


@dataclass(frozen=True, slots=True)
class Span:
    kind: str
    after: float
    until: float


@alone(None)
def referred(db: Connection, wanted: Reference) -> Referred | None:
    """A person's message counts with its last change before this one; of ours, what the platform knows by the id."""
    rows = db.rows(
        """
        SELECT position, direction, asked, text FROM message
        WHERE conversation = ? AND position < ? AND status <> 'erased'
          AND ((direction = 'in' AND message_id = ?) OR (direction = 'out' AND remote = ?))
        ORDER BY position DESC LIMIT 1
        """,
        (wanted.conversation, wanted.before, wanted.id, wanted.id),
    )
    if not rows:
        return None
    position, direction, asked, text = rows[0]
    changed = db.rows(
        """
        SELECT text FROM message
        WHERE conversation = ? AND position > ? AND position < ? AND kind = 'edit' AND about = ?
        ORDER BY position DESC LIMIT 1
        """,
        (wanted.conversation, position, wanted.before, wanted.id),
    )
    later = db.rows(
        """
        SELECT 1 FROM message
        WHERE conversation = ? AND position > ? AND position < ? AND kind IN ('text', 'tap') LIMIT 1
        """,
        (wanted.conversation, position, wanted.before),
    )
    return Referred(direction, asked, changed[0][0] if changed else text, latest=not later)


@alone(None)
def arrivals(db: Connection, counted: Counted) -> int:
    rows = db.rows(
        "SELECT COUNT(*) FROM message WHERE conversation = ? AND direction = 'in' AND kind = ? AND at > ?",
        (counted.conversation, counted.kind, counted.since),
    )
    return int(rows[0][0])


@alone(None)
def lapsed(db: Connection, span: Span) -> list[tuple[int, int, str]]:
    rows = db.rows(
        """
        SELECT id, conversation, text FROM message
        WHERE direction = 'in' AND kind = ? AND at > ? AND at <= ? AND status = 'handled' ORDER BY id
        """,
        (span.kind, span.after, span.until),
    )
    return [(row[0], row[1], row[2]) for row in rows]
