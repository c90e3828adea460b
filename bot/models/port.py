"""What the bot needs from a language model: one closed shape filled in, or a reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict

ANSWER = 2_000
"""Tokens an answer may have. Chosen: enough for a translation of the longest problem people write."""


class Shape(BaseModel):
    """What an answer looks like; whatever else a model writes makes it no answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)


Filled = TypeVar("Filled", bound=Shape)

Reason = Literal["budget", "resting", "late", "refused", "shape", "failed"]
"""Why nobody answered: no tokens left today, left alone after failures, too slow, declined by the model, not of the
shape (or cut short), or anything else that went wrong on the way."""


class Unanswered(Exception):
    """There is no answer to use; the caller goes on without, as if there were no model."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Prompt:
    """Our words and theirs, apart: what people or documents wrote is in `data` alone."""

    instructions: str
    """Ours, from a file of the program."""
    data: str
    """JSON, so that no text within can end it."""


@dataclass(frozen=True, slots=True)
class Request:
    prompt: Prompt
    payer: str
    """Whose share of the day's tokens it takes: a person or a conversation by number."""


class Model(Protocol):
    """A language model as the program may ask it; `bot.models.guarded` makes one of a `Provider`."""

    async def ask(self, request: Request, shape: type[Filled]) -> Filled:
        """
        Raises:
            Unanswered: the only thing it ever raises.
        """


class Provider(Protocol):
    """Somebody's service, bare: it may be slow, broken or wrong."""

    async def answer(self, prompt: Prompt, shape: type[Filled]) -> tuple[Filled, int]:
        """The answer, and the tokens it took, 0 when the service does not say.

        Raises:
            Unanswered: it answered something else.
            Exception: whatever its library raises.
        """
