"""Two officers who answer the same case at the same moment, on purpose."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

PATIENCE = 25.0
"""Seconds one waits for the other, who may be in the middle of something."""


@dataclass(slots=True)
class Meeting:
    code: str
    parties: tuple[str, str]
    sent: dict[str, bool] = field(default_factory=dict)
    """By officer, whether their words went through at the first try."""
    _barrier: asyncio.Barrier = field(default_factory=lambda: asyncio.Barrier(2))

    @property
    def over(self) -> bool:
        return len(self.sent) == 2 or self._barrier.broken

    async def together(self) -> bool:
        """Return when both are about to send; False when the other did not come."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._barrier.wait()
        except (TimeoutError, asyncio.BrokenBarrierError):
            await self._barrier.abort()
            return False
        return True


class Meetings:
    """Every so many cases that are looked at for the first time; one at a time, so that nobody waits in a circle."""

    def __init__(self, every: int, names: Sequence[str], chance: random.Random) -> None:
        self._every = every
        self._names = names
        self._chance = chance
        self._known: set[str] = set()
        self.all: list[Meeting] = []

    def called(self, name: str) -> str:
        """The case at which a colleague wants this one; "" for none."""
        now = self._now()
        return now.code if now and name in now.parties and name not in now.sent else ""

    def at(self, code: str, name: str) -> Meeting | None:
        """The meeting at a case for whoever looks at it now; None for the many without."""
        new = code not in self._known
        self._known.add(code)
        if self._now() is None and new and len(self._known) % self._every == 0:
            other = self._chance.choice([one for one in self._names if one != name])
            self.all.append(Meeting(code, (name, other)))
        now = self._now()
        return now if now and now.code == code and name in now.parties and name not in now.sent else None

    def _now(self) -> Meeting | None:
        return self.all[-1] if self.all and not self.all[-1].over else None
