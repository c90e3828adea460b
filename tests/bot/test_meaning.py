"""A message becomes the events of one turn: the language it shows, then what it says."""

from __future__ import annotations

import pytest

from bot.meaning import meaning
from bot.understanding.port import Reading, Situation
from dialogs.events import Opened, Spoke, Told
from dialogs.forms import FORMS
from dialogs.state import Phase, State
from storage.port import Pending, Stored
from tests.person import NOON

FORM = FORMS["request"]
STORED = Stored(1, "web", "a", "", "", 1, 0, "")


class Hears:
    """An understanding that takes every message to be in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    async def __call__(self, text: str, situation: Situation) -> Reading:
        return Reading(Told(), self.language)


async def spoken(text: str, language: str, asked: str) -> list[str]:
    state = State(FORM.version, phase=Phase.ASKING, asked=asked)
    row = Pending(1, 1, 1, "text", text, "", "en", NOON)
    events = await meaning(Hears(language), FORM, state, row, STORED)
    return [event.language for event in events if isinstance(event, Spoke)]


@pytest.mark.parametrize(("text", "language"), [("Ekai L.", "fr"), ("Dirección del Parque Nacional", "es")])
async def test_a_name_shows_no_language(text: str, language: str) -> None:
    """Who they are may be told in any language; the conversation stays in its own."""
    assert await spoken(text, language, "contact_name") == []


async def test_one_word_shows_no_language_we_cannot_answer_in() -> None:
    """A plain "no" is English as well as Spanish; a sentence, or a script of its own, is not."""
    assert await spoken("no", "es", "same_request_elsewhere") == []
    assert await spoken("no tenemos nada", "es", "past_efforts") == ["es"]
    assert await spoken("нет", "ru", "past_efforts") == ["ru"]
    assert await spoken("oui", "fr", "consent") == ["fr"]


@pytest.mark.parametrize(
    ("hint", "events"), [("es-PY", [Spoke("es"), Opened()]), ("fr", [Opened()]), ("sm", [Opened()])]
)
async def test_on_arrival_the_device_speaks_for_the_person(hint: str, events: list[object]) -> None:
    """A Spanish device is told at the first screen that we cannot answer in Spanish yet; others see the welcome."""
    row = Pending(1, 1, 1, "open", "", "", hint, NOON)
    assert await meaning(Hears("en"), FORM, State(FORM.version), row, STORED) == events
