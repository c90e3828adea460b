"""Looks at many cases: the queue, searches by code and words, counts, and who waits too long."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from storage.connection import Connection, Value, among
from storage.desk import cases
from storage.desk.lateness import late
from storage.desk.port import Case, Counts, Queue, Sought, Spread, Usual
from storage.work import alone


@alone(None)
def listed(db: Connection, wanted: Queue) -> list[Case]:
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
        {cases.CASE} WHERE {" AND ".join(conditions)}
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
        {cases.CASE} WHERE {" OR ".join(f"({one})" for one in conditions)}
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
    rows = among(db, f"{cases.CASE} WHERE id IN ({{}}) AND NOT ({cases.ERASED})", list(dict.fromkeys(ids)))
    found = {row[0]: Case(*row) for row in rows}
    return [found[id] for id in dict.fromkeys(ids) if id in found]


@alone(None)
def codes(db: Connection, ids: tuple[int, ...]) -> dict[int, str]:
    return dict(among(db, "SELECT id, code FROM desk_case WHERE id IN ({})", list(dict.fromkeys(ids))))


@alone(None)
def findable(db: Connection, _: None) -> list[int]:
    return [id for (id,) in db.rows(f"SELECT id FROM desk_case WHERE NOT ({cases.ERASED}) ORDER BY id")]


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
    rows = db.rows(f"{cases.CASE} WHERE hold <> 'closed' AND {is_late} ORDER BY id LIMIT ?", (*values, limit))
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
def newest(db: Connection, _: None) -> int:
    return int(db.rows("SELECT COALESCE(MAX(id), 0) FROM case_step")[0][0])


@alone(None)
def unclaimed(db: Connection, since: float) -> list[Case]:
    rows = db.rows(
        f"{cases.CASE} WHERE hold = 'waiting' AND waiting_since > 0 AND waiting_since <= ? ORDER BY waiting_since, id",
        (since,),
    )
    return [Case(*row) for row in rows]
