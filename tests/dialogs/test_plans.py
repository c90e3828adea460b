"""Needs of a document in a conversation: shown a few at a time, taken as proposals, and nothing said is replaced."""

from __future__ import annotations

import pytest

from dialogs.answers import Answer, Citation, Gap, Note, Source
from dialogs.effects import Ask, Effect, ReadFile, Say, ShowNeeds
from dialogs.engine import advance
from dialogs.events import (
    Attached,
    Declined,
    Event,
    MoreNeeds,
    NeedsFound,
    Opened,
    Pasted,
    Restarted,
    Told,
    TookNeed,
    Undo,
)
from dialogs.forms.request import REQUEST
from dialogs.needs import Need
from dialogs.plans import AT_ONCE
from dialogs.state import Phase, State, dump, load
from tests.dialogs.happy import settle

PLACE = Citation("plan.pdf", 3)


def need(number: int, country: str = "WS") -> Need:
    answers = {
        "country": Answer((country,), Source.DOCUMENT, confirmed=False, citation=PLACE),
        "gbf_targets": Answer(("6",), Source.DOCUMENT, "insects", confirmed=False, citation=PLACE),
        "national_priority": Answer(f"NBSAP, action {number}", Source.DOCUMENT, confirmed=False, citation=PLACE),
    }
    return Need(f"The port has no laboratory number {number}.", PLACE, answers)


NEEDS = tuple(need(number) for number in range(1, 13))


def after(*events: Event) -> tuple[State, list[Effect]]:
    """Where these events lead, and what the last one asks for."""
    state, effects = State(REQUEST.version), list[Effect]()
    for event in events:
        state, effects = settle(REQUEST, state, event)
    return state, effects


def told(**answers: str | tuple[str, ...]) -> Told:
    return Told({key: Answer(value) for key, value in answers.items()})


def said(effects: list[Effect]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Say)]


def test_a_document_is_read_in_a_turn_of_its_own() -> None:
    """That it is read is said at once; the open question comes again with what was found, not before."""
    _, effects = after(Opened(), Attached(("plan.pdf", "map.png"), readable=("plan.pdf",)))
    assert said(effects) == ["attached", "needs-reading"]
    assert effects[-1] == ReadFile("plan.pdf")


def test_what_comes_after_sending_is_not_read() -> None:
    state = State(REQUEST.version, phase=Phase.SENT, code="BADA-0001")
    step = advance(REQUEST, state, Attached(("plan.pdf",), readable=("plan.pdf",)))
    assert not any(isinstance(effect, ReadFile) for effect in step.effects)


def test_five_are_shown_and_then_the_next() -> None:
    """All of them in order, each once; then that there are no more."""
    state, effects = after(Opened(), NeedsFound("plan.pdf", NEEDS))
    shown: list[Need] = []
    while pages := [effect for effect in effects if isinstance(effect, ShowNeeds)]:
        assert len(pages[0].needs) <= AT_ONCE
        shown += pages[0].needs
        assert isinstance(effects[-1], Ask)
        state, effects = settle(REQUEST, state, MoreNeeds())
    assert tuple(shown) == NEEDS
    assert said(effects) == ["needs-no-more"]


def test_a_need_begins_the_draft() -> None:
    """Every field it can fill cites the document and waits for the card; what the matter is is not asked again."""
    state, effects = after(Opened(), NeedsFound("plan.pdf", NEEDS), TookNeed(NEEDS[1].key))
    for key in ("first_words", "problem_statement", "country", "gbf_targets", "national_priority"):
        held = state.answers[key]
        assert isinstance(held, Answer)
        assert (held.source, held.confirmed, held.citation) == (Source.DOCUMENT, False, PLACE)
    assert state.answers["problem_statement"] == state.answers["first_words"]
    assert isinstance(effects[-1], Ask)
    assert effects[-1].field == "consent"


