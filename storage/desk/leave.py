"""When the desk works, and who is away."""

from __future__ import annotations

from storage.connection import Connection
from storage.desk.roster import Hours, Leave, NewLeave
from storage.work import alone


@alone(None)
def hours(db: Connection, _: None) -> Hours | None:
    rows = db.rows("SELECT zone, country, opens, closes, rest, until, actor, at FROM desk_hours WHERE id = 1")
    if not rows:
        return None
    zone, country, opens, closes, rest, until, by, at = rows[0]
    return Hours(zone, country, opens, closes, tuple(int(day) for day in rest.split()), until, by, at)


@alone("desk")
def set_hours(db: Connection, said: Hours) -> None:
    db.run(
        """
        INSERT INTO desk_hours (id, zone, country, opens, closes, rest, until, actor, at)
        VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET zone = excluded.zone, country = excluded.country, opens = excluded.opens,
            closes = excluded.closes, rest = excluded.rest, until = excluded.until, actor = excluded.actor,
            at = excluded.at
        """,
        (
            said.zone,
            said.country,
            said.opens,
            said.closes,
            " ".join(str(day) for day in said.rest),
            said.until,
            said.by,
            said.at,
        ),
    )


@alone(None)
def since(db: Connection, day: str) -> list[Leave]:
    rows = db.rows(
        """
        SELECT l.id, l.account, l.first, l.last, l.name FROM desk_leave l LEFT JOIN desk_account a ON a.id = l.account
        WHERE l.last >= ? AND COALESCE(a.removed, 0) = 0 ORDER BY l.first, l.last, l.id
        """,
        (day,),
    )
    return [Leave(*row) for row in rows]


@alone("desk")
def add(db: Connection, new: NewLeave) -> None:
    values = (new.first, new.last, new.account or 0)
    changed = db.run(
        "UPDATE desk_leave SET name = ?, actor = ?, at = ? WHERE first = ? AND last = ? AND COALESCE(account, 0) = ?",
        (new.name, new.by, new.at, *values),
    )
    if not changed:
        db.run(
            "INSERT INTO desk_leave (account, first, last, name, actor, at) VALUES (?, ?, ?, ?, ?, ?)",
            (new.account, new.first, new.last, new.name, new.by, new.at),
        )


@alone("desk")
def remove(db: Connection, asked: tuple[int, int | None]) -> bool:
    id, account = asked
    if account is None:
        return bool(db.run("DELETE FROM desk_leave WHERE id = ?", (id,)))
    return bool(db.run("DELETE FROM desk_leave WHERE id = ? AND account = ?", (id, account)))


@alone(None)
def loads(db: Connection, now: float) -> dict[int, int]:
    rows = db.rows(
        "SELECT assignee, COUNT(*) FROM desk_case WHERE hold <> 'closed' AND assignee IS NOT NULL "
        "AND snoozed_until <= ? GROUP BY assignee",
        (now,),
    )
    return {account: int(number) for account, number in rows}
