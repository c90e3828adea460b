"""Messages going out: what is due, what is under way, what arrived, what nobody can tell."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storage.connection import Connection
from storage.port import OutboundRow
from storage.work import alone, together

_OUTBOUND = """
    SELECT m.id, m.conversation, c.channel, c.chat, c.thread, m.position, m.text, m.attempts
    FROM message m JOIN conversation c ON c.id = m.conversation
"""


@dataclass(frozen=True, slots=True)
class Due:
    channels: tuple[str, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Failure:
    message: int
    status: Literal["queued", "uncertain", "undeliverable"]
    why: str


@alone(None)
def due(db: Connection, wanted: Due) -> list[OutboundRow]:
    """A message waits while an earlier one of its conversation is queued or under way, so that order is kept."""
    if not wanted.channels:
        return []
    marks = ",".join("?" * len(wanted.channels))
    rows = db.rows(
        f"""
        {_OUTBOUND}
        WHERE m.status = 'queued' AND c.channel IN ({marks})
          AND NOT EXISTS (SELECT 1 FROM message e WHERE e.conversation = m.conversation
                          AND e.status = 'queued' AND e.position < m.position)
          AND NOT EXISTS (SELECT 1 FROM message e WHERE e.conversation = m.conversation
                          AND e.status = 'attempting' AND e.position < m.position)
        ORDER BY +m.id LIMIT ?
        """,
        (*wanted.channels, wanted.limit),
    )
    return [OutboundRow(*row) for row in rows]


@together("attempt")
def attempting(db: Connection, messages: Sequence[int]) -> list[Exception | None]:
    db.each(
        "UPDATE message SET status = 'attempting', attempts = attempts + 1 WHERE id = ? AND status = 'queued'",
        [(message,) for message in sorted(messages)],
    )
    return [None] * len(messages)


@together("sent")
def sent(db: Connection, batches: Sequence[Sequence[int]]) -> list[Exception | None]:
    every = sorted({message for batch in batches for message in batch})
    db.each(
        "UPDATE message SET status = 'sent', why = '' WHERE id = ? AND status IN ('queued', 'attempting', 'uncertain')",
        [(message,) for message in every],
    )
    return [None] * len(batches)


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
def uncertain(db: Connection, _: None) -> list[OutboundRow]:
    return [OutboundRow(*row) for row in db.rows(f"{_OUTBOUND} WHERE m.status = 'uncertain' ORDER BY +m.id")]
