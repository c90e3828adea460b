"""Lines of a thread that came before the mention that began it: Slack repeats what it could not deliver, later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.message import Inbound

LASTS = 600.0
"""Seconds a line is held; Slack repeats for the last time after some five minutes."""

MOST = 1_000
"""Lines held in all, the oldest given up first. Chosen: people mention us first, so there are hardly any."""


@dataclass(frozen=True, slots=True)
class _Held:
    inbound: Inbound
    after: str


class Early:
    """In memory alone, as nobody knows yet whether they are for us: what is not asked for in time is forgotten."""

    def __init__(self) -> None:
        self._held: dict[str, _Held] = {}
        """By the id of each line, in the order they came."""

    def hold(self, inbound: Inbound, after: str, now: float) -> None:
        """Said after a message of this id, which we have not got."""
        for id, held in tuple(self._held.items()):
            if held.inbound.at < now - LASTS or len(self._held) >= MOST:
                del self._held[id]
        self._held.setdefault(inbound.message_id, _Held(inbound, after))

    def following(self, inbound: Inbound) -> Sequence[Inbound]:
        """What was said after this message, in its order; held still, until it is `let_go`."""
        return [
            held.inbound
            for held in self._held.values()
            if held.after == inbound.message_id and held.inbound.place == inbound.place
        ]

    def let_go(self, inbound: Inbound) -> None:
        self._held.pop(inbound.message_id, None)
