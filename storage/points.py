"""Named places before and after every commit and every network call, where a test may kill the process.

`NEEDS_KILL_AT=turn.after:3` ends the process without any goodbye (SIGKILL) when it reaches that place for the third
time. Without the variable reaching a place does nothing.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterable
from typing import Literal, get_args

Kind = Literal[
    "accept",
    "turn",
    "attempt",
    "sent",
    "failed",
    "start",
    "move",
    "lease",
    "document",
    "indexed",
    "expire",
    "migrate",
    "park",
    "desk",
    "thread",
    "spend",
]
"""What a commit may contain; several of them share one commit when they wait together."""

KINDS: tuple[Kind, ...] = get_args(Kind)

NAMES: frozenset[str] = frozenset(
    [f"{kind}.{moment}" for kind in KINDS for moment in ("before", "after")]
    + [
        f"{other}.{moment}"
        for other in ("rewrite", "truncate", "index", "rebuild", "send", "fetch", "read")
        for moment in ("before", "after")
    ]
)
"""Every place there is: around commits, around writing the file anew and emptying the log after an erasure, around
calls of the vector index, around what we send to a platform and fetch of it, and around the reading of a document. A
new sort of call adds its two names here."""

_PLACE, _, _COUNT = os.environ.get("NEEDS_KILL_AT", "").partition(":")
_left = int(_COUNT or 1)

if _PLACE and _PLACE not in NAMES:
    raise ValueError(f"NEEDS_KILL_AT names no place {_PLACE!r}; there are {', '.join(sorted(NAMES))}")


def reach(name: str) -> None:
    """We are at this place now; the name is one of `NAMES`."""
    if _PLACE and name == _PLACE:
        _count_down()


def committing(kinds: Iterable[Kind]) -> None:
    """The next statement commits these."""
    if _PLACE:
        for kind in kinds:
            reach(f"{kind}.before")


def committed(kinds: Iterable[Kind]) -> None:
    """These are on disk, and nobody was told yet."""
    if _PLACE:
        for kind in kinds:
            reach(f"{kind}.after")


def _count_down() -> None:
    global _left
    _left -= 1
    if _left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
