"""Cases and their history, as they stand in their tables."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage import documents
from storage.connection import Connection, Value, among
from storage.desk.port import Case, CaseStep, NoCase
from storage.work import alone

_COLUMNS = """
    id, code, kind, conversation, title, country, language, institution, team, assignee, stage, hold, waiting_since,
    snoozed_until, acts, opened, updated, merged_into, promised, asks_back, staged, answered
"""
CASE = f"SELECT {_COLUMNS} FROM desk_case "
_STEP = """
    SELECT s.id, s.desk_case, s.kind, s.actor, COALESCE(a.name, ''), s.at, s.body
    FROM case_step s LEFT JOIN desk_account a ON a.id = s.actor
"""
ERASED = "conversation IS NULL AND title = ''"
"""Who has no channel of their own was given a title by the desk."""
_SAYS_NOTHING = ("note", "unclaimed", "assign", "transfer", "snooze", "stage", "link")
"""After these a case is found by the same words as before."""


def open_of(db: Connection, conversation: int) -> Case | None:
    """The one the desk talks about, else the newest."""
    rows = db.rows(
        f"""
        {CASE} WHERE conversation = ? AND hold <> 'closed'
        ORDER BY CASE WHEN hold = 'desk' THEN 0 ELSE 1 END, id DESC LIMIT 1{db.for_update}
        """,
        (conversation,),
    )
    return Case(*rows[0]) if rows else None


def insert(db: Connection, row: Mapping[str, Value]) -> int:
    """The id of a new case."""
    columns, marks = ", ".join(row), ", ".join("?" * len(row))
    ((id,),) = db.rows(f"INSERT INTO desk_case ({columns}) VALUES ({marks}) RETURNING id", tuple(row.values()))
    return int(id)


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


def of_conversation(db: Connection, conversation: int) -> list[int]:
    """The ids of all cases of a conversation, in order."""
    return [
        int(id) for (id,) in db.rows("SELECT id FROM desk_case WHERE conversation = ? ORDER BY id", (conversation,))
    ]


def locked(db: Connection, id: int) -> Case:
    """A case, ours alone until the commit; raises NoCase.

    Its conversation first, as a turn does that rings: two that lock in one order cannot wait for each other.
    """
    case = read(db, id)
    if db.for_update:
        db.rows(f"SELECT 1 FROM conversation WHERE id = ?{db.for_update}", (case.conversation,))
        case = Case(*db.rows(f"{CASE} WHERE id = ?{db.for_update}", (id,))[0])
    return case


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


def read(db: Connection, id: int) -> Case:
    """Raises NoCase."""
    rows = db.rows(f"{CASE} WHERE id = ?", (id,))
    if not rows:
        raise NoCase(f"there is no case {id}")
    return Case(*rows[0])


def matching(db: Connection, conditions: str, values: Sequence[Value]) -> list[Case]:
    """All cases of which these conditions of ours hold."""
    return [Case(*row) for row in db.rows(f"{CASE} WHERE {conditions}", values)]


@alone(None)
def by_id(db: Connection, id: int) -> Case:
    return read(db, id)


@alone(None)
def of(db: Connection, conversation: int) -> Case | None:
    return open_of(db, conversation)


@alone(None)
def by_code(db: Connection, code: str) -> Case | None:
    rows = db.rows(f"{CASE} WHERE code = ?", (code,))
    return Case(*rows[0]) if rows else None


@alone(None)
def history(db: Connection, case: int) -> list[CaseStep]:
    return [CaseStep(*row) for row in db.rows(f"{_STEP} WHERE s.desk_case = ? ORDER BY s.id", (case,))]
