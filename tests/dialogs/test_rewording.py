"""Clearer words are shown beside a person's own and stand only when they say so; then they can be taken back."""

from __future__ import annotations

import pytest

from dialogs.answers import Answer, Citation, Source
from dialogs.effects import Ask, Effect, Explain, Offer, Reword, Say
from dialogs.engine import advance
from dialogs.events import (
    Agreed,
    Change,
    Declined,
    Edited,
    Event,
    OldTap,
    Retrieved,
    Told,
    Unclear,
    Undo,
    WantsClearer,
    WantsSend,
    Worded,
)
from dialogs.form import Depth
from dialogs.forms.request import REQUEST
from dialogs.rewording import offered, wordable
from dialogs.state import Phase, State, dump, load, replace
from tests.dialogs.happy import happy_path, settle

OWN = "the turtles they are less every year since 2019 and nobody he counts the nests on our beach"
CLEARER = "Turtles have become fewer every year since 2019. Nobody counts the nests on our beach."
AIM = "that six rangers of the beach they count all nests until June 2028 every week"


def card(**told: str) -> State:
    """The review card of somebody who told the problem in their own words."""
    state = State(REQUEST.version, depth=Depth.STANDARD)
    for event in happy_path(REQUEST, Depth.STANDARD, proposing=True):
        if state.asked == "review":
            break
        state, _ = settle(REQUEST, state, event)
    answers = {key: Answer(text) for key, text in ({"problem_statement": OWN} | told).items()}
    return replace(state, answers={**state.answers, **answers})


def after(state: State, *events: Event) -> tuple[State, tuple[Effect, ...]]:
    """Each event as it comes, with nothing answered in between."""
    effects: tuple[Effect, ...] = ()
    for event in events:
        state, effects = advance(REQUEST, load(dump(state)), event)
    return state, effects


def said(effects: tuple[Effect, ...]) -> list[str]:
    return [effect.message for effect in effects if isinstance(effect, Say)]


def test_both_wordings_are_shown_whole_and_nothing_is_replaced() -> None:
    """The question is which of the two shall stand; the answer is as it was."""
    state, (wanted,) = after(card(), WantsClearer())
    assert wanted == Reword("problem_statement", OWN, "en")
    state, (shown, put) = after(state, Worded(CLEARER))
    assert shown == Offer("problem_statement", OWN, CLEARER)
    assert isinstance(put, Ask)
    assert (put.field, put.options) == ("clearer", ("yes", "no"))
    assert state.answers["problem_statement"] == Answer(OWN)


def test_a_tap_takes_them_and_undo_brings_the_own_words_back() -> None:
    """What stands is still the person's: typed words that a model put more clearly, with their own beside them."""
    before = card()
    state, effects = after(before, WantsClearer(), Worded(CLEARER), Agreed())
    assert state.answers["problem_statement"] == Answer(CLEARER, Source.REWORDED, OWN)
    assert said(effects)[0] == "clearer-used"
    assert (state.asked, state.phase) == ("review", Phase.REVIEWING)
    state, effects = after(state, Undo())
    assert state.answers["problem_statement"] == Answer(OWN)
    assert {k: v for k, v in state.answers.items() if k != "problem_statement"} == {
        k: v for k, v in before.answers.items() if k != "problem_statement"
    }


@pytest.mark.parametrize(
    "event",
    [Declined(), WantsSend(), Told({"country": Answer(("WS",))}), Change("objective"), Undo(), OldTap()],
    ids=lambda event: type(event).__name__,
)
def test_nothing_but_a_yes_takes_them(event: Event) -> None:
    """A no, a wish to send, something else told, a look elsewhere: the own words stay."""
    state, _ = after(card(), WantsClearer(), Worded(CLEARER), event)
    assert state.answers["problem_statement"] == Answer(OWN)
    assert state.phase is not Phase.SENT


def test_a_doubt_twice_is_no_yes() -> None:
    """What was not understood takes nothing over."""
    state, effects = after(card(), WantsClearer(), Worded(CLEARER), Unclear("hm"), Unclear("hm"))
    assert state.answers["problem_statement"] == Answer(OWN)
    assert (state.asked, said(effects)[0]) == ("review", "clearer-kept")


@pytest.mark.parametrize(("answer", "what"), [(Worded(why="failed"), "clearer-failed"), (Worded(" "), "clearer-failed"),
                                              (Worded(why="unavailable"), "clearer-unavailable")])  # fmt: skip
def test_without_clearer_words_it_is_said_that_the_own_stay(answer: Worded, what: str) -> None:
    """And the open question stands again."""
    before = card()
    state, effects = after(before, WantsClearer(), answer)
    assert said(effects)[0] == what
    assert isinstance(effects[-1], Ask)
    assert (state.asked, state.answers, state.update) == ("review", before.answers, ())


def test_words_that_come_too_late_are_not_taken() -> None:
    """The person went on meanwhile: an answer nobody waits for changes and says nothing."""
    state, effects = after(card(), WantsClearer(), Told({"objective": Answer(AIM)}), Worded(CLEARER))
    assert (effects, state.update) == ((), ())
    state, _ = after(card(), WantsClearer(), Retrieved())
    assert state.answers["problem_statement"] == Answer(OWN)


