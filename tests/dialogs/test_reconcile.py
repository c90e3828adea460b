"""An open draft meets a new version of its form."""

from __future__ import annotations

from dataclasses import replace

from dialogs.answers import Answer, Gap, Note
from dialogs.effects import Ask, Say
from dialogs.engine import advance
from dialogs.events import Repeat
from dialogs.form import Form
from dialogs.forms.request import REQUEST
from dialogs.kinds import Choice
from dialogs.reconcile import reconcile
from dialogs.state import Phase, State

HELD = {
    "first_words": Answer("dogs dig up the nests"),
    "country": Answer(("WS",)),
    "scope": Answer("national"),
    "urgency": Gap("unknown"),
}
DRAFT = State(1, phase=Phase.ASKING, answers=HELD, asked="objective", options=("a",), trail=("country", "objective"))


def newer(*, without: str = "", scope: tuple[str, ...] | None = None) -> Form:
    """Version 2 of the form: a question is gone, or a list has other options."""
    fields = [
        replace(field, kind=Choice("geographic_scope", scope)) if field.key == "scope" and scope else field
        for field in REQUEST.fields
        if field.key != without
    ]
    return replace(REQUEST, version=2, fields=tuple(fields))


def test_what_still_fits_is_kept() -> None:
    """Answers, gaps and the open question are as they were."""
    state = reconcile(newer(), DRAFT)
    assert (state.version, state.answers, state.asked, state.trail) == (2, HELD, "objective", DRAFT.trail)


def test_a_value_that_no_longer_fits_is_kept_as_said() -> None:
    """An option that is gone becomes a note for the desk; other answers do not change."""
    state = reconcile(newer(scope=("island", "ocean")), DRAFT)
    assert state.answers == {**HELD, "scope": Note("national")}


def test_an_answer_to_a_question_that_is_gone_can_come_back() -> None:
    """It stays in the state, unseen, and is read again by a form that has the question."""
    state = reconcile(newer(without="country"), DRAFT)
    assert newer(without="country").relevant(state.answers).keys() == HELD.keys() - {"country"}
    assert REQUEST.relevant(reconcile(REQUEST, state).answers)["country"] == HELD["country"]


def test_an_open_question_that_is_gone_is_replaced_by_the_next() -> None:
    """The person is told once that the questions changed, and is asked one that exists."""
    form = newer(without="objective")
    state, effects = advance(form, DRAFT, Repeat())
    assert Say("form-changed") in effects
    assert isinstance(effects[-1], Ask)
    assert form.field(effects[-1].field)
    assert effects[-1].field not in HELD
    assert Say("form-changed") not in advance(form, state, Repeat()).effects


def test_a_card_of_the_old_form_is_not_agreed_to() -> None:
    """Who was about to send sees the card of the new form first."""
    state = reconcile(newer(), replace(DRAFT, phase=Phase.REVIEWING, asked="review", options=()))
    assert (state.phase, state.asked) == (Phase.ASKING, None)
