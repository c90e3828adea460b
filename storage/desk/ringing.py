"""Cases begin and ring: a conversation has something for the desk, or somebody at the desk opens one."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from storage import documents
from storage.connection import Connection
from storage.desk import cases
from storage.desk.port import Case, NewCase
from storage.port import CodeTaken, Ring
from storage.work import alone

_OPENING = ("request", "query", "handoff")
"""What opens a case where a conversation has none."""


def ring(db: Connection, conversation: int, key: str, ring: Ring, at: float) -> None:
    """A turn has something for the desk: open a case or bring the open one up to date, and write it into its history.

    `key` is of this ring alone; a turn has as many as it has things to tell.

    A second request of a conversation is a second case. Words while no case is open ring nowhere. A question gives its
    title only to a case that it opens. Where the case of a conversation is part of another, that one rings; what is
    written stays with the part, for it goes with its person.
    """
    found = cases.open_of(db, conversation)
    if ring.kind == "request" and found and found.kind == "request":
        found = None
    if found is None and ring.kind != "request" and (part := _part_of(db, conversation)):
        _ring_whole(db, part, ring, at)
        cases.step(db, part.id, ring.kind, None, at, ring.body, key)
        return
    if found is None:
        if ring.kind not in _OPENING:
            return
        case = _open(db, conversation, ring, at)
    else:
        case = found.id
        _update(db, found, ring, at)
    if ring.kind == "request":
        db.run("UPDATE desk_case SET staged = ? WHERE id = ?", (at, case))
    if ring.promised:
        earlier = "UPDATE desk_case SET promised = ? WHERE id = ? AND (promised = 0 OR promised > ?)"
        db.run(earlier, (ring.promised, case, ring.promised))
    cases.step(db, case, ring.kind, None, at, ring.body, key)


def _part_of(db: Connection, conversation: int) -> Case | None:
    """The newest case of a conversation that is part of an open one."""
    rows = db.rows(
        f"""
        {cases.CASE} WHERE conversation = ? AND merged_into IN (SELECT id FROM desk_case WHERE hold <> 'closed')
        ORDER BY id DESC LIMIT 1
        """,
        (conversation,),
    )
    return Case(*rows[0]) if rows else None


def _ring_whole(db: Connection, part: Case, ring: Ring, at: float) -> None:
    """The case rings for one of its parts; what it is about stays."""
    db.run(
        """
        UPDATE desk_case SET waiting_since = CASE WHEN waiting_since > 0 THEN waiting_since ELSE ? END,
               hold = CASE WHEN ? AND hold IN ('bot', 'returned') THEN 'waiting' ELSE hold END, snoozed_until = 0,
               updated = ?
        WHERE id = ?
        """,
        (at, ring.kind == "handoff", at, part.merged_into),
    )


def _open(db: Connection, conversation: int, ring: Ring, at: float) -> int:
    return cases.insert(
        db,
        {
            "code": ring.code,
            "kind": ring.kind,
            "conversation": conversation,
            "title": ring.title,
            "country": ring.country,
            "language": ring.language,
            "institution": ring.institution,
            "team": "",
            "assignee": None,
            "stage": "waiting" if ring.kind == "request" else "draft",
            "hold": "waiting" if ring.kind == "handoff" else "bot",
            "waiting_since": at,
            "snoozed_until": 0.0,
            "acts": 0,
            "opened": at,
            "updated": at,
        },
    )


def _update(db: Connection, found: Case, ring: Ring, at: float) -> None:
    sent = ring.kind == "request"
    asked = ring.kind == "handoff" and found.hold in ("bot", "returned")
    db.run(
        """
        UPDATE desk_case SET code = ?, kind = ?, title = ?, country = ?, language = ?, institution = ?, stage = ?,
               hold = ?, waiting_since = CASE WHEN waiting_since > 0 THEN waiting_since ELSE ? END, snoozed_until = 0,
               updated = ?
        WHERE id = ?
        """,
        (
            ring.code if sent else found.code,
            "request" if sent else found.kind,
            found.title if ring.kind == "query" else ring.title or found.title,
            ring.country or found.country,
            ring.language or found.language,
            ring.institution or found.institution,
            "waiting" if sent else found.stage,
            "waiting" if asked else found.hold,
            at,
            at,
            found.id,
        ),
    )


@alone("desk")
def open(db: Connection, new: NewCase) -> Case:
    """A case somebody at the desk opens, once for a key."""
    rows = db.rows("SELECT desk_case FROM case_step WHERE once = ? AND kind = 'opened'", (new.key,))
    if rows:
        return cases.read(db, rows[0][0])
    if cases.taken(db, [new.code]) or db.rows("SELECT 1 FROM request WHERE code = ?", (new.code,)):
        raise CodeTaken(f"the case code {new.code!r} is in use")
    since = new.since or new.at
    id = cases.insert(
        db,
        {
            "code": new.code,
            "kind": "opened",
            "conversation": new.conversation,
            "title": new.title,
            "country": new.country,
            "language": new.language,
            "institution": new.institution,
            "team": new.team,
            "assignee": new.by if new.assignee is None else new.assignee or None,
            "stage": new.stage,
            "hold": "desk",
            "waiting_since": since,
            "snoozed_until": 0.0,
            "acts": 1,
            "opened": since,
            "updated": new.at,
        },
    )
    if not _first(db, id, new):  # Another process opened it in this very moment.
        db.run("DELETE FROM desk_case WHERE id = ?", (id,))
        ((other,),) = db.rows("SELECT desk_case FROM case_step WHERE once = ? AND kind = 'opened'", (new.key,))
        return cases.read(db, other)
    documents.queue_cases(db, [id])
    return cases.read(db, id)


def _first(db: Connection, case: int, new: NewCase) -> bool:
    """Write how a case was opened; False when one was opened with this key already."""
    return bool(
        db.run(
            """
            INSERT INTO case_step (desk_case, kind, actor, at, body, once) VALUES (?, 'opened', ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            (case, new.by, new.at, new.body, new.key),
        )
    )
