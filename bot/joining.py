"""Messages that wait together are heard together: one turn and one answer for a person who writes in short lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from storage.port import Pending

Alone = Callable[[str], bool]
"""Whether a text must be read by itself: a command, a yes, a number."""


def first_run(waiting: Iterable[Pending], most: int, alone: Alone) -> tuple[Pending, ...]:
    """The messages at the head of a queue that are one turn: the first, and what follows it as more of the same.

    Plain words join, while their texts together have at most `most` characters and we said nothing between them: then
    their positions follow each other. A tap, an edit, a reply, a file, a timer and a text that is `alone` stand for
    themselves. Never empty.

    Raises:
        StopIteration: nothing waits.
    """
    queue = iter(waiting)
    taken = [next(queue)]
    if not _joins(taken[0], alone):
        return tuple(taken)
    length = len(taken[0].text)
    for row in queue:
        length += 1 + len(row.text)
        if length > most or row.position != taken[-1].position + 1 or not _joins(row, alone):
            break
        taken.append(row)
    return tuple(taken)


def joined(rows: Sequence[Pending]) -> Pending:
    """One message that says what all of them say, a line each, and was said when the last of them was."""
    last = rows[-1]
    text = "\n".join(row.text for row in rows)
    return replace(last, text=text, also=tuple(row.message for row in rows[:-1]), seen=rows[0].seen)


def _joins(row: Pending, alone: Alone) -> bool:
    plain = row.kind == "text" and not (row.tap or row.about or row.attachments)
    return plain and bool(row.text.strip()) and not alone(row.text)
