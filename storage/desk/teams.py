"""What the desk has confirmed about its teams."""

from __future__ import annotations

from storage.connection import Connection
from storage.desk.way import Confirmed
from storage.work import alone


@alone(None)
def confirmed(db: Connection, _: None) -> list[Confirmed]:
    rows = db.rows("SELECT id, countries, languages, actor, at FROM desk_team ORDER BY id")
    return [Confirmed(id, tuple(where.split()), tuple(tongues.split()), by, at) for id, where, tongues, by, at in rows]


@alone("desk")
def confirm(db: Connection, said: Confirmed) -> None:
    db.run(
        """
        INSERT INTO desk_team (id, countries, languages, actor, at) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET countries = excluded.countries, languages = excluded.languages,
                                       actor = excluded.actor, at = excluded.at
        """,
        (said.team, " ".join(said.countries), " ".join(said.languages), said.by, said.at),
    )


@alone("desk")
def unconfirm(db: Connection, team: str) -> None:
    db.run("DELETE FROM desk_team WHERE id = ?", (team,))
