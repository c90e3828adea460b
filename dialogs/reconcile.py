"""An old state meets a new form: what still fits is kept, what does not is kept as a note, and nothing raises."""

from __future__ import annotations

import dataclasses

from dialogs.answers import Answer, Held, Note
from dialogs.form import Form
from dialogs.kinds import Invalid, check
from dialogs.state import BETWEEN, Phase, State, replace


def reconcile(form: Form, state: State) -> State:
    """The state as the form of today would have it.

    Answers to fields that are gone stay in the state, unseen, so that an older program can still read them; values that
    no longer fit become notes, word for word where they were text. A question that is gone is no longer open.
    """
    answers: dict[str, Held] = {}
    for key, held in state.answers.items():
        field = form.field(key)
        if field is None or not isinstance(held, Answer):
            answers[key] = held
            continue
        value = check(field.kind, held.value)
        answers[key] = Note(str(held.value)) if isinstance(value, Invalid) else dataclasses.replace(held, value=value)
    gone = (
        state.asked is not None
        and form.field(state.asked) is None
        and state.asked not in ("review", "lesson", *BETWEEN)
    )
    phase = Phase.ASKING if state.phase is Phase.REVIEWING else state.phase
    asked = None if gone or state.asked == "review" else state.asked
    return replace(
        state,
        version=form.version,
        answers=answers,
        asked=asked,
        options=() if gone else state.options,
        phase=phase,
        trail=tuple(k for k in state.trail if form.field(k)),
    )
