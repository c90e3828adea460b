"""A language model whose questions are counted, for whoever measures."""

from __future__ import annotations

from bot.models.port import Filled, Model, Request, Unanswered


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
