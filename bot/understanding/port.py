"""What the bot needs from understanding: a person's words become one event of a closed set."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Protocol

from dialogs.answers import Answers
from dialogs.events import Event
from dialogs.form import Form


@dataclass(frozen=True, slots=True)
class Situation:
    """What the conversation looked like when the person wrote."""

    form: Form
    asked: str | None
    """Key of the open question ("review", "delete" and "lesson" included); None when none was on the screen yet."""
    options: tuple[str, ...]
    """The codes offered with it, in the order shown: a number answers with that one."""
    answers: Answers
    language: str
    """The language of the conversation so far."""
    today: str
    """YYYY-MM-DD, where the person is if we know, else UTC."""
    first: bool = False
    """True until the person has told anything: a problem, not an answer to a question."""
    shows_language: bool = True
    """Whether the words can show their writer's language; else it is not looked for. A name or an address cannot."""

    payer: str = ""
    """Whose share of a language model's tokens this message takes: a person or a conversation by number; "" where no
    model is asked."""


@dataclass(frozen=True, slots=True)
class Reading:
    event: Event
    language: str | None = None
    """Language of the words themselves, when we are sure; None keeps the conversation's."""
    intent: str = "answer"
    """The name of the intent in the evaluation sets; one table in bot/understanding/intents.py maps events to it."""
    before: Event | None = None
    """What the same message tells beside its event, to be taken first: nobody who calls for a person tells it twice."""


class Understanding(Protocol):
    def __call__(self, text: str, situation: Situation) -> Reading | Awaitable[Reading]:
        """A reading at once, or the promise of one where a model has to be asked.

        Never raises for any text; what cannot be read is `Unclear`.
        """
