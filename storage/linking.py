"""Two conversations of one person: how they change places, and are erased together."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from storage import conversations, erasure, kinds
from storage.connection import Connection

REMEMBERED = 200
"""Messages whose platform ids follow a person to the other conversation; platforms redeliver within a day. Chosen."""

_SPARE = "trading:"
"""A chat's name for a moment; no channel uses it."""


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
            f"""
            SELECT delivery_id, message_id, at FROM message
            WHERE conversation = ? AND direction = 'in' AND (delivery_id IS NOT NULL OR message_id IS NOT NULL)
              AND kind NOT IN {kinds.NO_PERSON}
            ORDER BY position DESC LIMIT ?
            """,
            (there, REMEMBERED),
        )
    ]
    db.run(
        f"""
        UPDATE message SET delivery_id = NULL, message_id = NULL, remote = ''
        WHERE conversation IN (?, ?) AND kind NOT IN {kinds.NO_PERSON}
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
