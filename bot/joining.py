"""Messages that wait together are answered together: one turn for all of them, short lines heard as one message."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from bot import attachments
from storage.port import Pending

Alone = Callable[[str], bool]
"""Whether a text must be read by itself: a command, a yes, a number."""

MOST = 1000
"""Messages answered by one turn. Chosen: whoever sends a thousand at once gets a few answers, and is soon done with."""

_OWN = ("text", "tap", "unreadable", "open")
"""What people do to be answered. A timer, a word from another conversation or a secret link is a turn of its own."""


def together(waiting: Iterable[Pending], most: int, alone: Alone) -> tuple[Pending, ...]:
    """What one turn answers of the messages that wait, in order: each a message, or lines and files heard as one.

    A change is answered together with changes alone: what it changes is to be answered before. Never empty.

    Raises:
        StopIteration: nothing waits.
    """
    rows = list(islice(waiting, MOST))
    group = _group(next(iter(rows)))
    rows = list(takewhile(lambda row: _group(row) == group, rows)) if group else rows[:1]
    heard: list[Pending] = []
    at = 0
    while at < len(rows):
        run = _run(rows, at, most, alone)
        heard.append(_joined(run))
        at += len(run)
    return tuple(heard)


def _group(row: Pending) -> str:
    """What it may be answered together with; "" for nothing."""
    return "edit" if row.kind == "edit" else "own" if row.kind in _OWN else ""


def _run(rows: Sequence[Pending], first: int, most: int, alone: Alone) -> Sequence[Pending]:
    """The messages from a place on that are heard as one: that one, and what follows it as more of the same.

    Plain words and files join, while their texts together have at most `most` characters and we said nothing between
    them: then their positions follow each other. Changes of one message join: what it says in the end counts. A tap, a
    reply and a text that is `alone` stand for themselves.
    """
    last, length = first, len(rows[first].text)
    if rows[first].kind == "edit":
        return list(takewhile(lambda row: row.about == rows[first].about, rows[first:]))
    if _joins(rows[first], alone):
        for row in rows[first + 1 :]:
            length += 1 + len(row.text)
            if length > most or row.position != rows[last].position + 1 or not _joins(row, alone):
                break
            last += 1
    return rows[first : last + 1]


def _joins(row: Pending, alone: Alone) -> bool:
    if row.kind != "text" or row.tap or row.about:
        return False
    return not alone(row.text) if row.text.strip() else bool(row.attachments)


def _joined(rows: Sequence[Pending]) -> Pending:
    """One message that says what all of them say, a line each, with all their files, said when the last of them was.

    Of changes only the last says anything; they are about what was there before the first.
    """
    if len(rows) == 1:
        return rows[0]
    if rows[0].kind == "edit":
        return replace(rows[-1], position=rows[0].position, also=tuple(row.message for row in rows[:-1]))
    return replace(
        rows[-1],
        text="\n".join(row.text for row in rows if row.text.strip()),
        attachments=attachments.written([one for row in rows for one in attachments.read(row.attachments)]),
        also=tuple(row.message for row in rows[:-1]),
        seen=rows[0].seen,
    )
