"""Cases that turned out to be one: merged, and taken apart again. What belongs to a person stays in their own case."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

import json

from storage import calls
from storage.connection import Connection
from storage.desk import acting, cases
from storage.desk.port import Acted, Case, Merge, NotNow, Outpaced, Standing, Unmerge
from storage.work import alone

_ONE_PERSON = """
    SELECT 1 FROM desk_case a JOIN desk_case b ON b.id = ?
    JOIN conversation x ON x.id = a.conversation JOIN conversation y ON y.id = b.conversation
    WHERE a.id = ? AND (x.id = y.id OR x.person = y.person)
"""


@alone("desk")
def merge(db: Connection, merge: Merge) -> Acted:
    if merge.case == merge.into:
        raise NotNow("itself")
    _lock(db, merge.case, merge.into)
    case, into = cases.read(db, merge.case), cases.read(db, merge.into)
    if before := _done(db, into.id, merge.key):
        return Acted(into, before, None, new=False)
    for one, seen in ((into, merge.seen_into), (case, merge.seen)):
        if one.acts != seen:
            raise Outpaced(cases.last_act(db, one.id))
    if why := _against(db, case, into):
        raise NotNow(why)
    step = cases.step(db, into.id, "merge", merge.by, merge.at, _body(code=case.code), merge.key)
    was = _body(code=into.code, was=case.stage, hold=case.hold)
    cases.step(db, case.id, "merged", merge.by, merge.at, was, merge.key)
    waits = [since for since in (case.waiting_since, into.waiting_since) if since]
    called = case.hold == "waiting" and into.hold in ("bot", "returned")
    db.run(
        "UPDATE desk_case SET waiting_since = ?, hold = ?, acts = acts + 1, updated = ? WHERE id = ?",
        (min(waits, default=0.0), "waiting" if called else into.hold, merge.at, into.id),
    )
    db.run(
        """
        UPDATE desk_case SET merged_into = ?, stage = 'merged', hold = 'closed', waiting_since = 0, snoozed_until = 0,
               acts = acts + 1, updated = ?
        WHERE id = ?
        """,
        (into.id, merge.at, case.id),
    )
    told = None
    if case.conversation is not None and _one_person(db, case.id, into.id):
        told = calls.insert(db, calls.Told(case.conversation, *merge.told, f"step-{step}", merge.at))
    return Acted(cases.read(db, into.id), step, told, new=True)


@alone("desk")
def unmerge(db: Connection, unmerge: Unmerge) -> Acted:
    part = cases.read(db, unmerge.case)
    if before := _done(db, part.id, unmerge.key):
        return Acted(part, before, None, new=False)
    if part.merged_into is None:
        raise NotNow("not-merged")
    _lock(db, part.id, part.merged_into)
    whole = cases.read(db, part.merged_into)
    if whole.acts != unmerge.seen:
        raise Outpaced(cases.last_act(db, whole.id))
    over = whole.hold == "closed"
    here = part.conversation is not None and part.conversation == whole.conversation
    step = acting.restore(db, part, unmerge.by, unmerge.at, unmerge.key, alone=over or here)
    cases.step(db, whole.id, "unmerge", unmerge.by, unmerge.at, _body(code=part.code), unmerge.key)
    left = [acting.waits(db, one.id) for one in (whole, *_parts(db, whole.id))]
    db.run(
        "UPDATE desk_case SET waiting_since = ?, acts = acts + 1, updated = ? WHERE id = ?",
        (0.0 if over else min((since for since in left if since), default=0.0), unmerge.at, whole.id),
    )
    return Acted(cases.read(db, part.id), step, None, new=True)


@alone(None)
def parts(db: Connection, case: int) -> list[Case]:
    return _parts(db, case)


@alone(None)
def standing(db: Connection, case: int) -> list[Standing]:
    whole = cases.read(db, case)
    return [acting.standing(db, part, whole) for part in _parts(db, case)]


@alone(None)
def one_person(db: Connection, both: tuple[int, int]) -> bool:
    return _one_person(db, *both)


@alone(None)
def near(db: Connection, asked: tuple[int, int]) -> list[tuple[Case, bool]]:
    id, limit = asked
    case = cases.read(db, id)
    theirs = _places(db, case.conversation)
    marks = ",".join("?" * len(theirs)) or "NULL"
    found = cases.matching(
        db,
        f"""
        hold <> 'closed' AND id <> ? AND (conversation IN ({marks}) OR (country <> '' AND country = ?))
        ORDER BY CASE WHEN conversation IN ({marks}) THEN 0 ELSE 1 END, id DESC LIMIT ?
        """,
        (id, *theirs, case.country, *theirs, limit),
    )
    return [(one, one.conversation in theirs) for one in found]


def _places(db: Connection, conversation: int | None) -> list[int]:
    """All conversations of the person of one."""
    if conversation is None:
        return []
    rows = db.rows(
        """
        SELECT o.id FROM conversation c JOIN conversation o ON o.id = c.id OR o.person = c.person WHERE c.id = ?
        """,
        (conversation,),
    )
    return [int(row[0]) for row in rows]


def _parts(db: Connection, case: int) -> list[Case]:
    return cases.matching(db, "merged_into = ? ORDER BY id", (case,))


def _one_person(db: Connection, case: int, other: int) -> bool:
    return bool(db.rows(_ONE_PERSON, (other, case)))


def _against(db: Connection, case: Case, into: Case) -> str:
    """Why they cannot be merged, "" when they can."""
    if case.merged_into is not None:
        return "merged"
    if into.merged_into is not None:
        return "into-merged"
    if into.hold == "closed":
        return "into-closed"
    if case.hold == "closed":
        return "closed"
    return "has-parts" if _parts(db, case.id) else ""


def _lock(db: Connection, *ids: int) -> None:
    """In one order, so that two who merge at once do not wait for each other."""
    for id in sorted(ids):
        db.rows(f"SELECT id FROM desk_case WHERE id = ?{db.for_update}", (id,))


def _done(db: Connection, case: int, key: str) -> int:
    """The step that was written under this key, 0 for none."""
    rows = db.rows("SELECT id FROM case_step WHERE desk_case = ? AND once = ?", (case, key))
    return int(rows[0][0]) if rows else 0


def _body(**fields: object) -> str:
    return json.dumps(fields, ensure_ascii=False)
