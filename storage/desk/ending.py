"""Cases end as stubs, and words leave them."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

from collections.abc import Sequence

from storage import documents
from storage.connection import Connection
from storage.desk import acting, cases


def blot(db: Connection, conversation: int, was: str, instead: str) -> None:
    """Words leave the titles and the history of a conversation's cases."""
    db.run("UPDATE desk_case SET title = replace(title, ?, ?) WHERE conversation = ?", (was, instead, conversation))
    db.run(
        """
        UPDATE case_step SET body = replace(body, ?, ?)
        WHERE desk_case IN (SELECT id FROM desk_case WHERE conversation = ?)
        """,
        (was, instead, conversation),
    )


def forget(db: Connection, conversation: int) -> None:
    """The person had everything erased: their cases end as stubs, and nothing is left of what was said about them.

    What others told in a part of such a case stands for itself again.
    """
    end(db, cases.of_conversation(db, conversation))


def end(db: Connection, erased: Sequence[int]) -> None:
    """Cases are stubs from now on."""
    for id in erased:
        orphans = db.rows(
            """
            SELECT p.id, p.updated FROM desk_case p JOIN desk_case w ON w.id = p.merged_into
            WHERE w.id = ? AND (p.conversation IS NULL OR w.conversation IS NULL OR p.conversation <> w.conversation)
            """,
            (id,),
        )
        for part, updated in orphans:
            acting.restore(db, cases.read(db, part), None, updated, f"erased-{id}", alone=True)
    documents.queue_cases(db, erased)
    for id in erased:
        for table in ("endorsement", "desk_link"):
            db.run(f"DELETE FROM {table} WHERE desk_case = ?", (id,))
        # How a case was opened stays as an empty entry: the same list brought again opens nothing anew.
        db.run("DELETE FROM case_step WHERE kind <> 'opened' AND desk_case = ?", (id,))
        db.run("UPDATE case_step SET body = '{}' WHERE desk_case = ?", (id,))
        db.run(
            """
            UPDATE desk_case SET title = '', institution = '', language = '', hold = 'closed', waiting_since = 0,
                   snoozed_until = 0, promised = 0, asks_back = 0,
                   ended = CASE WHEN ended > 0 THEN ended ELSE updated END, acts = acts + 1, conversation = NULL,
                   merged_into = NULL
            WHERE id = ?
            """,
            (id,),
        )
