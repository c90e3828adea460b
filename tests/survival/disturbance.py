"""A service that is killed again and again, and what was counted meanwhile."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.survival.ledger import Ledger
from tests.survival.server import Server

SEED = 20261121


@dataclass
class Figures:
    turns: int = 0
    kills: int = 0
    deliveries: int = 0
    lost: list[str] = field(default_factory=list)
    duplicated: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    """Deliveries that got no answer: each was tried again until it got one, and is in the count of the ones above."""
    unresolved: int = 0
    """What the service itself lists as perhaps sent."""

    def __str__(self) -> str:
        return (
            f"{self.turns} turns, {self.deliveries} deliveries, {self.kills} kills: {len(self.lost)} lost, "
            f"{len(self.duplicated)} duplicated, {len(self.out_of_order)} out of order; "
            f"{len(self.uncertain)} deliveries uncertain to the client, {self.unresolved} sends listed by the service"
        )


async def disturb(server: Server, ledger: Ledger, figures: Figures, moments: Sequence[int]) -> None:
    """Kill each time so many deliveries were acknowledged, in ascending order, or a little later; then start again."""
    chance = random.Random(SEED)
    for moment in moments:
        while ledger.acknowledged < moment:  # noqa: ASYNC110 - a count, not an event, says when.
            await asyncio.sleep(0.005)
        await asyncio.sleep(chance.uniform(0, 0.05))
        await asyncio.to_thread(server.kill)
        figures.kills += 1
        await asyncio.to_thread(server.start)
