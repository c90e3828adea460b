"""How often each document was shown, opened, taken as an example or called not relevant; who did so is not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from storage.connection import Connection
from storage.port import Usage
from storage.work import alone


def count(db: Connection, used: Iterable[tuple[str, str, float]]) -> None:
    """As (document, deed, when); in an order of its own, so that two transactions never wait for each other."""
    used = list(used)
    latest = {(document, deed): at for document, deed, at in sorted(used, key=lambda use: use[2])}
    times = Counter((document, deed) for document, deed, _ in used)
    db.each(
        """
        INSERT INTO usage (document, deed, times, last) VALUES (?, ?, ?, ?)
        ON CONFLICT (document, deed) DO UPDATE SET
            times = usage.times + excluded.times,
            last = CASE WHEN usage.last < excluded.last THEN excluded.last ELSE usage.last END
        """,
        [(*key, times[key], latest[key]) for key in sorted(times)],
    )


@alone(None)
def every(db: Connection, _: None) -> list[Usage]:
    return [Usage(*row) for row in db.rows("SELECT document, deed, times, last FROM usage ORDER BY document, deed")]


def expire(db: Connection) -> None:
    """What is there no more is used no more."""
    db.run("DELETE FROM usage WHERE document NOT IN (SELECT id FROM document)")
