"""Rows of threads: what is posted in a team's chat is a message of the thread's conversation, queued like every other.

In these rows `kind` is what is shown (`thread.Shows`), `about` which step, position or row, `tap` the account of a
remark, and `asked` the number of acts with which everything up to here has been seen; `message_id` makes each unique.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage import conversations
from storage.connection import Connection
from storage.desk.thread import Shows

LINES: tuple[Shows, ...] = ("step", "said", "failed", "remark")
"""Posts of ours that show something, beside the first."""
TELLS = ", ".join(f"'{kind}'" for kind in LINES)
"""The same, as SQL."""


@dataclass(frozen=True, slots=True)
class New:
    """A row to be queued."""

    shows: Shows
    key: str
    at: float
    of: int = 0
    by: int = 0
    acts: int | None = None
    remote: str = ""
    """The channel's id, of one that is there already."""


def queue(db: Connection, thread: int, new: Sequence[New]) -> None:
    """Each once for its key."""
    if not new:
        return
    start = conversations.following(db, [thread])[thread]
    for row in new:
        start += db.run(
            """
            INSERT INTO message (conversation, position, direction, delivery_id, message_id, kind, text, tap, language,
                                 at, about, asked, remote, status, attempts, why)
            VALUES (?, ?, 'out', NULL, ?, ?, '{}', ?, '', ?, ?, ?, ?, ?, 0, '')
            ON CONFLICT DO NOTHING
            """,
            (
                thread,
                start,
                row.key,
                row.shows,
                str(row.by or ""),
                row.at,
                str(row.of),
                "" if row.acts is None else str(row.acts),
                row.remote,
                "sent" if row.remote else "queued",
            ),
        )
    db.run("UPDATE conversation SET next_position = ?, updated = ? WHERE id = ?", (start, new[-1].at, thread))
