"""What may be spent on a language model: tokens by person and day, and for everybody together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from bot.models.port import ANSWER, Prompt
from storage.port import Share

OVERHEAD = 100
"""Tokens that a provider adds around a prompt. Chosen."""


class Ledger(Protocol):
    """Where it is written down; the storage is one."""

    async def spend(self, share: Share, most: int, most_of_all: int) -> bool: ...

    async def settle(self, share: Share) -> None: ...


@dataclass(frozen=True, slots=True)
class Budget:
    """Counted before the question is asked: a crash or a provider that never answers forgets nothing."""

    ledger: Ledger
    clock: Callable[[], float]
    of_person: int
    of_all: int

    async def take(self, payer: str, tokens: int) -> Share | None:
        """So many tokens, committed; None when the day has no room for them.

        Raises:
            StorageUnavailable: they cannot be counted, so they must not be used.
        """
        day = dt.datetime.fromtimestamp(self.clock(), dt.UTC).date().isoformat()
        share = Share(day, payer, tokens)
        return share if await self.ledger.spend(share, self.of_person, self.of_all) else None

    async def settle(self, share: Share, used: int) -> None:
        """What was taken becomes what was used."""
        if used and used != share.tokens:
            await self.ledger.settle(replace(share, tokens=used - share.tokens))


def estimate(prompt: Prompt) -> int:
    """The most tokens a question can take: a token for three bytes, one per Chinese character, and a whole answer."""
    return len((prompt.instructions + prompt.data).encode()) // 3 + ANSWER + OVERHEAD
