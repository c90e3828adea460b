"""What focal points are asked: asking, opening and answering change the case in the same transaction."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from storage.connection import Connection
from storage.desk import acting, cases
from storage.desk.port import Act, Acted, NotNow
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
    acted = acting.done(db, act)
    if not acted.new:
        return _again(db, new, acted), acted
    db.run(
        "UPDATE endorsement SET state = 'recalled', answered = ? WHERE desk_case = ? AND state = 'asked'",
        (act.at, act.case),
    )
    return _add(db, act.case, new, None), acted


def _again(db: Connection, new: NewEndorsement, acted: Acted) -> Endorsement:
    """What the same form made before. While nobody has opened its link the new secret takes the old one's place: the
    answer that showed the old one may have been lost."""
    rows = db.rows(
        f"""
        UPDATE endorsement SET opens = ?
        WHERE id = (
            SELECT MAX(e.id) FROM endorsement e JOIN case_step s ON s.desk_case = e.desk_case AND s.at = e.asked
            WHERE e.desk_case = ? AND s.id = ?
        ) AND state = 'asked' AND holder = ''
        RETURNING {_COLUMNS}
        """,
        (new.opens, acted.case.id, acted.step),
    )
    if not rows:
        raise NotNow("answered")
    return Endorsement(*rows[0])


@alone("desk")
def renew(db: Connection, asked: tuple[int, str, str]) -> Endorsement | None:
    """As `_again`, for one that was passed on by whoever holds the one before."""
    follows, holder, opens = asked
    rows = db.rows(
        f"""
        UPDATE endorsement SET opens = ? WHERE follows = ? AND state = 'asked' AND holder = ''
          AND EXISTS (SELECT 1 FROM endorsement b WHERE b.id = ? AND b.state = 'delegated' AND b.holder = ?)
        RETURNING {_COLUMNS}
        """,
        (opens, follows, follows, holder),
    )
    return Endorsement(*rows[0]) if rows else None


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
    if settled.act:
        cases.locked(db, settled.act.case)  # Before the question, as whoever asks does.
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
    if settled.act is None:
        return True
    acted = acting.done(db, settled.act)
    if not acted.new:
        raise NotNow("answered")
    return acted


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
