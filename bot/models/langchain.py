"""A language model of any provider, through LangChain; the libraries are loaded with the first question."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

from bot.models.port import ANSWER, Filled, Prompt, Reason, Unanswered

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


SAID: Mapping[str, Reason] = {
    "LengthFinishReasonError": "shape",
    "OutputParserException": "shape",
    "ValidationError": "shape",
    "ContentFilterFinishReasonError": "refused",
    "OpenAIRefusalError": "refused",
}
"""Exceptions, by their classes' names because their packages need not be installed, that mean: the service works, and
this is what it said."""


@dataclass(frozen=True, slots=True)
class Named:
    """Which model, and how it is reached."""

    model: str
    """provider:model, as LangChain names it."""
    key: str = field(default="", repr=False)
    """"" leaves it to the provider's own environment variable."""
    url: str = ""
    """"" is the provider's own address."""
    options: Mapping[str, str | int | float | bool] = field(default_factory=dict)
    """Handed to the model as they are: temperature, organisation and the like."""
    seconds: float = 8.0


class Misnamed(ValueError):
    """No model can be made of the settings; the message says what to do, and quotes no secret."""


class LangChainModel:
    """The provider port over `init_chat_model`. It has no tools: all it can do is fill in a shape."""

    def __init__(self, named: Named) -> None:
        self._named = named
        self._chat: BaseChatModel | None = None

    def load(self) -> None:
        """Import the provider's package and build its client, a second or two; a second time costs nothing.

        Raises:
            Misnamed: the package is missing, or the settings do not fit it.
        """
        if self._chat is None:
            self._chat = open_chat(self._named)

    async def answer(self, prompt: Prompt, shape: type[Filled]) -> tuple[Filled, int]:
        if self._chat is None:
            await asyncio.to_thread(self.load)
        assert self._chat is not None
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage
        from langsmith import tracing_context

        asked = self._chat.with_structured_output(shape, include_raw=True)
        messages = [SystemMessage(prompt.instructions), HumanMessage(prompt.data)]
        try:
            with tracing_context(enabled=False):  # What people write goes to the provider and to nobody else.
                given = await asked.ainvoke(messages)
        except Exception as error:
            if reason := SAID.get(type(error).__name__):
                raise Unanswered(reason) from error
            raise
        if not isinstance(given, dict):
            raise Unanswered("shape")
        raw, parsed = given.get("raw"), given.get("parsed")
        if isinstance(raw, AIMessage) and raw.additional_kwargs.get("refusal"):
            raise Unanswered("refused")
        if not isinstance(parsed, shape):
            raise Unanswered("shape")
        usage = raw.usage_metadata if isinstance(raw, AIMessage) else None
        return parsed, usage["total_tokens"] if usage else 0


def open_chat(named: Named) -> BaseChatModel:
    """LangChain's model of a name; it asks once and waits no longer than it may.

    Raises:
        Misnamed: see `LangChainModel.load`.
    """
    from langchain.chat_models import init_chat_model

    given: dict[str, Any] = {  # Each provider takes arguments of its own.
        "timeout": named.seconds,
        "max_retries": 0,
        "max_tokens": ANSWER,
        **named.options,
    }
    if named.key:
        given["api_key"] = named.key
    if named.url:
        given["base_url"] = named.url
    try:
        return cast("BaseChatModel", init_chat_model(named.model, **given))
    except ImportError as error:
        provider = named.model.partition(":")[0]
        raise Misnamed(
            f"the package of {provider!r} is not installed ({error.name or 'unknown'}): "
            f"install langchain-{provider.replace('_', '-')}, or unset NEEDS_MODEL"
        ) from error
    except Exception as error:  # Each provider's package complains in its own way.
        raise Misnamed(
            f"the language model {named.model!r} cannot be opened ({type(error).__name__}): "
            "check NEEDS_MODEL, NEEDS_MODEL_KEY, NEEDS_MODEL_URL and NEEDS_MODEL_OPTIONS; see docs/models.md"
        ) from error
