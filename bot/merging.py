"""Cases that are about the same thing: which are likely to be, merging them, and taking them apart again.

The case that goes on is read as one history. Each person keeps their own conversation and hears of nobody else: what
an officer writes goes to one of them at a time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot import calls
from bot.desk import permit, written
from dialogs.events import Merged
from storage.desk.port import Account, Case, DeskStorage, Merge, Unmerge
from storage.port import Pending

ALIKE = 0.4
"""From which share of common pieces on two titles are likely to mean the same. Chosen by looking at pairs of titles."""
SHOWN = 5
_PIECE = 3  # letters


@dataclass(frozen=True, slots=True)
class Likely:
    """An open case that may be the same."""

    case: Case
    theirs: bool
    """It is of the same person."""


class Merging:
    """`bot.desk.Refused` says why nothing was done, and `Outpaced` that a colleague acted on one of the cases."""

    def __init__(
        self, storage: DeskStorage, wake: Callable[[Pending], None], *, clock: Callable[[], float] = time.time
    ) -> None:
        self._storage = storage
        self._wake = wake
        self._clock = clock

    async def likely(self, case: Case) -> Sequence[Likely]:
        """Other open cases of the person, then those of the country whose titles are alike; never merged by itself."""
        found: list[tuple[bool, float, Case]] = []
        for other, theirs in await self._storage.near(case.id):
            near = alike(case.title, other.title)
            if theirs or near >= ALIKE:
                found.append((theirs, near, other))
        found.sort(key=lambda one: one[:2], reverse=True)
        return [Likely(other, theirs) for theirs, _, other in found[:SHOWN]]

    async def merge(self, officer: Account, case: Case, into: Case, *, key: str) -> Case:
        """`case` is part of `into` from now on; both are as the officer saw them. Returns `into` as it is now.

        A person who has both is told once; other people are told nothing.
        """
        permit(officer, "merge")
        told = (calls.KIND, calls.write(Merged(case.code, into.code)))
        merge = Merge(case.id, into.id, officer.id, key, case.acts, into.acts, self._clock(), told)
        return (await written(self._storage.merge(merge), self._wake)).case

    async def unmerge(self, officer: Account, part: int, *, seen: int, key: str) -> Case:
        """The part stands for itself again, as it is returned; `seen` is `Case.acts` of what it was part of."""
        permit(officer, "merge")
        unmerge = Unmerge(part, officer.id, key, seen, self._clock())
        return (await written(self._storage.unmerge(unmerge), self._wake)).case


def alike(one: str, other: str) -> float:
    """The share of pieces of three letters that two titles have in common, from 0 to 1, in any script."""
    mine, theirs = _pieces(one), _pieces(other)
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _pieces(title: str) -> frozenset[str]:
    text = " ".join("".join(sign if sign.isalnum() else " " for sign in title.casefold()).split())
    return frozenset(text[at : at + _PIECE] for at in range(max(len(text) - _PIECE + 1, 0)))
