"""Files of people and of the desk, and payloads of platforms that nobody could read: bytes, never opened here."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from dataclasses import dataclass

from storage.connection import Connection
from storage.kinds import DESK
from storage.port import FileRow, NewFile, ParkedPayload
from storage.work import alone

PAYLOADS_LAST = 14 * 24 * 3600.0
"""Seconds an unreadable payload is kept: long enough for a developer to look, and it may hold what a person wrote."""


@dataclass(frozen=True, slots=True)
class Payload:
    channel: str
    body: bytes
    why: str
    at: float
    whose: str = ""


def add(db: Connection, files: list[tuple[int, int, NewFile, float]]) -> None:
    """As (conversation, last message of the turn it came in, file, at)."""
    db.each(
        """
        INSERT INTO attachment (conversation, message, name, media_type, size, sha256, data, at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (conversation, message, file.name, file.media_type, len(file.data), file.sha256, file.data, at)
            for conversation, message, file, at in files
        ],
    )


def arrive(db: Connection, files: list[tuple[int, int, str, bytes, float]]) -> None:
    """Raw, as (conversation, message they came with, the channel's id, bytes, at); no media type says so."""
    db.each(
        """
        INSERT INTO attachment (conversation, message, name, media_type, size, sha256, data, at)
        VALUES (?, ?, ?, '', ?, '', ?, ?)
        """,
        [(conversation, message, id, len(data), data, at) for conversation, message, id, data, at in files],
    )


def unpack(db: Connection, messages: list[int]) -> None:
    """What these messages brought along was looked at: what is kept of it is added anew."""
    db.each("DELETE FROM attachment WHERE message = ? AND media_type = ''", [(message,) for message in messages])


@alone(None)
def brought(db: Connection, one: tuple[int, str]) -> bytes | None:
    rows = db.rows("SELECT data FROM attachment WHERE conversation = ? AND name = ? AND media_type = ''", one)
    return bytes(rows[0][0]) if rows else None


@alone(None)
def of(db: Connection, conversation: int) -> list[FileRow]:
    return _kept(db, conversation, desk=False)


@alone(None)
def of_desk(db: Connection, conversation: int) -> list[FileRow]:
    return _kept(db, conversation, desk=True)


def _kept(db: Connection, conversation: int, *, desk: bool) -> list[FileRow]:
    """Whose a file is, the message says with which it came."""
    rows = db.rows(
        f"""
        SELECT id, name, media_type, size, sha256, at, message FROM attachment
        WHERE conversation = ? AND media_type <> '' AND message {"" if desk else "NOT"} IN (
            SELECT id FROM message WHERE conversation = ? AND kind = ?
        ) ORDER BY id
        """,
        (conversation, conversation, DESK),
    )
    return [FileRow(*row) for row in rows]


@alone(None)
def content(db: Connection, id: int) -> bytes | None:
    rows = db.rows("SELECT data FROM attachment WHERE id = ?", (id,))
    return bytes(rows[0][0]) if rows else None


@alone("park")
def park(db: Connection, payload: Payload) -> None:
    db.run(
        "INSERT INTO parked_payload (channel, whose, body, why, at) VALUES (?, ?, ?, ?, ?)",
        (payload.channel, payload.whose, payload.body, payload.why, payload.at),
    )


@alone(None)
def parked(db: Connection, _: None) -> list[ParkedPayload]:
    rows = db.rows("SELECT id, channel, why, at, LENGTH(body) FROM parked_payload ORDER BY id")
    return [ParkedPayload(*row) for row in rows]


@alone(None)
def payload(db: Connection, id: int) -> bytes | None:
    rows = db.rows("SELECT body FROM parked_payload WHERE id = ?", (id,))
    return bytes(rows[0][0]) if rows else None


@alone("park")
def drop(db: Connection, id: int) -> bool:
    dropped = bool(db.run("DELETE FROM parked_payload WHERE id = ?", (id,)))
    if dropped:
        db.shred()
    return dropped


def forget_unread(db: Connection, conversation: int) -> None:
    """What nobody could read goes with the conversation of the chat that its envelope names.

    Of a thread among others a person's own payloads are known by the chat of the two of us.
    """
    for channel, chat, thread in db.rows(
        "SELECT channel, chat, thread FROM conversation WHERE id = ?", (conversation,)
    ):
        person = thread.partition("/")[2]
        whose = f"{chat.partition(':')[0]}:{person}" if person else chat
        db.run("DELETE FROM parked_payload WHERE channel = ? AND whose = ?", (channel, whose))


def follow(db: Connection, channel: str, chat: str, there: str) -> None:
    """A chat goes on elsewhere: what could not be read of it belongs there."""
    db.run("UPDATE parked_payload SET whose = ? WHERE channel = ? AND whose = ?", (there, channel, chat))


def expire_payloads(db: Connection, now: float) -> None:
    if db.run("DELETE FROM parked_payload WHERE at <= ?", (now - PAYLOADS_LAST,)):
        db.shred()
