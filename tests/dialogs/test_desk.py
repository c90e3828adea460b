"""What the desk tells a conversation, as the core takes it."""

from __future__ import annotations

from dialogs.effects import Say
from dialogs.engine import advance
from dialogs.events import Promised, TakenOver
from dialogs.forms.request import REQUEST
from dialogs.state import State


def test_a_promise_is_no_beginning() -> None:
    """Somebody of the desk who is with a person we have not met says a day: nobody is welcomed in between."""
    state = advance(REQUEST, State(REQUEST.version), TakenOver("Ana", 1)).state
    told = advance(REQUEST, state, Promised("Ana", "2026-12-03")).effects
    assert told == (Say("desk-promises", {"name": "Ana", "day": "2026-12-03"}),)