def test_what_was_told_anew_meanwhile_is_not_overwritten() -> None:
    """An edit of the message takes its place; the clearer words of the old one are gone."""
    now = "The turtles come back and the nests are dug up by dogs every night of the season"
    edit = Edited({"problem_statement": Answer(now)}, OWN, now, latest=True)
    state, _ = after(card(), WantsClearer(), Worded(CLEARER), edit, Agreed())
    assert isinstance(held := state.answers["problem_statement"], Answer)
    assert held.value == now


def test_an_edit_of_the_message_is_about_the_own_words() -> None:
    """Who changes what they wrote changes that, and not what was made of it."""
    two = f"{OWN}\nit is in Savaii"
    state, _ = after(card(problem_statement=two), WantsClearer(), Worded(CLEARER), Agreed())
    now = OWN.replace("2019", "2018")
    state, _ = after(state, Edited({"problem_statement": Answer(now)}, OWN, now, latest=True))
    assert isinstance(held := state.answers["problem_statement"], Answer)
    assert (held.value, held.source) == (f"{now}\nit is in Savaii", Source.TYPED)


def test_more_words_are_added_to_both() -> None:
    """An answer to a question about it keeps the own words whole."""
    state, _ = after(card(), WantsClearer(), Worded(CLEARER), Agreed())
    state = replace(state, phase=Phase.ASKING, asked="problem_statement", coach="where")
    state, _ = settle(REQUEST, state, Told({"problem_statement": Answer("on Savaii")}))
    assert state.answers["problem_statement"] == Answer(f"{CLEARER}\non Savaii", Source.REWORDED, f"{OWN}\non Savaii")


def test_which_text_is_meant() -> None:
    """One that is named; else the one asked about; else what was told last; at the card the problem, then more."""

    def meant(state: State, key: str = "") -> str:
        _, effects = after(state, WantsClearer(key))
        return next((effect.field for effect in effects if isinstance(effect, Reword)), "")

    state = card(objective=AIM)
    assert meant(state, "objective") == "objective"
    assert meant(state, "first_words") == "problem_statement"
    assert meant(state) == offered(REQUEST, state) == "problem_statement"
    changing, _ = after(state, Change("objective"))
    assert meant(changing) == offered(REQUEST, changing) == "objective"
    telling = replace(state, phase=Phase.ASKING, asked="past_efforts", trail=("problem_statement", "objective"))
    telling = replace(telling, answers={k: v for k, v in telling.answers.items() if k != "past_efforts"})
    assert meant(telling) == "objective"
    assert offered(REQUEST, telling) == ""
    reworded, _ = after(state, WantsClearer(), Worded(CLEARER), Agreed())
    assert meant(reworded) == offered(REQUEST, reworded) == "objective"
    assert offered(REQUEST, after(reworded, WantsClearer("objective"), Worded("x y"), Agreed())[0]) == ""


def test_who_takes_them_where_they_change_a_field_goes_on() -> None:
    """The field they came to change is changed: the card follows, not the same question again."""
    state, _ = after(card(objective=AIM), Change("objective"), WantsClearer(), Worded("Six rangers count."), Agreed())
    assert state.asked == "review"


@pytest.mark.parametrize(
    "answer",
    [
        Answer("too short for that"),
        Answer("我们海滩上的海龟每年都在减少，办公室里没有人知道怎么数巢，也没有船可以去看。"),
        Answer("تقل السلاحف كل عام على شاطئنا ولا أحد في مكتبي يعرف كيف يعد الأعشاش أو يحميها من الكلاب"),
        Answer(OWN, Source.DOCUMENT, OWN, citation=Citation("plan.pdf", 3)),
    ],
    ids=["short", "Chinese", "Arabic", "quoted from a document"],
)
def test_what_is_not_reworded(answer: Answer) -> None:
    """Nothing short, nothing in which an added name could not be told, nothing that a document says."""
    state = replace(card(), answers={"consent": Answer("yes"), "problem_statement": answer})
    assert wordable(REQUEST, state) == {}
    assert offered(REQUEST, state) == ""
    _, effects = after(state, WantsClearer("problem_statement"))
    assert said(effects)[0] == "clearer-nothing"


def test_who_they_are_and_a_title_of_ours_are_no_texts() -> None:
    """Only what a person told in sentences about the need."""
    long = "a name or a title of eight words or more than that"
    state = card(contact_name=long, organization=long, title=long)
    assert wordable(REQUEST, state).keys() == {"problem_statement"}


def test_who_told_nothing_yet_means_our_question() -> None:
    """ "Say it better" before anything was told asks for help with the question."""
    state, _ = settle(REQUEST, State(REQUEST.version), Told())
    _, effects = after(state, WantsClearer())
    assert any(isinstance(effect, Explain) for effect in effects)


def test_a_sent_request_stays_as_it_was_sent() -> None:
    """And says so."""
    sent = replace(card(), phase=Phase.SENT, asked=None)
    assert said(after(sent, WantsClearer())[1]) == ["already-submitted"]
