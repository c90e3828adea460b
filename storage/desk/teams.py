"""What the desk has confirmed about its teams."""

from __future__ import annotations

from storage.connection import Connection
from storage.desk.way import Confirmed
from storage.work import alone


@alone(None)
def confirmed(db: Connection, _: None) -> list[Confirmed]:
    rows = db.rows("SELECT id, countries, languages, actor, at, name FROM desk_team ORDER BY id")
    return [
        Confirmed(id, tuple(where.split()), tuple(tongues.split()), by, at, name)
        for id, where, tongues, by, at, name in rows
    ]


@alone("desk")
def confirm(db: Connection, given: tuple[Confirmed, tuple[int, ...] | None]) -> None:
    said, members = given
    db.run(
        """
        INSERT INTO desk_team (id, countries, languages, actor, at, name) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET countries = excluded.countries, languages = excluded.languages,
                                       actor = excluded.actor, at = excluded.at, name = excluded.name
        """,
        (said.team, " ".join(said.countries), " ".join(said.languages), said.by, said.at, said.name),
    )
    if members is not None:
        db.run("UPDATE desk_account SET team = '' WHERE team = ?", (said.team,))
        db.each("UPDATE desk_account SET team = ? WHERE id = ? AND removed = 0", [(said.team, id) for id in members])


@alone("desk")
def unconfirm(db: Connection, team: str) -> None:
    db.run("DELETE FROM desk_team WHERE id = ?", (team,))
