"""How much came to the desk and what became of it, week by week: counts and durations, nobody's name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the cases of one country in one team; each tuple has one entry for a week."""

    country: str
    """ "" if not known."""
    team: str
    new: tuple[int, ...]
    """Began."""
    answered: tuple[int, ...]
    """Were answered for the first time."""
    waiting: tuple[int, ...]
    """Had no answer yet at its end, and were not closed."""
    late: tuple[int, ...]
    """Became late, whatever date it was that passed; once each."""
    took: tuple[tuple[float, ...], ...]
    """Seconds from the beginning to the first answer, of those answered."""


class Tallies(Protocol):
    async def tallies(self, weeks: Sequence[float]) -> Sequence[Tally]:
        """`weeks` are the moments at which weeks begin, ascending, and last the one at which the last ends."""
