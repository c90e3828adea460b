"""Cases and their history: a conversation rings, somebody at the desk acts, each in one transaction."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from storage import attachments, calls, documents, kinds
from storage.connection import Connection, Value, among
from storage.desk.lateness import late
from storage.desk.port import (
    ANY,
    Act,
    Acted,
    Along,
    Case,
    CaseStep,
    Counts,
    NewCase,
    NoCase,
    NotNow,
    Outpaced,
    Queue,
    Sought,
    Spread,
    Usual,
)
from storage.port import CodeTaken, Pending, Ring
from storage.work import alone

_COLUMNS = """
    id, code, kind, conversation, title, country, language, institution, team, assignee, stage, hold, waiting_since,
    snoozed_until, acts, opened, updated, merged_into, promised, asks_back, staged, answered
"""
_CASE = f"SELECT {_COLUMNS} FROM desk_case "
_STEP = """
    SELECT s.id, s.desk_case, s.kind, s.actor, COALESCE(a.name, ''), s.at, s.body
    FROM case_step s LEFT JOIN desk_account a ON a.id = s.actor
"""
_ERASED = "conversation IS NULL AND title = ''"
"""Who has no channel of their own was given a title by the desk."""
_SAYS_NOTHING = ("note", "unclaimed", "assign", "transfer", "snooze", "stage", "link")
"""After these a case is found by the same words as before."""
_OPENING = ("request", "query", "handoff")
"""What opens a case where a conversation has none."""


_RINGS = "'request', 'query', 'handoff', 'words', 'file', 'opened'"
"""What begins the waiting."""


def ring(db: Connection, conversation: int, key: str, ring: Ring, at: float) -> None:
    """A turn has something for the desk: open a case or bring the open one up to date, and write it into its history.

    `key` is of this ring alone; a turn has as many as it has things to tell.

    A second request of a conversation is a second case. Words while no case is open ring nowhere. A question gives its
    title only to a case that it opens. Where the case of a conversation is part of another, that one rings; what is
    written stays with the part, for it goes with its person.
    """
    found = _open_of(db, conversation)
    if ring.kind == "request" and found and found.kind == "request":
        found = None
    if found is None and ring.kind != "request" and (part := _part_of(db, conversation)):
        _ring_whole(db, part, ring, at)
        step(db, part.id, ring.kind, None, at, ring.body, key)
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
    step(db, case, ring.kind, None, at, ring.body, key)


def _open_of(db: Connection, conversation: int) -> Case | None:
    """The one the desk talks about, else the newest."""
    rows = db.rows(
        f"""
        {_CASE} WHERE conversation = ? AND hold <> 'closed'
        ORDER BY CASE WHEN hold = 'desk' THEN 0 ELSE 1 END, id DESC LIMIT 1{db.for_update}
        """,
        (conversation,),
    )
    return Case(*rows[0]) if rows else None


def _part_of(db: Connection, conversation: int) -> Case | None:
    """The newest case of a conversation that is part of an open one."""
    rows = db.rows(
        f"""
        {_CASE} WHERE conversation = ? AND merged_into IN (SELECT id FROM desk_case WHERE hold <> 'closed')
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
    return _insert(
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


def _insert(db: Connection, row: Mapping[str, Value]) -> int:
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    ((id,),) = db.rows(f"INSERT INTO desk_case ({columns}) VALUES ({marks}) RETURNING id", tuple(row.values()))
    return int(id)


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


def step(db: Connection, case: int, kind: str, by: int | None, at: float, body: str, key: str) -> int:
    """An entry of a case's history; its number."""
    rows = db.rows(
        "INSERT INTO case_step (desk_case, kind, actor, at, body, once) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
        (case, kind, by, at, body, key),
    )
    if kind not in _SAYS_NOTHING:
        documents.queue_cases(db, [case])
    return int(rows[0][0])


def taken(db: Connection, codes: Sequence[str]) -> set[str]:
    """Those of the codes that a case has."""
    return {row[0] for row in among(db, "SELECT code FROM desk_case WHERE code IN ({})", codes)}


def blot(db: Connection, conversation: int, was: str, instead: str) -> None:
    """Words leave the titles and the history of a conversation's cases."""
    db.run("UPDATE desk_case SET title = replace(title, ?, ?) WHERE conversation = ?", (was, instead, conversation))
    db.run(
        """
        UPDATE case_step SET body = replace(body, ?, ?)
        WHERE desk_case IN (SELECT id FROM desk_case WHERE conversation = ?)
        """,
        (was, instead, conversation),
    )


def forget(db: Connection, conversation: int) -> None:
    """The person had everything erased: their cases end as stubs, and nothing is left of what was said about them.

    What others told in a part of such a case stands for itself again.
    """
    end(db, of_conversation(db, conversation))


def of_conversation(db: Connection, conversation: int) -> list[int]:
    """The ids of all cases of a conversation, in order."""
    return [
        int(id) for (id,) in db.rows("SELECT id FROM desk_case WHERE conversation = ? ORDER BY id", (conversation,))
    ]


def end(db: Connection, erased: Sequence[int]) -> None:
    """Cases are stubs from now on."""
    for id in erased:
        orphans = db.rows(
            """
            SELECT p.id, p.updated FROM desk_case p JOIN desk_case w ON w.id = p.merged_into
            WHERE w.id = ? AND (p.conversation IS NULL OR w.conversation IS NULL OR p.conversation <> w.conversation)
            """,
            (id,),
        )
        for part, updated in orphans:
            restore(db, read(db, part), None, updated, f"erased-{id}", alone=True)
    documents.queue_cases(db, erased)
    for id in erased:
        for table in ("endorsement", "desk_link"):
            db.run(f"DELETE FROM {table} WHERE desk_case = ?", (id,))
        # How a case was opened stays as an empty entry: the same list brought again opens nothing anew.
        db.run("DELETE FROM case_step WHERE kind <> 'opened' AND desk_case = ?", (id,))
        db.run("UPDATE case_step SET body = '{}' WHERE desk_case = ?", (id,))
        db.run(
            """
            UPDATE desk_case SET title = '', institution = '', language = '', hold = 'closed', waiting_since = 0,
                   snoozed_until = 0, promised = 0, asks_back = 0,
                   ended = CASE WHEN ended > 0 THEN ended ELSE updated END, acts = acts + 1, conversation = NULL,
                   merged_into = NULL
            WHERE id = ?
            """,
            (id,),
        )


@alone("desk")
def open(db: Connection, new: NewCase) -> Case:
    """A case somebody at the desk opens, once for a key."""
    rows = db.rows("SELECT desk_case FROM case_step WHERE once = ? AND kind = 'opened'", (new.key,))
    if rows:
        return read(db, rows[0][0])
    if taken(db, [new.code]) or db.rows("SELECT 1 FROM request WHERE code = ?", (new.code,)):
        raise CodeTaken(f"the case code {new.code!r} is in use")
    since = new.since or new.at
    id = _insert(
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
        return read(db, other)
    documents.queue_cases(db, [id])
    return read(db, id)


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


def done(db: Connection, act: Act) -> Acted:
    """See `DeskStorage.act`; part of whatever transaction is open."""
    case = whose = locked(db, act.case)
    if act.to and act.to != case.id:
        whose = read(db, act.to)
    before = db.rows("SELECT id FROM case_step WHERE desk_case = ? AND once = ?", (whose.id, act.key))
    if before:
        return Acted(case, before[0][0], None, new=False)
    if act.seen is not None and act.seen != case.acts:
        raise Outpaced(last_act(db, case.id))
    if case.merged_into is not None and act.of != ANY:
        raise NotNow("merged")
    if whose is not case and whose.merged_into != case.id:
        raise NotNow("not-merged")
    if case.erased or case.hold not in act.of:
        raise NotNow("closed" if case.hold == "closed" else "open")
    if case.hold == "closed" and act.change.hold and case.conversation and _open_of(db, case.conversation):
        raise NotNow("another")
    if act.addressed and whose.conversation is None:
        raise NotNow("no-channel")
    written = step(db, whose.id, act.kind, act.by, act.at, act.body, act.key)
    changes = _dates(case, act) | {name: value for name, value in asdict(act.change).items() if value is not None}
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
    also = tuple(row for one in act.along if (row := _call_along(db, case, act, one)))
    return Acted(read(db, case.id), written, _call(db, whose, act, written), new=True, also=also)


act = alone("desk")(done)


def locked(db: Connection, id: int) -> Case:
    """A case, ours alone until the commit; raises NoCase.

    Its conversation first, as a turn does that rings: two that lock in one order cannot wait for each other.
    """
    case = read(db, id)
    if db.for_update:
        db.rows(f"SELECT 1 FROM conversation WHERE id = ?{db.for_update}", (case.conversation,))
        case = Case(*db.rows(f"{_CASE} WHERE id = ?{db.for_update}", (id,))[0])
    return case


def _leave_others(db: Connection, case: Case, act: Act, written: int) -> None:
    """The desk talks with a person about one case at a time: where it talked about another, that talk ends."""
    held = db.rows(
        f"SELECT id FROM desk_case WHERE conversation = ? AND hold = 'desk' AND id <> ? ORDER BY id{db.for_update}",
        (case.conversation, case.id),
    )
    for (other,) in held:
        step(db, other, "hand-back", act.by, act.at, "{}", f"left-for-{written}")
        db.run("UPDATE desk_case SET hold = 'returned', acts = acts + 1, updated = ? WHERE id = ?", (act.at, other))


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
    part = read(db, along.part)
    if part.merged_into != case.id or part.conversation in (None, case.conversation):
        return None
    written = step(db, part.id, act.kind, act.by, act.at, along.body, act.key)
    return calls.insert(db, calls.Told(part.conversation, *along.call, f"step-{written}", act.at))


def last_act(db: Connection, case: int) -> CaseStep:
    """What outpaced somebody: the last act that counts, on the case or a part of it."""
    rows = db.rows(
        f"""
        {_STEP} WHERE s.desk_case IN (SELECT id FROM desk_case WHERE id = ? OR merged_into = ?)
          AND (s.actor IS NOT NULL OR s.kind IN ('confirmed', 'succeeded')) AND s.kind NOT IN ('note', 'link')
        ORDER BY s.id DESC LIMIT 1
        """,
        (case, case),
    )
    # Only an erasure counts without a step.
    return CaseStep(*rows[0]) if rows else CaseStep(0, case, "erased", None, "", 0.0, "{}")


def restore(db: Connection, part: Case, by: int | None, at: float, key: str, *, alone: bool) -> int:
    """A part of a case stands for itself again, as it was before; `alone` says that the case itself is over.

    Returns the step in its history.
    """
    rows = db.rows(
        "SELECT body FROM case_step WHERE desk_case = ? AND kind = 'merged' ORDER BY id DESC LIMIT 1", (part.id,)
    )
    was = json.loads(rows[0][0])
    hold = "returned" if alone and was["hold"] == "desk" else was["hold"]
    db.run(
        """
        UPDATE desk_case SET merged_into = NULL, stage = ?, hold = ?, waiting_since = ?, acts = acts + 1, updated = ?
        WHERE id = ?
        """,
        (was["was"] if part.stage == "merged" else part.stage, hold, waits(db, part.id), at, part.id),
    )
    return step(db, part.id, "unmerged", by, at, "{}", key)


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


def read(db: Connection, id: int) -> Case:
    """Raises NoCase."""
    rows = db.rows(f"{_CASE} WHERE id = ?", (id,))
    if not rows:
        raise NoCase(f"there is no case {id}")
    return Case(*rows[0])


def matching(db: Connection, conditions: str, values: Sequence[Value]) -> list[Case]:
    """All cases of which these conditions of ours hold."""
    return [Case(*row) for row in db.rows(f"{_CASE} WHERE {conditions}", values)]


@alone(None)
def by_id(db: Connection, id: int) -> Case:
    return read(db, id)


@alone(None)
def of(db: Connection, conversation: int) -> Case | None:
    return _open_of(db, conversation)


@alone(None)
def by_code(db: Connection, code: str) -> Case | None:
    rows = db.rows(f"{_CASE} WHERE code = ?", (code,))
    return Case(*rows[0]) if rows else None


@alone(None)
def queue(db: Connection, wanted: Queue) -> list[Case]:
    """See `DeskStorage.queue`."""
    conditions, values = [f"hold IN ({', '.join('?' * len(wanted.hold))})"], [*wanted.hold]
    where: list[tuple[str, Value, bool]] = [
        ("assignee = ?", wanted.assignee, bool(wanted.assignee)),
        ("team = ?", wanted.team, wanted.team is not None),
        ("country = ?", wanted.country, bool(wanted.country)),
        ("language = ?", wanted.language, bool(wanted.language)),
        ("kind = ?", wanted.kind, bool(wanted.kind)),
        ("substr(code, 1, ?) = ?", wanted.code.upper(), bool(wanted.code)),
        ("snoozed_until <= ?", wanted.now, not (wanted.snoozed or wanted.resting)),
        ("snoozed_until > ?", wanted.now, wanted.resting),
        ("waiting_since > ?", 0, wanted.waiting),
    ]
    given: list[Value] = list(values)
    for condition, value, wants in where:
        if wants:
            conditions.append(condition)
            given += [len(wanted.code), value] if condition.count("?") == 2 else [value]
    if wanted.assignee == 0:
        conditions.append("assignee IS NULL")
    if wanted.late:
        condition, values_of_late = late(wanted.now, wanted.usual)
        conditions.append(condition)
        given += values_of_late
    given += [wanted.now, wanted.now]
    rows = db.rows(
        f"""
        {_CASE} WHERE {" AND ".join(conditions)}
        ORDER BY CASE WHEN asks_back > 0 AND asks_back <= ? THEN asks_back
                      WHEN promised > 0 AND promised <= ? THEN promised ELSE 1e18 END,
                 CASE WHEN waiting_since > 0 THEN waiting_since ELSE 1e18 END, updated DESC, id LIMIT ? OFFSET ?
        """,
        (*given, wanted.limit, wanted.after),
    )
    return [Case(*row) for row in rows]


@alone(None)
def sought(db: Connection, wanted: Sought) -> list[Case]:
    conditions: list[str] = []
    values: list[Value] = []
    if wanted.code:
        conditions.append("code LIKE ? ESCAPE '!'")
        values.append(_inside(wanted.code.upper()))
    if wanted.words:
        # Databases fold the case of letters in few scripts: each word is looked for as it is usually written.
        ways = [[_inside(way) for way in _ways(word)] for word in wanted.words]
        one = "title LIKE ? ESCAPE '!' OR institution LIKE ? ESCAPE '!'"
        conditions.append(" AND ".join(f"({' OR '.join([one] * len(each))})" for each in ways))
        values += [way for each in ways for way in each for _ in range(2)]
    if not conditions:
        return []
    rows = db.rows(
        f"""
        {_CASE} WHERE {" OR ".join(f"({one})" for one in conditions)}
        ORDER BY CASE WHEN code LIKE ? ESCAPE '!' THEN 0 ELSE 1 END, updated DESC, id LIMIT ?
        """,
        (*values, _inside(wanted.code.upper()) if wanted.code else "", wanted.limit),
    )
    return [Case(*row) for row in rows]


def _ways(word: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((word, word.lower(), word.upper(), word.capitalize())))


def _inside(text: str) -> str:
    """Anywhere in what is looked at."""
    for sign in "!%_":
        text = text.replace(sign, f"!{sign}")
    return f"%{text}%"


@alone(None)
def those(db: Connection, ids: tuple[int, ...]) -> list[Case]:
    rows = among(db, f"{_CASE} WHERE id IN ({{}}) AND NOT ({_ERASED})", list(dict.fromkeys(ids)))
    found = {row[0]: Case(*row) for row in rows}
    return [found[id] for id in dict.fromkeys(ids) if id in found]


@alone(None)
def codes(db: Connection, ids: tuple[int, ...]) -> dict[int, str]:
    return dict(among(db, "SELECT id, code FROM desk_case WHERE id IN ({})", list(dict.fromkeys(ids))))


@alone(None)
def findable(db: Connection, _: None) -> list[int]:
    return [id for (id,) in db.rows(f"SELECT id FROM desk_case WHERE NOT ({_ERASED}) ORDER BY id")]


@alone(None)
def counts(db: Connection, asked: tuple[float, str | None, int, Usual]) -> Counts:
    now, team, account, usual = asked
    is_late, values = late(now, usual)
    ours = "" if team is None else " AND team = ?"
    rows = db.rows(
        f"""
        SELECT COALESCE(SUM(CASE WHEN snoozed_until <= ? THEN 1 ELSE 0 END), 0),
               COALESCE(SUM(CASE WHEN snoozed_until <= ? AND waiting_since > 0 THEN 1 ELSE 0 END), 0),
               COALESCE(SUM(CASE WHEN snoozed_until <= ? AND assignee IS NULL THEN 1 ELSE 0 END), 0),
               COALESCE(SUM(CASE WHEN snoozed_until > ? THEN 1 ELSE 0 END), 0),
               COALESCE(SUM(CASE WHEN assignee = ? THEN 1 ELSE 0 END), 0),
               COALESCE(SUM(CASE WHEN {is_late} THEN 1 ELSE 0 END), 0)
        FROM desk_case WHERE hold <> 'closed'{ours}
        """,
        (now, now, now, now, account, *values, *(() if team is None else (team,))),
    )
    return Counts(*(int(number) for number in rows[0]))


@alone(None)
def overdue(db: Connection, asked: tuple[float, Usual, int]) -> list[Case]:
    now, usual, limit = asked
    is_late, values = late(now, usual, "told_late")
    rows = db.rows(f"{_CASE} WHERE hold <> 'closed' AND {is_late} ORDER BY id LIMIT ?", (*values, limit))
    return [Case(*row) for row in rows]


@alone(None)
def spread(db: Connection, _: None) -> Spread:
    """One look at the table for all four: there are thousands of cases and a few hundred combinations."""
    rows = db.rows(
        "SELECT country, language, kind, team, COUNT(*) FROM desk_case WHERE hold <> 'closed' GROUP BY 1, 2, 3, 4"
    )
    return Spread(*(_each([(row[place], row[4]) for row in rows]) for place in range(4)))


def _each(found: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    numbers: Counter[str] = Counter()
    for name, number in found:
        numbers[name] += number
    named = [(name, number) for name, number in numbers.items() if name]
    return tuple(sorted(named, key=lambda one: (-one[1], one[0])))


@alone(None)
def history(db: Connection, case: int) -> list[CaseStep]:
    return [CaseStep(*row) for row in db.rows(f"{_STEP} WHERE s.desk_case = ? ORDER BY s.id", (case,))]


@alone(None)
def newest(db: Connection, _: None) -> int:
    return int(db.rows("SELECT COALESCE(MAX(id), 0) FROM case_step")[0][0])


@alone(None)
def unclaimed(db: Connection, since: float) -> list[Case]:
    rows = db.rows(
        f"{_CASE} WHERE hold = 'waiting' AND waiting_since > 0 AND waiting_since <= ? ORDER BY waiting_since, id",
        (since,),
    )
    return [Case(*row) for row in rows]
