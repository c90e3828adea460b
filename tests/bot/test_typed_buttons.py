"""Every button of every question, typed as it stands there: the same as pressing it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot import taps
from bot.channel import Limits
from bot.meaning import meaning
from bot.message import Option
from bot.render.question import question
from bot.understanding.literal import understand
from bot.understanding.port import Reading, Situation
from dialogs.asking import options, put
from dialogs.events import Event, Spoke
from dialogs.forms.request import REQUEST
from dialogs.state import BETWEEN, Phase, State, replace
from dialogs.words import AVAILABLE
from storage.port import Pending, Stored
from tests.person import NOON

BUTTONS = Limits(text=4000, options=100, label=200, cards=True, deduplicates=True)
STORED = Stored(1, "web", "a", "", "", 1, 0, "")


def states(language: str) -> Iterator[State]:
    """Each question as it stands open; other languages are offered with the first one alone."""
    begun = State(REQUEST.version, language=language, draft="reef", asked_as="7", total=6, asks=1)
    for name in BETWEEN:
        yield _open(begun, Phase.ASKING, name, ("yes", "no"))
    yield _open(begun, Phase.REVIEWING, "review", ())
    yield _open(begun, Phase.SENT, "lesson", ())
    for field in REQUEST.fields:
        trail = (REQUEST.fields[0].key, field.key)[: 1 if field is REQUEST.fields[0] else 2]
        yield replace(_open(begun, Phase.ASKING, field.key, options(field)), trail=trail)
    yield _open(begun, Phase.ASKING, "country", ("CG", "CD"))


def _open(begun: State, phase: Phase, asked: str, offered: tuple[str, ...]) -> State:
    return replace(begun, phase=phase, asked=asked, options=offered)


def buttons(state: State, language: str) -> tuple[Option, ...]:
    return question(put(state), state, BUTTONS, language).options


def hears(text: str, situation: Situation) -> Reading:
    return understand(text, situation)


def said(text: str, state: State) -> list[Event]:
    row = Pending(1, 1, 2, "text", text, "", "", NOON)
    with pytest.raises(StopIteration) as ended:
        next(meaning(hears, REQUEST, state, row, STORED))
    return [event for event in ended.value.value if not isinstance(event, Spoke)]


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_button_can_be_typed(language: str) -> None:
    """In capitals, without them, with a full stop or an exclamation mark."""
    wrong = []
    for state in states(language):
        for button in buttons(state, language):
            for text in (button.label, button.label.upper(), f"  {button.label.lower()}! ", f"{button.label}."):
                heard, pressed = said(text, state), taps.to_event(button.tap, state, REQUEST)
                if heard != [pressed]:
                    wrong.append(f"{state.asked}: {text!r} is {heard}, not {pressed}")
    assert not wrong, "\n".join(dict.fromkeys(wrong))
