"""What an inbound message means: a tap, a timer, a return or words become the events of one turn."""

from __future__ import annotations

import datetime as dt

from bot import taps
from bot.understanding.port import Reading, Situation, Understanding
from bot.waiting import Thinking, wait
from dialogs.events import Event, OldTap, Opened, Resumed, Spoke, TimedOut, Unclear
from dialogs.form import Form
from dialogs.state import Phase, State, tongue
from dialogs.words import AVAILABLE, LANGUAGES
from storage.port import Pending, Stored

SENTENCE = 3
"""Words from which a message shows a language that we cannot answer in. Chosen."""


def meaning(understand: Understanding, form: Form, state: State, row: Pending, stored: Stored) -> Thinking[list[Event]]:
    """The events of one message, in order; never empty."""
    match row.kind:
        case "open":
            return [*_hinted(row, state), Opened()]
        case "resume":
            return [Resumed()]
        case "timeout":
            return [TimedOut(int(row.text or 0))]
        case "tap":
            return [taps.to_event(row.tap, state) or OldTap()]
        case _:
            return (yield from _read(understand, form, state, row, stored))


def _read(understand: Understanding, form: Form, state: State, row: Pending, stored: Stored) -> Thinking[list[Event]]:
    if not row.text.strip():
        return [Unclear("", "empty")]
    seen = row.position > stored.asked_at  # Sent after the open question was on the screen.
    asked = _asked(form, state, seen)
    field = form.field(asked or "")
    situation = Situation(
        form=form,
        asked=asked,
        options=state.options if seen else (),
        answers=state.answers,
        language=tongue(state),
        today=dt.datetime.fromtimestamp(row.at, dt.UTC).date().isoformat(),
        first="first_words" not in state.answers or state.phase is Phase.CANCELLED,
        shows_language=not (field and field.contact),
    )
    if seen and (event := taps.typed(row.text, state)):
        return [event]
    given = understand(row.text, situation)
    reading = given if isinstance(given, Reading) else (yield from wait(given))
    spoke = _spoke(row.text, reading.language or "", situation)
    return [*spoke, reading.event]


def _hinted(row: Pending, state: State) -> list[Event]:
    """The language of the device, when it is one of the house that we cannot answer in yet: said on arrival."""
    language = row.language.partition("-")[0].lower()
    known = state.phase is Phase.NEW and language in LANGUAGES and language not in AVAILABLE
    return [Spoke(language)] if known else []


def _spoke(text: str, language: str, situation: Situation) -> list[Event]:
    """The language a message shows its writer to use; nothing when it shows none.

    A name, an organisation or an address shows none; nor does a word such as "no" that is Spanish as well as English,
    unless it is in a language we answer in or in a script of its own.
    """
    shows = language in AVAILABLE or len(text.split()) >= SENTENCE or not text.isascii()
    return [Spoke(language)] if language and shows and situation.shows_language else []


def _asked(form: Form, state: State, seen: bool) -> str | None:
    if state.phase is Phase.NEW:
        return form.fields[0].key
    return state.asked if seen else None
