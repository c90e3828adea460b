"""Requests as sent, the links that open them, and what the desk should know."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.connection import Connection, among
from storage.port import DeskNote, NewRequest, Purpose, RequestRow, Secret
from storage.work import alone

_STAGE = """COALESCE((SELECT CASE WHEN d.hold = 'closed' AND d.stage <> 'merged' THEN 'closed' ELSE d.stage END
                     FROM desk_case d WHERE d.code = request.code), 'waiting')"""
_REQUEST = f"SELECT code, form, body, country, title, language, visibility, {_STAGE}, at, conversation FROM request "


@dataclass(frozen=True, slots=True)
class Key:
    """Somebody opens a link."""

    hash: str
    purpose: Purpose
    now: float


def taken(db: Connection, codes: Sequence[str]) -> set[str]:
    """Those of the codes that are in use."""
    return {row[0] for row in among(db, "SELECT code FROM request WHERE code IN ({})", codes)}


def add(db: Connection, requests: list[tuple[int, NewRequest]]) -> None:
    """With the conversation each was sent from; all wait for the desk."""
    db.each(
        """
        INSERT INTO request (code, form, body, country, title, language, visibility, at, conversation)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
            (
                sent.code,
                sent.form,
                sent.body,
                sent.country,
                sent.title,
                sent.language,
                sent.visibility,
                sent.at,
                conversation,
            )
            for conversation, sent in requests
        ],
    )


def add_secrets(db: Connection, secrets: list[tuple[int, Secret]]) -> None:
    db.each(
        "INSERT INTO secret (hash, purpose, conversation, expires, code) VALUES (?, ?, ?, ?, ?)",
        [(secret.hash, secret.purpose, conversation, secret.expires, secret.code) for conversation, secret in secrets],
    )


def spend(db: Connection, hashes: list[str]) -> None:
    """Secrets that lead from one channel to another are used once; one that resumes a draft lasts its time."""
    db.each("DELETE FROM secret WHERE hash = ? AND purpose = 'link'", [(hash,) for hash in hashes])


def add_notes(db: Connection, notes: list[tuple[int, str, str, float]]) -> None:
    """As (conversation, kind, body, at)."""
    db.each("INSERT INTO note (conversation, kind, body, at) VALUES (?, ?, ?, ?)", notes)


@alone(None)
def by_code(db: Connection, code: str) -> RequestRow | None:
    rows = db.rows(_REQUEST + "WHERE code = ?", (code,))
    return RequestRow(*rows[0]) if rows else None


@alone(None)
def of(db: Connection, conversation: int) -> list[RequestRow]:
    """Newest first."""
    rows = db.rows(_REQUEST + "WHERE conversation = ? ORDER BY at DESC, code DESC", (conversation,))
    return [RequestRow(*row) for row in rows]


@alone(None)
def codes_of(db: Connection, conversation: int) -> list[str]:
    mine = "SELECT id FROM conversation WHERE id = ? OR person = (SELECT person FROM conversation WHERE id = ?)"
    rows = db.rows(
        f"""
        SELECT code FROM request WHERE conversation IN ({mine})
        UNION SELECT code FROM desk_case WHERE conversation IN ({mine}) ORDER BY 1
        """,
        (conversation,) * 4,
    )
    return [code for (code,) in rows]


@alone(None)
def of_person(db: Connection, person: int) -> list[RequestRow]:
    """Newest first."""
    mine = "conversation IN (SELECT id FROM conversation WHERE person = ?)"
    rows = db.rows(f"{_REQUEST} WHERE {mine} ORDER BY at DESC, code DESC", (person,))
    return [RequestRow(*row) for row in rows]


@alone(None)
def opened_by(db: Connection, key: Key) -> int | None:
    rows = db.rows(
        "SELECT conversation FROM secret WHERE hash = ? AND purpose = ? AND expires > ?",
        (key.hash, key.purpose, key.now),
    )
    return int(rows[0][0]) if rows else None


@alone(None)
def shown_by(db: Connection, key: Key) -> str:
    rows = db.rows(
        """
        SELECT r.code FROM secret s JOIN request r ON r.code = s.code AND r.conversation = s.conversation
        WHERE s.hash = ? AND s.purpose = ? AND s.expires > ?
        """,
        (key.hash, key.purpose, key.now),
    )
    return str(rows[0][0]) if rows else ""


@alone(None)
def notes(db: Connection, conversation: int | None) -> list[DeskNote]:
    """In the order they were written; of one conversation, or of all."""
    select = "SELECT id, conversation, kind, body, at FROM note "
    if conversation is None:
        rows = db.rows(select + "ORDER BY id")
    else:
        rows = db.rows(select + "WHERE conversation = ? ORDER BY id", (conversation,))
    return [DeskNote(*row) for row in rows]
