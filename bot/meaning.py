"""What an inbound message means: a tap, a timer, a return or words become the events of one turn."""

from __future__ import annotations

import datetime as dt

from bot import taps
from bot.understanding.port import Situation, Understanding
from dialogs.events import Event, OldTap, Opened, Resumed, Spoke, TimedOut, Unclear
from dialogs.form import Form
from dialogs.state import Phase, State
from storage.port import Pending, Stored


async def meaning(understand: Understanding, form: Form, state: State, row: Pending, stored: Stored) -> list[Event]:
    """The events of one message, in order; never empty."""
    match row.kind:
        case "open":
            return [Opened()]
        case "resume":
            return [Resumed()]
        case "timeout":
            return [TimedOut(int(row.text or 0))]
        case "tap":
            return [taps.to_event(row.tap, state) or OldTap()]
        case _:
            return await _read(understand, form, state, row, stored)


async def _read(understand: Understanding, form: Form, state: State, row: Pending, stored: Stored) -> list[Event]:
    if not row.text.strip():
        return [Unclear("", "empty")]
    seen = row.position > stored.asked_at  # Sent after the open question was on the screen.
    situation = Situation(
        form=form,
        asked=_asked(form, state, seen),
        options=state.options if seen else (),
        answers=state.answers,
        language=state.language,
        today=dt.datetime.fromtimestamp(row.at, dt.UTC).date().isoformat(),
        first="first_words" not in state.answers or state.phase is Phase.CANCELLED,
    )
    if seen and (event := taps.typed(row.text, state)):
        return [event]
    reading = await understand(row.text, situation)
    spoke: list[Event] = [Spoke(reading.language)] if reading.language else []
    return [*spoke, reading.event]


def _asked(form: Form, state: State, seen: bool) -> str | None:
    if state.phase is Phase.NEW:
        return form.fields[0].key
    return state.asked if seen else None
