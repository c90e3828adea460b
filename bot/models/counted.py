"""A language model whose questions and tokens are counted, for whoever measures, or asks on their own account."""

from __future__ import annotations

from bot.models.port import Filled, Model, Request, Unanswered
from storage.port import Share


class Counted:
    """The model port over another."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.asked = 0
        self.unanswered = 0

    async def ask(self, request: Request, shape: type[Filled]) -> Filled:
        self.asked += 1
        try:
            return await self._model.ask(request, shape)
        except Unanswered:
            self.unanswered += 1
            raise


class Tokens:
    """A ledger that counts and stops nobody: who asks on their own account wants to know what it costs."""

    def __init__(self) -> None:
        self.used = 0

    async def spend(self, share: Share, most: int, most_of_all: int) -> bool:
        self.used += share.tokens
        return True

    async def settle(self, share: Share) -> None:
        self.used += share.tokens
