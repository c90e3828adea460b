"""Two conversations of one person: what one tells the other, and how they change places."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage import conversations, erasure
from storage.connection import Connection
from storage.port import Call, Pending
from storage.work import alone

REMEMBERED = 200
"""Messages whose platform ids follow a person to the other conversation; platforms redeliver within a day. Chosen."""

_SPARE = "trading:"
"""A chat's name for a moment; no channel uses it."""


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
        _insert(db, Told(told.conversation, told.kind, told.text, f"call-{caller}-{number}", at))
        for number, told in enumerate(calls)
    )
    return tuple(row for row in rows if row is not None)


@alone("accept")
def tell(db: Connection, told: Told) -> Pending | None:
    return _insert(db, told)


def trade(db: Connection, conversation: int, other: int) -> bool:
    """Each answers where the other did; both are of one person. False when one of them is gone.

    What the platforms delivered at a place is known there afterwards too, or a late redelivery would be taken for new.
    """
    rows = db.rows(
        f"SELECT id, channel, chat, thread, person FROM conversation WHERE id IN (?, ?) ORDER BY id{db.for_update}",
        (conversation, other),
    )
    if len(rows) != 2:
        return False
    (first, *place, person), (second, *other_place, other_person) = rows
    # Places are unique, so one steps aside for a moment.
    move = "UPDATE conversation SET channel = ?, chat = ?, thread = ?, token = token + ? WHERE id = ?"
    db.run(move, (place[0], f"{_SPARE}{first}", "", 0, first))
    # The one that did not ask for it is read anew by whoever works on it now.
    db.run(move, (*place, int(second == other), second))
    db.run(move, (*other_place, int(first == other), first))
    one = person or other_person or first
    db.run("UPDATE conversation SET person = ? WHERE id IN (?, ?)", (one, first, second))
    if person and other_person and person != other_person:
        db.run("UPDATE conversation SET person = ?, token = token + 1 WHERE person = ?", (one, other_person))
    _remember(db, first, second)
    return True


def erase_elsewhere(db: Connection, conversation: int) -> None:
    """What is told and said by the person of a conversation in their other ones; whoever works on those begins anew."""
    rows = db.rows(
        f"""
        SELECT id FROM conversation
        WHERE person = (SELECT person FROM conversation WHERE id = ?) AND id <> ? ORDER BY id{db.for_update}
        """,
        (conversation, conversation),
    )
    for id, following in conversations.following(db, [row[0] for row in rows]).items():
        erasure.erase(db, id, following)
        db.run("UPDATE conversation SET token = token + 1, next_position = ? WHERE id = ?", (following, id))


def _remember(db: Connection, first: int, second: int) -> None:
    """The newest platform ids of each become empty rows of the other, and leave its own: they belong to the place.

    Else an id that two chats of one channel both have would make a new message look like an old one.
    """
    known = [
        (here, row)
        for here, there in ((first, second), (second, first))
        for row in db.rows(
            """
            SELECT delivery_id, message_id, at FROM message
            WHERE conversation = ? AND direction = 'in' AND (delivery_id IS NOT NULL OR message_id IS NOT NULL)
              AND kind NOT IN ('knock', 'away', 'moved', 'lapsed', 'timeout', 'read')
            ORDER BY position DESC LIMIT ?
            """,
            (there, REMEMBERED),
        )
    ]
    db.run(
        """
        UPDATE message SET delivery_id = NULL, message_id = NULL, remote = ''
        WHERE conversation IN (?, ?) AND kind NOT IN ('knock', 'away', 'moved', 'lapsed', 'timeout', 'read')
        """,
        (first, second),
    )
    for here, start in conversations.following(db, (first, second)).items():
        ids = [row for at, row in known if at == here]
        db.each(
            """
            INSERT INTO message (conversation, position, direction, delivery_id, message_id, kind, text, tap, language,
                                 at, status, attempts, why)
            VALUES (?, ?, 'in', ?, ?, '', '', '', '', ?, 'erased', 0, '')
            ON CONFLICT DO NOTHING
            """,
            [(here, position, *row) for position, row in enumerate(ids, start)],
        )
        db.run("UPDATE conversation SET next_position = ? WHERE id = ?", (start + len(ids), here))


def _insert(db: Connection, told: Told) -> Pending | None:
    """The new row; None when it was told before, or nobody is there."""
    if not db.rows(f"SELECT id FROM conversation WHERE id = ?{db.for_update}", (told.conversation,)):
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
    return Pending(*rows[0]) if rows else None
