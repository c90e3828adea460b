"""Somebody at the desk acts on a case, and what follows from it for the case and its person, in one transaction."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from storage import attachments, calls, kinds
from storage.connection import Connection, Value
from storage.desk import cases, takeback
from storage.desk.port import ANY, Act, Acted, Along, Case, Hold, NotNow, Outpaced, Standing
from storage.port import Pending
from storage.work import alone

_RINGS = "'request', 'query', 'handoff', 'words', 'file', 'opened'"
"""What begins the waiting."""


def done(db: Connection, act: Act) -> Acted:
    """See `DeskStorage.act`; part of whatever transaction is open."""
    case = whose = cases.locked(db, act.case)
    if act.to and act.to != case.id:
        whose = cases.read(db, act.to)
    before = db.rows("SELECT id FROM case_step WHERE desk_case = ? AND once = ?", (whose.id, act.key))
    if before:
        return Acted(case, before[0][0], None, new=False)
    if act.seen is not None and act.seen != case.acts:
        raise Outpaced(cases.last_act(db, case.id))
    if case.merged_into is not None and act.of != ANY:
        raise NotNow("merged")
    if whose is not case and whose.merged_into != case.id:
        raise NotNow("not-merged")
    if case.erased or case.hold not in act.of:
        raise NotNow("closed" if case.hold == "closed" else "open")
    if case.hold == "closed" and act.change.hold and case.conversation and cases.open_of(db, case.conversation):
        raise NotNow("another")
    if act.addressed and whose.conversation is None:
        raise NotNow("no-channel")
    written = cases.step(db, whose.id, act.kind, act.by, act.at, act.body, act.key)
    crossed = _crossed(db, whose, act)
    changes = _dates(case, act) | {name: value for name, value in asdict(act.change).items() if value is not None}
    if crossed:
        changes["waiting_since"] = crossed[0][1]
    if "assignee" in changes:
        changes["assignee"] = changes["assignee"] or None
    named = "".join(f"{name} = ?, " for name in changes)  # Names of a dataclass of ours.
    counted = int(act.seen is not None)
    db.run(
        f"UPDATE desk_case SET {named}acts = acts + ?, updated = ? WHERE id = ?",
        (*changes.values(), counted, act.at, case.id),
    )
    if act.change.hold == "desk" and case.conversation:
        _leave_others(db, case, act, written)
    if crossed:  # They may stand in its thread already.
        takeback.show_anew(db, whose.id, [position for position, _ in crossed])
    also = tuple(row for one in act.along if (row := _call_along(db, case, act, one)))
    return Acted(cases.read(db, case.id), written, _call(db, whose, act, written), new=True, also=also)


act = alone("desk")(done)


def _leave_others(db: Connection, case: Case, act: Act, written: int) -> None:
    """The desk talks with a person about one case at a time: where it talked about another, that talk ends."""
    held = db.rows(
        f"SELECT id FROM desk_case WHERE conversation = ? AND hold = 'desk' AND id <> ? ORDER BY id{db.for_update}",
        (case.conversation, case.id),
    )
    for (other,) in held:
        cases.step(db, other, "hand-back", act.by, act.at, "{}", f"left-for-{written}")
        db.run("UPDATE desk_case SET hold = 'returned', acts = acts + 1, updated = ? WHERE id = ?", (act.at, other))


def _crossed(db: Connection, whose: Case, act: Act) -> list[tuple[int, float]]:
    """Where and when the person wrote what the officer had not read, in order."""
    if act.heard is None or whose.conversation is None:
        return []
    rows = db.rows(
        f"""
        SELECT position, at FROM message
        WHERE conversation = ? AND position > ? AND direction = 'in' AND status <> 'erased'
          AND kind IN ({", ".join(f"'{kind}'" for kind in kinds.WRITTEN)})
        ORDER BY position
        """,
        (whose.conversation, act.heard),
    )
    return [(int(position), float(at)) for position, at in rows]


def _dates(case: Case, act: Act) -> dict[str, Value]:
    """What follows from an act for the dates of its case."""
    dates: dict[str, Value] = {}
    if act.change.stage is not None and act.change.stage != case.stage:
        dates |= {"staged": act.at, "asks_back": 0.0}
    if act.answers:
        dates |= {"promised": 0.0, "answered": case.answered or act.at}
    if act.change.hold == "closed":
        dates |= {"promised": 0.0, "asks_back": 0.0, "ended": act.at}
    elif act.change.hold is not None and case.hold == "closed":
        dates["ended"] = 0.0
    return dates


def _call(db: Connection, case: Case, act: Act, step: int) -> Pending | None:
    if case.conversation is None:
        return None
    if act.withdraw and case.hold != "desk":  # What waits while the desk talks are words of the desk.
        db.run(
            """
            UPDATE message SET status = 'withdrawn', why = 'the desk took over'
            WHERE conversation = ? AND direction = 'out' AND status = 'queued' AND kind <> ?
            """,
            (case.conversation, kinds.DESK),
        )
    if act.call is None:
        return None
    kind, text = act.call
    row = calls.insert(db, calls.Told(case.conversation, kind, text, f"step-{step}", act.at))
    if row is not None:
        attachments.add(db, [(case.conversation, row.message, file, act.at) for file in act.files])
    return row


def _call_along(db: Connection, case: Case, act: Act, along: Along) -> Pending | None:
    part = cases.read(db, along.part)
    if part.merged_into != case.id or part.conversation in (None, case.conversation):
        return None
    written = cases.step(db, part.id, act.kind, act.by, act.at, along.body, act.key)
    return calls.insert(db, calls.Told(part.conversation, *along.call, f"step-{written}", act.at))


def restore(db: Connection, part: Case, by: int | None, at: float, key: str, *, alone: bool) -> int:
    """A part of a case stands for itself again, as it was before, with whom its person talks now; `alone` says that
    the talk of its conversation is over, or goes on in the case itself.

    Returns the step in its history.
    """
    was, hold, assignee = _standing(db, part)
    waiting = waits(db, part.id)
    if hold == "desk" and alone:
        hold = "returned"
    elif hold == "desk" and part.conversation is not None and assignee is None:
        hold, waiting = "waiting", waiting or at  # Whoever talked with them has left.
    db.run(
        """
        UPDATE desk_case SET merged_into = NULL, stage = ?, hold = ?, waiting_since = ?, assignee = ?, acts = acts + 1,
               updated = ?
        WHERE id = ?
        """,
        (was if part.stage == "merged" else part.stage, hold, waiting, assignee, at, part.id),
    )
    return cases.step(db, part.id, "unmerged", by, at, "{}", key)


def standing(db: Connection, part: Case, whole: Case) -> Standing:
    """See `Standing`."""
    _, hold, assignee = _standing(db, part)
    talks = hold == "desk" and part.conversation not in (None, whole.conversation)
    return Standing(part, talks, assignee)


def _standing(db: Connection, part: Case) -> tuple[str, Hold, int | None]:
    """The state of a part before it became one; who talks with its person, and who of the desk has it."""
    ((merged, body),) = db.rows(
        "SELECT id, body FROM case_step WHERE desk_case = ? AND kind = 'merged' ORDER BY id DESC LIMIT 1", (part.id,)
    )
    was = json.loads(body)
    since = db.rows(
        """
        SELECT s.kind, a.id FROM case_step s LEFT JOIN desk_account a ON a.id = s.actor AND a.removed = 0
        WHERE s.desk_case = ? AND s.id > ? ORDER BY s.id
        """,
        (part.id, merged),
    )
    answered = (who for kind, who in reversed(since) if kind == "reply" and who)
    return was["was"], _hold(was["hold"], [kind for kind, _ in since]), next(answered, part.assignee)


def _hold(was: Hold, since: Sequence[str]) -> Hold:
    """Who talks with a person, after these steps of their case's history."""
    for kind in since:
        match kind:
            case "reply":
                was = "desk"
            case "hand-back" | "close":
                was = "returned"
            case "handoff" if was != "desk":
                was = "waiting"
            case _:
                pass
    return was


def waits(db: Connection, case: int) -> float:
    """Since when the person of a case waits, by its own history; 0 for not at all."""
    rows = db.rows(
        f"""
        SELECT COALESCE(MIN(at), 0) FROM case_step WHERE desk_case = ? AND kind IN ({_RINGS}) AND id > (
            SELECT COALESCE(MAX(id), 0) FROM case_step WHERE desk_case = ? AND kind IN ('reply', 'hand-back', 'close')
        )
        """,
        (case, case),
    )
    return float(rows[0][0])
