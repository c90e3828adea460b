"""What focal points are asked: asking, opening and answering change the case in the same transaction."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from storage.connection import Connection
from storage.desk import cases
from storage.desk.port import Act, Acted
from storage.desk.way import Endorsement, NewEndorsement, Settled
from storage.work import alone

_COLUMNS = """
    id, desk_case, state, country, name, language, holder, asked, expires, due, mandate, agreed, answered, signed,
    words, follows
"""
_SELECT = f"SELECT {_COLUMNS} FROM endorsement "


@alone("desk")
def ask(db: Connection, asked: tuple[NewEndorsement, Act]) -> tuple[Endorsement, Acted]:
    new, act = asked
    acted = cases.done(db, act)
    if not acted.new:
        before = db.rows(f"{_SELECT} WHERE desk_case = ? ORDER BY id DESC LIMIT 1", (act.case,))
        return Endorsement(*before[0]), acted
    db.run(
        "UPDATE endorsement SET state = 'recalled', answered = ? WHERE desk_case = ? AND state = 'asked'",
        (act.at, act.case),
    )
    return _add(db, act.case, new, None), acted


@alone("desk")
def hold(db: Connection, held: tuple[int, str]) -> bool:
    id, holder = held
    return bool(
        db.run(
            "UPDATE endorsement SET holder = ? WHERE id = ? AND state = 'asked' AND holder IN ('', ?)",
            (holder, id, holder),
        )
    )


@alone("desk")
def settle(db: Connection, settled: Settled) -> Acted | bool:
    held, holder = ("", ()) if settled.holder is None else ("AND holder = ?", (settled.holder,))
    ended = db.run(
        "UPDATE endorsement SET state = ?, answered = ?, signed = ?, words = ? "
        f"WHERE id = ? AND state = 'asked' {held}",
        (settled.state, settled.at, settled.signed, settled.words, settled.id, *holder),
    )
    if not ended:
        return False
    if settled.passed is not None:
        ((case,),) = db.rows("SELECT desk_case FROM endorsement WHERE id = ?", (settled.id,))
        _add(db, case, settled.passed, settled.id)
    return cases.done(db, settled.act) if settled.act else True


@alone(None)
def by_secret(db: Connection, opens: str) -> Endorsement | None:
    rows = db.rows(f"{_SELECT} WHERE opens = ?", (opens,))
    return Endorsement(*rows[0]) if rows else None


@alone(None)
def of(db: Connection, case: int) -> list[Endorsement]:
    return [Endorsement(*row) for row in db.rows(f"{_SELECT} WHERE desk_case = ? ORDER BY id", (case,))]


@alone(None)
def silent(db: Connection, now: float) -> list[Endorsement]:
    rows = db.rows(f"{_SELECT} WHERE state = 'asked' AND due > 0 AND due <= ? ORDER BY due, id", (now,))
    return [Endorsement(*row) for row in rows]


def _add(db: Connection, case: int, new: NewEndorsement, follows: int | None) -> Endorsement:
    rows = db.rows(
        f"""
        INSERT INTO endorsement (desk_case, state, country, name, language, opens, holder, asked, expires, due,
                                 mandate, agreed, answered, signed, words, follows)
        VALUES (?, 'asked', ?, ?, ?, ?, '', ?, ?, ?, ?, ?, 0, '', '', ?)
        RETURNING {_COLUMNS}
        """,
        (
            case,
            new.country,
            new.name,
            new.language,
            new.opens,
            new.asked,
            new.expires,
            new.due,
            new.mandate,
            new.agreed,
            follows,
        ),
    )
    return Endorsement(*rows[0])