def test_what_the_person_said_stays() -> None:
    """Typed, read from their words, or kept as a note: a need fills only what is still open beside it."""
    state, _ = after(
        Opened(),
        told(first_words="Fire burns our forests every year", country=("TG",)),
        told(consent="yes"),
        told(problem_statement="Each January fire comes from the fields into the forest", gbf_targets=("2",)),
        NeedsFound("plan.pdf", NEEDS),
    )
    before = dict(state.answers)
    state, effects = settle(REQUEST, state, TookNeed(NEEDS[0].key))
    assert "need-beside" in said(effects)
    assert {key: state.answers[key] for key in before} == before
    priority = state.answers["national_priority"]
    assert isinstance(priority, Answer)
    assert priority.value == f"NBSAP, action 1 – {NEEDS[0].quote}"


def test_first_words_stay_at_the_head_of_the_problem() -> None:
    state, _ = after(Opened(), told(first_words="Our ports are open to pests"), NeedsFound("plan.pdf", NEEDS))
    state, _ = settle(REQUEST, state, TookNeed(NEEDS[0].key))
    problem = state.answers["problem_statement"]
    assert isinstance(problem, Answer)
    assert problem.value == f"Our ports are open to pests\n{NEEDS[0].quote}"


def test_another_need_takes_the_place_of_the_first_and_undo_takes_it_back() -> None:
    state, _ = after(Opened(), NeedsFound("plan.pdf", NEEDS), TookNeed(NEEDS[0].key))
    one = dict(state.answers)
    state, _ = settle(REQUEST, state, TookNeed(NEEDS[1].key))
    assert state.answers["first_words"] != one["first_words"]
    state, _ = settle(REQUEST, state, Undo())
    assert dict(state.answers) == one


@pytest.mark.parametrize("held", [Gap("skipped"), Note("we do not know")], ids=["gap", "note"])
def test_what_was_left_open_is_filled_and_a_note_is_kept(held: Gap | Note) -> None:
    state, _ = after(Opened(), NeedsFound("plan.pdf", NEEDS))
    state = load(dump(state))
    step = advance(REQUEST, _holding(state, held), TookNeed(NEEDS[0].key))
    assert isinstance(step.state.answers["national_priority"], Answer if isinstance(held, Gap) else Note)


def _holding(state: State, held: Gap | Note) -> State:
    return State(**{**state.__dict__, "answers": {"national_priority": held}})


def test_an_old_button_takes_the_need_it_stands_under() -> None:
    """Another document was read since: the button still means its own sentence, or says that it is gone."""
    others = tuple(need(number, "FJ") for number in range(21, 36))
    state, _ = after(Opened(), NeedsFound("plan.pdf", NEEDS), NeedsFound("other.pdf", others))
    state, _ = settle(REQUEST, state, TookNeed(NEEDS[0].key))
    first = state.answers["first_words"]
    assert isinstance(first, Answer)
    assert first.value == NEEDS[0].quote
    state, _ = settle(REQUEST, state, Restarted())
    _, effects = settle(REQUEST, state, TookNeed(NEEDS[0].key))
    assert "need-gone" in said(effects)


def test_what_was_pasted_is_the_persons_own_when_they_say_so() -> None:
    """Saying no loses nothing of it, and what was told meanwhile stays."""
    pasted = Pasted(told(first_words="A long part of a plan", country=("WS",)), NEEDS)
    state, effects = after(Opened(), pasted)
    assert isinstance(effects[-1], Ask)
    assert effects[-1].field == "plan"
    state, _ = settle(REQUEST, state, told(country=("FJ",)))
    state, _ = settle(REQUEST, state, Declined())
    assert state.answers["first_words"] == Answer("A long part of a plan")
    assert state.answers["country"] == Answer(("FJ",))
    assert (state.asked, state.update) == ("consent", ())


def test_needs_survive_storage() -> None:
    state, _ = after(Opened(), NeedsFound("plan.pdf", NEEDS), TookNeed(NEEDS[0].key))
    assert load(dump(state)) == state
