"""The one question a conversation may ask, and how strong a request is."""

from __future__ import annotations

from typing import get_args

import pytest

from dialogs.answers import Answer, Gap
from dialogs.coach import ASKED, Kind, next_question, strength
from dialogs.coach.checks import CHECKS
from dialogs.effects import Ask
from dialogs.events import DoesNotKnow, Event, Opened, Told
from dialogs.form import Depth
from dialogs.forms.request import REQUEST
from dialogs.state import State
from dialogs.words import has
from tests.dialogs.happy import reply, settle

TODAY = "2026-11-21"
STRONG_PROBLEM = (
    "The three wardens of Rose Atoll reached the turtle beach only twice in 2025; the ranger log shows 41 of 60 nests "
    "dug up by dogs from the village of Olosega."
)
STRONG_OBJECTIVE = "By March 2028 the 12 wardens of Rose Atoll lose fewer than 5 nests a season."


def test_the_most_useful_question_comes_first() -> None:
    """A missing solution is turned round before place and people are asked for."""
    assert next_question("problem_statement", "We lack equipment", "en", {}, ()) == "wrong"


def test_no_question_is_put_twice_and_at_most_two_about_a_field() -> None:
    """After two questions about an answer it is left as it is, however short."""
    asked: tuple[str, ...] = ()
    for expected in ("wrong", "where", None):
        kind = next_question("problem_statement", "We lack equipment", "en", {}, asked)
        assert kind == expected
        asked += (f"problem_statement:{kind}",)
    assert next_question("objective", "Hold a workshop", "en", {}, asked) == "how_known"


def test_a_good_answer_is_left_in_peace() -> None:
    """Nothing to ask about an answer that says what, where, who and how it is known."""
    assert next_question("problem_statement", STRONG_PROBLEM, "en", {}, ()) is None
    assert next_question("objective", STRONG_OBJECTIVE, "en", {}, (), TODAY) is None


def test_fields_without_coaching_are_never_asked_about() -> None:
    """Only the problem, the objective and who gains are worth a question of ours."""
    weak = "n/a"
    assert {f.key for f in REQUEST.fields if next_question(f.key, weak, "en", {}, ())} == set(ASKED)


def test_only_known_checks_and_worded_kinds_are_asked() -> None:
    """Every question has its check, its kind is one of the five, and there are words for it."""
    pairs = [pair for pairs in ASKED.values() for pair in pairs]
    assert {check for check, _ in pairs} <= CHECKS.keys()
    assert {kind for _, kind in pairs} <= set(get_args(Kind))
    assert all(has(f"coach.{kind}", "en") for kind in get_args(Kind))
    assert all(has(f"check.{check}", "en") for check in CHECKS)


def test_strength_grows_with_the_answers() -> None:
    """From a bare want to a problem and a result that stand on their own."""
    bare = {"problem_statement": Answer("We lack equipment")}
    half = {"problem_statement": Answer(STRONG_PROBLEM)}
    both = {**half, "objective": Answer(STRONG_OBJECTIVE)}
    assert (strength(bare), strength(half), strength(both, "en", TODAY)) == ("one_more", "one_more", "clear")
    weak_end = {**half, "objective": Answer("Hold a workshop for wardens in Savaii in 2027")}
    assert strength(weak_end, "en", TODAY) == "almost"


def test_gaps_do_not_count_against_a_person() -> None:
    """ "I do not know" is an answer: it leaves the strength of what was told as it is."""
    both = {"problem_statement": Answer(STRONG_PROBLEM), "objective": Answer(STRONG_OBJECTIVE)}
    assert strength({**both, "after": Gap("unknown")}) == strength(both) == "clear"


def test_nothing_told_needs_one_more_thing() -> None:
    """An empty request is at the beginning."""
    assert strength({}) == "one_more"


@pytest.mark.parametrize("depth", [Depth.STANDARD, Depth.FULL])
@pytest.mark.parametrize("knows", [True, False], ids=["tells more", "does not know"])
def test_never_more_than_two_coaching_questions_in_a_row(depth: Depth, knows: bool) -> None:
    """For weak answers throughout, whether or not more is known, and within the total that was shown."""
    state = State(REQUEST.version, depth=depth)
    state, effects = settle(REQUEST, state, Opened())
    row, asks, total = 0, 0, state.total
    while isinstance(effects[-1], Ask) and effects[-1].field != "review":
        ask = effects[-1]
        row = row + 1 if ask.coach else 0
        asks += 1
        assert row <= 2, ask
        weak: Event = Told({ask.field: Answer("something more")}) if knows else DoesNotKnow()
        state, effects = settle(REQUEST, state, weak if ask.coach else reply(REQUEST, ask))
    assert state.coached or depth is Depth.STANDARD  # Where all has to be asked, there is no room.
    assert asks + 1 <= total
    assert depth is Depth.FULL or total <= 12
