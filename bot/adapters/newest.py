"""Which buttons are the newest in a chat: a tap on others is answered as an old one, and must not look chosen."""

from __future__ import annotations

from collections.abc import Iterable

from bot import taps
from bot.adapters.recent import Recent
from bot.message import Place

CHATS = 10_000
"""Chats whose newest buttons are remembered. Chosen."""


class Newest:
    """A hint for how a tap looks before its turn is taken; in a new process nothing is old until one was shown."""

    def __init__(self, most: int = CHATS) -> None:
        self._origins: Recent[Place, str] = Recent(most)

    def shown(self, place: Place, carried: Iterable[str]) -> None:
        """A message goes there whose buttons carry these; one without buttons of a question changes nothing."""
        parsed = (taps.parse(tap) for tap in carried)
        origin = next((tap.origin for tap in parsed if tap and tap.origin != taps.ANYWHERE), "")
        if origin:
            self._origins[place] = origin

    def is_old(self, place: Place, tap: str) -> bool:
        """Whether newer buttons than this one were shown there."""
        newest = self._origins.get(place)
        return newest is not None and tap.partition("|")[0] != newest
