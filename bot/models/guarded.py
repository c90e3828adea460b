"""A language model that cannot hurt: within a budget, for so long and no longer, left alone while it fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import structlog

from bot.models.breaker import Breaker
from bot.models.budget import Budget, estimate
from bot.models.port import Filled, Provider, Request, Unanswered
from bot.models.recent import Recent
from storage.port import StorageUnavailable

log = structlog.get_logger()


class Guarded:
    """The model port over a provider: everything that goes wrong becomes `Unanswered`."""

    def __init__(self, provider: Provider, budget: Budget, clock: Callable[[], float], *, seconds: float) -> None:
        """`seconds` is what a question may take in all."""
        self._provider = provider
        self._budget = budget
        self._seconds = seconds
        self._breaker = Breaker(clock)
        self._recent = Recent(clock)

    async def ask(self, request: Request, shape: type[Filled]) -> Filled:
        said = self._recent.recall(request)
        if isinstance(said, shape):
            return said
        if isinstance(said, Unanswered):
            raise said
        try:
            filled = await self._paid(request, shape)
        except Unanswered as unanswered:
            log.warning("model_not_used", reason=unanswered.reason)
            if unanswered.reason not in ("budget", "resting"):  # Neither was asked, and either may end any moment.
                self._recent.keep(request, unanswered)
            raise
        self._recent.keep(request, filled)
        return filled

    async def _paid(self, request: Request, shape: type[Filled]) -> Filled:
        if not self._breaker.allows():
            raise Unanswered("resting")
        try:
            share = await self._budget.take(request.payer, estimate(request.prompt))
            if share is None:
                raise Unanswered("budget")
            filled, used = await self._timed(request, shape)
            await self._budget.settle(share, used)
        except StorageUnavailable as error:
            raise Unanswered("budget") from error
        return filled

    async def _timed(self, request: Request, shape: type[Filled]) -> tuple[Filled, int]:
        """What fails keeps what was taken for it: nobody knows what the provider counts."""
        try:
            async with asyncio.timeout(self._seconds):
                answered = await self._provider.answer(request.prompt, shape)
        except Unanswered:  # It works; were this a failure, three odd messages would take the model from everybody.
            self._breaker.succeeded()
            raise
        except TimeoutError as error:
            self._breaker.failed()
            raise Unanswered("late") from error
        except Exception as error:  # Every provider's package has its own; all of them mean: go on without.
            self._breaker.failed()
            log.warning("model_failed", error=type(error).__name__)
            raise Unanswered("failed") from error
        self._breaker.succeeded()
        return answered
