"""Who runs this service: what the first screen says, and what is said when a turn fails."""

from __future__ import annotations

from dataclasses import dataclass

from bot.message import Option, Outbound
from bot.taps import ANYWHERE, build
from bot.unset import told
from dialogs.words import say


@dataclass(frozen=True, slots=True)
class Service:
    operator: str
    """The organisation that runs the service, as people know it."""
    data_place: str
    """Where the answers lie, in words."""
    contact: str
    """How to reach a person without this service."""
    demo: bool = False
    """Invented examples may be shown; said on the first screen."""
    model: str = ""
    """Whose language model helps to read what people write, said on the first screen; "" for none."""

    def values(self, language: str) -> dict[str, object]:
        """What any wording may name."""
        named = {"operator": self.operator, "place": self.data_place, "contact": self.contact, "model": self.model}
        return told(named, language)

    def failure(self, language: str) -> Outbound:
        """What a person is told when their message could not be answered at all."""
        person = Option(say("button.person", language), build(ANYWHERE, "do", "person"))
        return Outbound(say("say.failure", language, **self.values(language)), "error", language, options=(person,))
