"""Calls: what a conversation is told that no person wrote there, by another one, by the desk or by time."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage import conversations
from storage.connection import Connection
from storage.port import Call, Pending
from storage.work import alone

_PENDING = "id, conversation, position, kind, text, tap, language, at, about, attachments"


@dataclass(frozen=True, slots=True)
class Told:
    """A call that comes from no turn."""

    conversation: int
    kind: str
    text: str
    id: str
    at: float


def call(db: Connection, caller: int, calls: Sequence[Call], at: float) -> tuple[Pending, ...]:
    """Each as an inbox row of the conversation called, once; `caller` is the message whose turn tells.

    Those that are gone are left out.
    """
    rows = (
        insert(db, Told(told.conversation, told.kind, told.text, f"call-{caller}-{number}", at))
        for number, told in enumerate(calls)
    )
    return tuple(row for row in rows if row is not None)


@alone("accept")
def tell(db: Connection, told: Told) -> Pending | None:
    return insert(db, told)


def insert(db: Connection, told: Told) -> Pending | None:
    """The new inbox row; None when it was told before, or nobody is there. Part of whatever transaction is open."""
    home = db.rows(f"SELECT channel FROM conversation WHERE id = ?{db.for_update}", (told.conversation,))
    if not home:
        return None
    rows = db.rows(
        f"""
        INSERT INTO message (conversation, position, direction, delivery_id, message_id, kind, text, tap, language, at,
                             status, attempts, why)
        VALUES (?, ?, 'in', ?, ?, ?, ?, '', '', ?, 'received', 0, '')
        ON CONFLICT DO NOTHING
        RETURNING {_PENDING}
        """,
        (
            told.conversation,
            conversations.following(db, [told.conversation])[told.conversation],
            told.id,
            told.id,
            told.kind,
            told.text,
            told.at,
        ),
    )
    return Pending(*rows[0], *home[0]) if rows else None
