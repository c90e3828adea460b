"""Leave a language model alone for a while once it has failed again and again, so that nobody waits for nothing."""

from __future__ import annotations

from collections.abc import Callable

FAILURES = 3
"""In a row. Chosen."""

REST = 60.0
"""Seconds; then one question is tried, and the others wait for how it ends. Chosen."""


class Breaker:
    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    def allows(self) -> bool:
        """Whether to ask now; of those who ask after a rest only the first may."""
        if self._failures < FAILURES:
            return True
        now = self._clock()
        if now < self._until:
            return False
        self._until = now + REST
        return True

    def succeeded(self) -> None:
        self._failures = 0

    def failed(self) -> None:
        self._failures += 1
        if self._failures >= FAILURES:
            self._until = self._clock() + REST
