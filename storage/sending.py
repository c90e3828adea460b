"""Messages going out: what is due, what is under way, what arrived, what nobody can tell."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from storage import kinds
from storage.connection import Connection, among
from storage.port import BlockedPlace, Due, OutboundRow, UncertainSend
from storage.work import alone, together

_OUTBOUND = """
    SELECT m.id, m.conversation, c.channel, c.chat, c.thread, m.position, m.text, m.attempts,
           (SELECT MAX(l.position) FROM message l WHERE l.conversation = m.conversation)
    FROM message m JOIN conversation c ON c.id = m.conversation
"""


_CODE = (
    """COALESCE((SELECT r.code FROM request r WHERE r.conversation = c.id ORDER BY r.at DESC, r.code LIMIT 1), '')"""
)


@dataclass(frozen=True, slots=True)
class Wanted:
    channels: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Failure:
    message: int
    status: Literal["queued", "uncertain", "undeliverable"]
    why: str


@dataclass(frozen=True, slots=True)
class Refusal:
    message: int
    last: int
    note: str
    at: float


@alone(None)
def due(db: Connection, wanted: Wanted) -> list[Due]:
    """A message waits while an earlier one of its conversation is queued or under way, so that order is kept."""
    if not wanted.channels:
        return []
    marks = ",".join("?" * len(wanted.channels))
    rows = db.rows(
        f"""
        SELECT m.id, m.conversation, c.channel
        FROM (SELECT conversation, MIN(position) AS position FROM message WHERE status = 'queued'
              GROUP BY conversation) AS head
        JOIN message m ON m.conversation = head.conversation AND m.position = head.position
        JOIN conversation c ON c.id = m.conversation
        WHERE c.channel IN ({marks})
          AND NOT EXISTS (SELECT 1 FROM message e WHERE e.conversation = m.conversation
                          AND e.status = 'attempting' AND e.position < m.position)
          AND NOT {kinds.BLOCKED}
        ORDER BY m.id LIMIT ?
        """,
        (*wanted.channels, wanted.limit),
    )
    return [Due(*row) for row in rows]


@together("attempt")
def attempting(db: Connection, messages: Sequence[int]) -> list[OutboundRow | Exception | None]:
    """Each to the first who claims it: who waited for another process's lock then sees that it is queued no more."""
    claim = f"SELECT id FROM message WHERE id IN ({{}}) AND status = 'queued' ORDER BY id{db.for_update}"
    ours = [int(row[0]) for row in among(db, claim, sorted(set(messages)))]
    db.each("UPDATE message SET status = 'attempting', attempts = attempts + 1 WHERE id = ?", [(id,) for id in ours])
    rows = {row[0]: OutboundRow(*row) for row in among(db, f"{_OUTBOUND} WHERE m.id IN ({{}})", ours)}
    return [rows.pop(message, None) for message in messages]


@together("sent")
def sent(db: Connection, batches: Sequence[Mapping[int, str]]) -> list[Exception | None]:
    every = {message: remote for batch in batches for message, remote in batch.items()}
    db.each(
        """
        UPDATE message SET status = 'sent', why = '', remote = ?
        WHERE id = ? AND status IN ('queued', 'attempting', 'uncertain')
        """,
        [(every[message], message) for message in sorted(every)],
    )
    return [None] * len(batches)


@alone("failed")
def blocked(db: Connection, refusal: Refusal) -> None:
    """A message that was withdrawn or erased meanwhile blocks nothing."""
    again = "UPDATE message SET status = 'queued', why = 'Blocked' WHERE id = ? AND status = 'attempting'"
    if not db.run(again, (refusal.message,)):
        return
    ((conversation,),) = db.rows("SELECT conversation FROM message WHERE id = ?", (refusal.message,))
    db.run("UPDATE conversation SET parked = ? WHERE id = ?", (refusal.last, conversation))
    db.run(
        "INSERT INTO note (conversation, kind, body, at) VALUES (?, 'blocked', ?, ?)",
        (conversation, refusal.note, refusal.at),
    )


@together("failed")
def failed(db: Connection, failures: Sequence[Failure]) -> list[Exception | None]:
    db.each(
        "UPDATE message SET status = ?, why = ? WHERE id = ? AND status IN ('queued', 'attempting')",
        [(failure.status, failure.why, failure.message) for failure in sorted(failures, key=lambda f: f.message)],
    )
    return [None] * len(failures)


@alone("start")
def interrupted(db: Connection, deduplicating: frozenset[str]) -> list[OutboundRow]:
    """Sort what a dead process left under way; a living process's sends belong to conversations it has leased."""
    rows = [
        OutboundRow(*row)
        for row in db.rows(
            f"{_OUTBOUND} WHERE m.status = 'attempting' AND c.lease_until <= {db.clock} ORDER BY +m.id{db.for_update}"
        )
    ]
    again = [(row.message,) for row in rows if row.channel in deduplicating]
    unknown = [row for row in rows if row.channel not in deduplicating]
    db.each("UPDATE message SET status = 'queued' WHERE id = ?", again)
    db.each(
        "UPDATE message SET status = 'uncertain', why = 'interrupted' WHERE id = ?", [(row.message,) for row in unknown]
    )
    return unknown


@alone(None)
def uncertain(db: Connection, _: None) -> list[UncertainSend]:
    rows = db.rows(
        f"""
        SELECT m.id, m.conversation, c.channel, {_CODE}, m.at, m.why, m.text
        FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE m.status = 'uncertain' ORDER BY +m.id
        """
    )
    return [UncertainSend(*row) for row in rows]


@alone("sent")
def arrived(db: Connection, message: int) -> bool:
    return bool(
        db.run("UPDATE message SET status = 'sent', why = '' WHERE id = ? AND status = 'uncertain'", (message,))
    )


@alone("failed")
def again(db: Connection, message: int) -> bool:
    """It takes its old place: what follows it and has not left yet waits for it."""
    return bool(db.run("UPDATE message SET status = 'queued' WHERE id = ? AND status = 'uncertain'", (message,)))


@alone(None)
def blocked_places(db: Connection, _: None) -> list[BlockedPlace]:
    rows = db.rows(
        f"""
        SELECT c.id, c.channel, {_CODE},
               COALESCE((SELECT MAX(n.at) FROM note n WHERE n.conversation = c.id AND n.kind = 'blocked'), c.updated)
               AS since,
               (SELECT COUNT(*) FROM message q WHERE q.conversation = c.id AND q.status = 'queued')
        FROM conversation c WHERE {kinds.BLOCKED} ORDER BY since, c.id
        """
    )
    return [BlockedPlace(*row) for row in rows]
