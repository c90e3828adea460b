"""Conversations: where they take place, what is remembered, who works on them, how they end."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage import attachments, erasure, spending, usage
from storage.connection import Connection, among, found
from storage.port import Gone, Stored
from storage.work import alone, together

Place = tuple[str, str, str]
"""Channel, chat, thread."""

SILENCE = 24 * 3600.0
"""Seconds without a message after which a conversation without consent is erased (the house's promise, design §6)."""

_COLUMNS = """
    c.id, c.channel, c.chat, c.thread, c.state, c.token, c.asked_at,
    COALESCE((SELECT r.code FROM request r WHERE r.conversation = c.id ORDER BY r.at DESC, r.code DESC LIMIT 1), ''),
    c.person, c.next_position
"""
_STORED = f"SELECT {_COLUMNS} FROM conversation c "


@dataclass(frozen=True, slots=True)
class Move:
    conversation: int
    chat: str


@together(None)
def read(db: Connection, ids: Sequence[int]) -> list[Stored | Exception]:
    """As last written; Gone for a conversation that was erased whole."""
    rows = among(db, _STORED + "WHERE c.id IN ({})", ids)
    stored = {row[0]: Stored(*row) for row in rows}
    return [stored.get(id) or Gone(f"no conversation {id}: it was erased") for id in ids]


@alone(None)
def find(db: Connection, place: Place) -> Stored | None:
    rows = db.rows(_STORED + "WHERE c.channel = ? AND c.chat = ? AND c.thread = ?", place)
    return Stored(*rows[0]) if rows else None


@alone(None)
def of_person(db: Connection, person: int) -> list[int]:
    return [row[0] for row in db.rows("SELECT id FROM conversation WHERE person = ? ORDER BY id", (person,))]


@alone(None)
def silent(db: Connection, since: float) -> list[tuple[Stored, int]]:
    rows = db.rows(
        f"""
        SELECT {_COLUMNS}, m.position
        FROM conversation c JOIN message m ON m.conversation = c.id
        WHERE c.asked_at > 0 AND c.updated <= ? AND c.merged_into IS NULL
          AND m.position = (SELECT MAX(i.position) FROM message i WHERE i.conversation = c.id AND i.direction = 'in'
                            AND i.status <> 'erased')
          AND m.status = 'handled' AND m.kind <> 'timeout' AND c.parked < m.position
        ORDER BY c.id
        """,
        (since,),
    )
    return [(Stored(*row[:-1]), int(row[-1])) for row in rows]


def locked(db: Connection, places: list[Place], at: float) -> dict[Place, int]:
    """Each place's conversation, made where there was none; ours alone until the commit."""
    asked = sorted(set(places))  # Everybody locks in this order, so that two groups cannot wait for each other.
    known = _locked(db, asked)
    fresh = [place for place in asked if place not in known]
    if not fresh:
        return known
    db.each(
        """
        INSERT INTO conversation (channel, chat, thread, state, token, asked_at, next_position, keep, created, updated,
                                  lease_holder, lease_until)
        VALUES (?, ?, ?, '', 0, 0, 1, ?, ?, ?, '', 0)
        ON CONFLICT (channel, chat, thread) DO NOTHING
        """,
        [(*place, True, at, at) for place in fresh],
    )
    return known | _locked(db, fresh)


def _locked(db: Connection, places: list[Place]) -> dict[Place, int]:
    rows = found(
        db,
        f"""
        WITH place (channel, chat, thread) AS (VALUES {{}})
        SELECT c.channel, c.chat, c.thread, c.id FROM place p CROSS JOIN conversation c
        WHERE c.channel = p.channel AND c.chat = p.chat AND c.thread = p.thread
        ORDER BY c.channel, c.chat, c.thread{db.for_update}
        """,
        "(?, ?, ?)",
        places,
    )
    return {(channel, chat, thread): id for channel, chat, thread, id in rows}


def following(db: Connection, ids: Sequence[int]) -> dict[int, int]:
    """The next position of each conversation, which must be ours alone, or another process may give it away too.

    Asked in a statement of its own after the lock, because Postgres looks at other tables as they were when a statement
    began. A message coming in does not write its conversation's row, which holds all that is remembered and is dear to
    write; so the row says only what a turn found, below which no position is given again, whatever was erased.
    """
    rows = among(
        db,
        """
        SELECT c.id, c.next_position, (SELECT MAX(m.position) FROM message m WHERE m.conversation = c.id)
        FROM conversation c WHERE c.id IN ({})
        """,
        ids,
    )
    return {id: max(floor, (last or 0) + 1) for id, floor, last in rows}


@alone("move")
def move(db: Connection, wish: Move) -> None:
    """Answer at another chat from now on; a conversation that was there is put aside under a name no channel uses."""
    rows = db.rows("SELECT channel, thread, chat FROM conversation WHERE id = ?" + db.for_update, (wish.conversation,))
    if not rows:
        raise Gone(f"no conversation {wish.conversation}: it was erased")
    channel, thread, old = rows[0]
    if old == wish.chat:
        return
    db.run(
        """
        UPDATE conversation
        SET chat = 'retired:' || CAST(id AS VARCHAR) || ':' || chat, merged_into = ?, token = token + 1
        WHERE channel = ? AND chat = ? AND thread = ?
        """,
        (wish.conversation, channel, wish.chat, thread),
    )
    db.run("UPDATE conversation SET chat = ?, token = token + 1 WHERE id = ?", (wish.chat, wish.conversation))
    attachments.follow(db, channel, old, wish.chat)
    _leave_word(db, wish.conversation, old)


def _leave_word(db: Connection, conversation: int, chat: str) -> None:
    """What was delivered at the chat a conversation left stays known there, as it does after an erasure: by empty rows.

    A browser that never heard that its last words were saved sends them again, days later perhaps, and has to hear it
    then; that somebody arrived is left out, for they may arrive anew.
    """
    ((left,),) = db.rows(
        """
        INSERT INTO conversation (channel, chat, thread, state, token, asked_at, next_position, keep, created, updated,
                                  lease_holder, lease_until)
        SELECT channel, ?, thread, '', 0, 0, 1, keep, created, updated, '', 0 FROM conversation WHERE id = ?
        RETURNING id
        """,
        (chat, conversation),
    )
    known = db.run(
        """
        INSERT INTO message (conversation, position, direction, delivery_id, message_id, kind, text, tap, language, at,
                             status, attempts, why)
        SELECT ?, ROW_NUMBER() OVER (ORDER BY position), 'in', delivery_id, message_id, '', '', '', '', at,
               'erased', 0, ''
        FROM message WHERE conversation = ? AND direction = 'in' AND kind <> 'open'
        """,
        (left, conversation),
    )
    db.run("UPDATE conversation SET next_position = ? WHERE id = ?", (known + 1, left))


@alone("expire")
def expire(db: Connection, now: float) -> int:
    """Erase whole the silent ones nobody consented to keep; one with an unanswered message waits for its answer.

    One that was given a case by a link stays: whoever opened it took the case to keep it.
    """
    silent = db.rows(
        f"""
        SELECT c.id FROM conversation c
        WHERE NOT c.keep AND c.updated <= ? AND c.lease_until <= {db.clock}
          AND NOT EXISTS (SELECT 1 FROM message m WHERE m.conversation = c.id AND m.status = 'received')
          AND NOT EXISTS (SELECT 1 FROM desk_case d JOIN case_step s ON s.desk_case = d.id
                          WHERE d.conversation = c.id AND s.kind IN ('confirmed', 'succeeded'))
        ORDER BY c.id
        """
        + db.for_update,
        (now - SILENCE,),
    )
    for (id,) in silent:
        erasure.erase_whole(db, id)
    db.run("DELETE FROM secret WHERE expires <= ?", (now,))
    attachments.expire_payloads(db, now)
    spending.expire(db, now)
    usage.expire(db)
    return len(silent)
