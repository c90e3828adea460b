"""What a language model used: tokens, counted by payer and day before it is asked, so that no crash forgets any."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from storage.connection import Connection
from storage.port import Share
from storage.work import alone

EVERYBODY = ""
LASTS = 2
"""Days a count is kept: it decides about its own day only."""


@dataclass(frozen=True, slots=True)
class Wish:
    share: Share
    most: int
    """Of the payer that day."""
    most_of_all: int


@alone("spend")
def spend(db: Connection, wish: Wish) -> bool:
    """Both totals are raised, or neither."""
    share = wish.share
    if not _raise(db, share, EVERYBODY, wish.most_of_all):
        return False
    if _raise(db, share, share.payer, wish.most):
        return True
    db.run("UPDATE spending SET tokens = tokens - ? WHERE day = ? AND payer = ?", (share.tokens, share.day, EVERYBODY))
    return False


@alone("spend")
def settle(db: Connection, share: Share) -> None:
    for payer in (EVERYBODY, share.payer):
        db.run(
            """
            UPDATE spending SET tokens = CASE WHEN tokens + ? < 0 THEN 0 ELSE tokens + ? END
            WHERE day = ? AND payer = ?
            """,
            (share.tokens, share.tokens, share.day, payer),
        )


@alone(None)
def spent(db: Connection, account: tuple[str, str]) -> int:
    """Of a (day, payer)."""
    rows = db.rows("SELECT tokens FROM spending WHERE day = ? AND payer = ?", account)
    return int(rows[0][0]) if rows else 0


def expire(db: Connection, now: float) -> None:
    last = dt.datetime.fromtimestamp(now, dt.UTC).date() - dt.timedelta(days=LASTS)
    db.run("DELETE FROM spending WHERE day <= ?", (last.isoformat(),))


def _raise(db: Connection, share: Share, payer: str, most: int) -> bool:
    """Whether the account had room; it is locked until the commit where others may write."""
    if share.tokens > most:
        return False
    changed = db.run(
        """
        INSERT INTO spending (day, payer, tokens) VALUES (?, ?, ?)
        ON CONFLICT (day, payer) DO UPDATE SET tokens = spending.tokens + excluded.tokens
        WHERE spending.tokens + excluded.tokens <= ?
        """,
        (share.day, payer, share.tokens, most),
    )
    return bool(changed)
