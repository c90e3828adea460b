"""Links that give cases to somebody, and a colleague's cases to another."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

import json
from dataclasses import dataclass

from storage import calls
from storage.connection import Connection
from storage.desk import acting, cases
from storage.desk.port import Act, Acted, Case, Change
from storage.desk.way import Claim, Claimed, Link, NewLink
from storage.work import alone

_SELECT = "SELECT purpose, desk_case, name, expires, spent FROM desk_link "


@dataclass(frozen=True, slots=True)
class Leaving:
    leaves: int
    takes: int
    by: int
    at: float


@alone("desk")
def make(db: Connection, made: tuple[NewLink, Act]) -> Acted:
    new, act = made
    acted = acting.done(db, act)
    if acted.new:
        db.run(
            "DELETE FROM desk_link WHERE desk_case = ? AND purpose = ? AND spent = 0",
            (act.case, new.purpose),
        )
        db.run(
            """
            INSERT INTO desk_link (hash, purpose, desk_case, name, actor, at, expires, spent)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0)
            """,
            (new.hash, new.purpose, act.case, new.name, act.by, act.at, new.expires),
        )
    return acted


@alone(None)
def by_hash(db: Connection, hash: str) -> Link | None:
    rows = db.rows(f"{_SELECT} WHERE hash = ?", (hash,))
    return Link(*rows[0]) if rows else None


@alone(None)
def given(db: Connection, asked: tuple[str, float]) -> list[Case]:
    hash, now = asked
    link = _open(db, hash, now)
    return _given(db, link) if link else []


@alone("desk")
def claim(db: Connection, claim: Claim) -> Claimed:
    link = _open(db, claim.hash, claim.at)
    found = [cases.locked(db, case.id) for case in _given(db, link)] if link else []
    gives = [case for case in found if case.conversation != claim.conversation]
    if link is None or not gives:
        return Claimed((), ())
    if found != list(claim.seen):
        return Claimed((), (), stale=True)
    if not db.run("UPDATE desk_link SET spent = ? WHERE hash = ? AND spent = 0", (claim.at, claim.hash)):
        return Claimed((), ())  # Somebody else was a moment earlier.
    for case in gives:  # Whoever holds another link of theirs was meant to follow the one before.
        db.run("DELETE FROM desk_link WHERE desk_case = ? AND spent = 0", (case.id,))
    given = tuple(_give(db, case, claim, link) for case in gives)
    told = (
        calls.insert(db, calls.Told(one.conversation, one.kind, one.text, f"link-{claim.hash[:16]}-{number}", claim.at))
        for number, one in enumerate(claim.told)
    )
    return Claimed(given, tuple(row for row in told if row is not None))


def _open(db: Connection, hash: str, now: float) -> Link | None:
    rows = db.rows(f"{_SELECT} WHERE hash = ? AND spent = 0 AND expires > ?", (hash, now))
    return Link(*rows[0]) if rows else None


def _given(db: Connection, link: Link) -> list[Case]:
    """Closed ones too: whoever follows somebody knows what was."""
    if link.purpose == "confirm":
        return [cases.read(db, link.case)]
    rows = db.rows(
        """
        SELECT id FROM desk_case WHERE id = ? OR conversation IN (
            SELECT other.id FROM desk_case held JOIN conversation owner ON owner.id = held.conversation
            JOIN conversation other ON other.id = owner.id OR other.person = owner.person
            WHERE held.id = ?
        ) ORDER BY id
        """,
        (link.case, link.case),
    )
    return [cases.read(db, id) for (id,) in rows]


def _give(db: Connection, case: Case, claim: Claim, link: Link) -> Case:
    # It counts: an officer who still has the one before on the screen does not write to the new one by mistake.
    db.run("UPDATE desk_case SET conversation = ?, acts = acts + 1 WHERE id = ?", (claim.conversation, case.id))
    db.run("UPDATE request SET conversation = ? WHERE code = ?", (claim.conversation, case.code))
    db.run("UPDATE document SET conversation = ? WHERE id = ?", (claim.conversation, case.code))
    step = "confirmed" if link.purpose == "confirm" else "succeeded"
    body = json.dumps({"name": link.name}, ensure_ascii=False)
    change = Change(hold="returned") if case.hold == "desk" else Change()
    act = Act(case.id, None, step, f"link-{claim.hash[:16]}", None, claim.at, body, change=change)
    return acting.done(db, act).case


@alone("desk")
def inherit(db: Connection, leaving: Leaving) -> int:
    held = db.rows(
        f"SELECT id, acts FROM desk_case WHERE assignee = ? AND hold <> 'closed' ORDER BY id{db.for_update}",
        (leaving.leaves,),
    )
    key = f"inherit-{leaving.leaves}-{leaving.takes}-{leaving.at}"
    for id, acts in held:
        # Counted like any act: who looked at the case before sees that it was handed over.
        body, change = json.dumps({"to": leaving.takes}), Change(assignee=leaving.takes)
        acting.done(db, Act(id, leaving.by, "assign", key, acts, leaving.at, body, change=change))
    return len(held)
