"""Who looks at a case now, and who writes: in memory, for colleagues only, forgotten when a page falls silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from storage.desk.port import Account

STAYS = 25.0
"""Seconds after its last sign of life that a page counts as open; it gives one every ten."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A colleague at the same case."""

    account: int
    name: str
    writing: bool


class Presence:
    """One process knows of its own pages only."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._seen: dict[int, dict[int, tuple[float, Beside]]] = {}

    def here(self, case: int, account: Account, *, writing: bool) -> bool:
        """A sign of life; whether it is news to colleagues."""
        before = self._there(case).get(account.id)
        now = Beside(account.id, account.name, writing)
        self._seen.setdefault(case, {})[account.id] = (self._clock(), now)
        return before != now

    def left(self, case: int, account: int) -> None:
        self._seen.get(case, {}).pop(account, None)

    def others(self, case: int, account: int) -> tuple[Beside, ...]:
        """Everybody at the case but this account, by name."""
        there = self._there(case)
        return tuple(
            sorted((one for id, one in there.items() if id != account), key=lambda one: (one.name, one.account))
        )

    def _there(self, case: int) -> dict[int, Beside]:
        since = self._clock() - STAYS
        kept = {id: seen for id, seen in self._seen.get(case, {}).items() if seen[0] > since}
        if kept:
            self._seen[case] = kept
        else:
            self._seen.pop(case, None)
        return {id: beside for id, (_, beside) in kept.items()}
