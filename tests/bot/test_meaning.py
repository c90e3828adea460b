"""A message becomes the events of one turn: the language it shows, then what it says."""

from __future__ import annotations

from typing import TypeVar, cast

import pytest

from bot.meaning import meaning
from bot.understanding.port import Reading, Situation
from bot.waiting import Thinking, finish, wait
from dialogs.answers import Answer
from dialogs.events import OnHit, Opened, Spoke, Told, WantsHuman
from dialogs.forms import FORMS
from dialogs.state import Phase, State
from storage.port import Pending, Stored
from tests.person import NOON

FORM = FORMS["request"]
T = TypeVar("T")
STORED = Stored(1, "web", "a", "", "", 1, 0, "")


class Hears:
    """An understanding that takes every message to be in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, text: str, situation: Situation) -> Reading:
        return Reading(Told(), self.language)


def at_once(thinking: Thinking[T]) -> T:
    """The result of thinking that waits for nothing."""
    with pytest.raises(StopIteration) as ended:
        next(thinking)
    return cast("T", ended.value.value)


def spoken(text: str, language: str, asked: str) -> list[str]:
    held = {"first_words": Answer("our reefs are dying")}
    state = State(FORM.version, phase=Phase.ASKING, asked=asked, answers=held)
    row = Pending(1, 1, 1, "text", text, "", "en", NOON)
    events = at_once(meaning(Hears(language), FORM, state, row, STORED))
    return [event.language for event in events if isinstance(event, Spoke)]


@pytest.mark.parametrize(("text", "language"), [("Ekai L.", "fr"), ("Dirección del Parque Nacional", "es")])
def test_a_name_shows_no_language(text: str, language: str) -> None:
    """Who they are may be told in any language; the conversation stays in its own."""
    assert spoken(text, language, "contact_name") == []


@pytest.mark.parametrize("text", ["Sierra de las Minas", "El Salvador", "Ministerio del Ambiente", "FAO y UICN"])
def test_a_line_of_capitals_is_a_name_at_any_question(text: str) -> None:
    """Places, partners and programmes bear names of every language; the conversation stays in its own."""
    assert spoken(text, "es", "places") == []


def test_words_show_their_language() -> None:
    """A sentence, a script of its own, one plain word, and a sentence that is shouted."""
    assert spoken("no tenemos nada", "es", "past_efforts") == ["es"]
    assert spoken("NO TENEMOS NADA", "es", "past_efforts") == ["es"]
    assert spoken("нет", "ru", "past_efforts") == ["ru"]
    assert spoken("oui", "fr", "consent") == ["fr"]


@pytest.mark.parametrize(
    ("hint", "events"), [("es-PY", [Spoke("es"), Opened()]), ("fr", [Opened()]), ("sm", [Opened()])]
)
def test_on_arrival_the_device_speaks_for_the_person(
    hint: str, events: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While we cannot answer in Spanish, a Spanish device is told so at the first screen; others see the welcome."""
    monkeypatch.setattr("bot.meaning.AVAILABLE", ("en", "fr"))
    row = Pending(1, 1, 1, "open", "", "", hint, NOON)
    assert at_once(meaning(Hears("en"), FORM, State(FORM.version), row, STORED)) == events


async def test_a_reading_that_has_to_be_waited_for_is_waited_for() -> None:
    """A model's answer comes later, and means what it would have meant at once."""

    async def asked(text: str, situation: Situation) -> Reading:
        return Reading(Told(), "fr")

    state = State(FORM.version, phase=Phase.ASKING, asked="past_efforts")
    row = Pending(1, 1, 1, "text", "nous avons planté des arbres", "", "en", NOON)
    thinking = meaning(asked, FORM, state, row, STORED)
    assert await finish(thinking, next(thinking)) == [Spoke("fr"), Told()]


async def test_what_fails_while_it_is_waited_for_fails_where_it_was_asked() -> None:
    """The thinking may answer a fault of what it waits for, as if it had waited itself."""

    async def broken() -> str:
        raise LookupError

    def careful() -> Thinking[str]:
        try:
            return (yield from wait(broken()))
        except LookupError:
            return "without"

    thinking = careful()
    assert await finish(thinking, next(thinking)) == "without"


def test_all_that_stands_beside_a_wish_about_a_case_is_heard() -> None:
    """What a message told besides calling for a person comes first, then the call, then the case."""
    told = Told({"first_words": Answer("our reefs are dying")})

    def understand(text: str, situation: Situation) -> Reading:
        return Reading(WantsHuman(), before=told)

    state = State(FORM.version, phase=Phase.ASKING, asked="past_efforts", shown=("one", "two"), listed=("one", "two"))
    words = "Our reefs are dying and the fish are gone. Tell me more about the first one."
    row = Pending(1, 1, 1, "text", words, "", "en", NOON)
    events = at_once(meaning(understand, FORM, state, row, STORED))
    assert [event for event in events if not isinstance(event, Spoke)] == [told, WantsHuman(), OnHit("one", "more")]
