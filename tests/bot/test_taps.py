"""What buttons carry, and what tapping or typing them means."""

from __future__ import annotations

import itertools
import json

import pytest

from bot import codes, taps
from dialogs.answers import Answer, Source
from dialogs.asking import options
from dialogs.events import (
    Agreed,
    Back,
    Change,
    Declined,
    Deepen,
    DoesNotKnow,
    Event,
    Language,
    OldTap,
    OnHit,
    Paused,
    Skipped,
    Told,
    Undo,
    WantsDelete,
    WantsExport,
    WantsHelp,
    WantsHuman,
    WantsSimilar,
)
from dialogs.form import Depth
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, State, dump, load, replace
from dialogs.words import AVAILABLE, say

ASKING = State(1, phase=Phase.ASKING, asked="gap_types", options=("skills", "data"), draft="reef", asked_as="7")
COUNTED = replace(ASKING, draft="", asked_as="")
"""As an earlier version left it."""
REVIEWING = State(1, phase=Phase.REVIEWING, asked="review", draft="reef", asked_as="7")


def asking(key: str, *options: str) -> State:
    return State(1, phase=Phase.ASKING, asked=key, options=options, draft="reef", asked_as="7")


def test_a_tap_reads_back_as_it_was_built() -> None:
    """Whatever the argument, parse undoes build."""
    for argument in ("skip", "CBD-SUBJECT-ECOA+ECORES", "practice:reef|derby", "language:fr"):
        assert taps.parse(taps.build("reef.7", "do", argument)) == taps.Tap("reef.7", "do", argument)


def test_a_tap_that_no_button_can_carry_is_refused() -> None:
    """64 bytes, not characters."""
    assert taps.build("0", "more", "é" * 28)
    with pytest.raises(ValueError, match="64 bytes"):
        taps.build("0", "more", "é" * 30)


@pytest.mark.parametrize(
    "tap",
    ["", "skip", "1|do", "a.1|do|", "x|do|skip", "a.1|jump|skip", "²|do|skip", ".|do|skip", "a.é|do|skip", "|||"],
)
def test_what_is_no_tap_of_ours_is_none(tap: str) -> None:
    """A forged or foreign payload never raises."""
    assert taps.to_event(tap, ASKING) is None


@pytest.mark.parametrize(
    ("tap", "state", "event"),
    [
        ("reef.7|pick|skills", ASKING, Told({"gap_types": Answer(("skills",), Source.CHOSEN)})),
        ("reef.7|pick|skills,data", ASKING, Told({"gap_types": Answer(("skills", "data"), Source.CHOSEN)})),
        ("reef.7|pick|law", ASKING, OldTap()),
        ("reef.6|pick|skills", ASKING, OldTap()),
        ("reef.7|pick|yes", asking("consent", "yes", "no"), Told({"consent": Answer("yes", Source.CHOSEN)})),
        ("reef.7|pick|CG", asking("country"), Told({"country": Answer(("CG",), Source.CHOSEN)})),
        ("reef.7|pick|yes", asking("delete", "yes", "no"), Agreed()),
        ("reef.7|pick|no", asking("delete", "yes", "no"), Declined()),
        ("reef.7|do|skip", ASKING, Skipped()),
        ("reef.6|do|skip", ASKING, OldTap()),
        ("reef.7|do|will_ask", ASKING, DoesNotKnow(later=True)),
        ("reef.7|do|unknown", ASKING, DoesNotKnow()),
        ("reef.7|do|why", ASKING, WantsHelp()),
        ("reef.7|do|send", REVIEWING, Agreed()),
        ("reef.7|do|stronger", REVIEWING, Deepen()),
        ("reef.7|do|change", REVIEWING, Declined()),
        ("reef.6|do|send", REVIEWING, OldTap()),
        ("reef.7|do|send", ASKING, OldTap()),
        ("reef.2|do|pause", ASKING, Paused()),
        ("reef.2|do|person", ASKING, WantsHuman()),
        ("reef.2|do|delete", ASKING, WantsDelete()),
        ("reef.2|do|export", ASKING, WantsExport()),
        ("reef.2|do|similar", ASKING, WantsSimilar()),
        ("0|do|language:fr", ASKING, Language("fr")),
        ("reef.2|change|country", REVIEWING, Change("country")),
        ("reef.2|change|nothing", REVIEWING, None),
        ("reef.2|not-relevant|practice:1", ASKING, OnHit("practice:1", "not-relevant")),
        ("reef.7|do|dance", ASKING, None),
        ("reef.2|do|undo", ASKING, Undo()),
        ("0|do|undo", ASKING, Undo()),
        ("fern.7|pick|skills", ASKING, OldTap()),
        ("fern.7|do|send", REVIEWING, OldTap()),
        ("fern.2|do|undo", ASKING, OldTap()),
        ("fern.2|do|back", ASKING, OldTap()),
        ("fern.2|do|restart", ASKING, OldTap()),
        ("fern.2|change|country", REVIEWING, OldTap()),
        ("fern.2|not-relevant|practice:1", ASKING, OldTap()),
        ("fern.2|example|practice:1", ASKING, OldTap()),
        ("fern.2|more|practice:1", ASKING, OnHit("practice:1", "more")),
        ("fern.2|do|person", ASKING, WantsHuman()),
        ("7|pick|skills", ASKING, OldTap()),
        ("7|change|country", COUNTED, OldTap()),
        ("7|pick|skills", COUNTED, OldTap()),
        ("7|do|person", COUNTED, WantsHuman()),
    ],
)
def test_a_tap_means(tap: str, state: State, event: Event | None) -> None:
    """An answer counts only for the open question, what changes a draft only for that draft; what is always possible
    counts on any message, also on one of a version that counted its questions."""
    assert taps.to_event(tap, state) == event


def test_names_are_given_where_something_begins() -> None:
    """A draft keeps its name and a question too, until another is put or open; what is new has a name of its own."""
    names = itertools.count()

    def after(before: State, state: State, *, asks: bool = False) -> tuple[str, str]:
        state = taps.named(before, state, lambda: f"new{next(names)}", asks=asks)
        return state.draft, state.asked_as

    new = State(1)
    assert after(new, new) == ("new0", "new1")
    assert after(ASKING, replace(ASKING, paused=True)) == ("reef", "7")
    assert after(ASKING, ASKING, asks=True) == ("reef", "new2")
    assert after(ASKING, replace(ASKING, asked="country")) == ("reef", "new3")
    assert after(ASKING, replace(ASKING, coach="where")) == ("reef", "new4")
    assert after(ASKING, replace(ASKING, draft="", asked_as="")) == ("new5", "new6")


def test_a_state_that_counted_its_questions_is_read() -> None:
    """The count of an earlier version is left out; names are written and read."""
    counted = json.loads(dump(COUNTED)) | {"question": 7}
    assert load(json.dumps(counted)) == COUNTED
    assert load(dump(ASKING)) == ASKING


def test_every_answer_fits_on_a_button() -> None:
    """With names as long as they come, each option of each field and each line of the card."""
    origin = f"{codes.name()}.{codes.name()}"
    for field in REQUEST.fields:
        assert taps.build(origin, "change", field.key)
        for code in options(field):
            assert taps.parse(taps.build(origin, "pick", code)) == taps.Tap(origin, "pick", code)


@pytest.mark.parametrize(
    ("text", "state", "event"),
    [
        ("1", REVIEWING, Agreed()),
        ("3", REVIEWING, Declined()),
        ("4", REVIEWING, Paused()),
        ("5", REVIEWING, None),
        ("0", REVIEWING, None),
        ("1", ASKING, None),
        ("Pourquoi cette question ?", ASKING, WantsHelp()),
        ("i don't know", ASKING, DoesNotKnow()),
        ("RETOUR", ASKING, Back()),
        ("I want to talk to a person about fish", ASKING, None),
        ("", ASKING, None),
    ],
)
def test_a_typed_label_means(text: str, state: State, event: Event | None) -> None:
    """Typing what a button says is tapping it, in any of our languages; anything longer is words."""
    assert taps.typed(text, state) == event


@pytest.mark.parametrize("language", AVAILABLE)
def test_the_buttons_of_the_card_and_of_the_last_question_can_be_typed(language: str) -> None:
    """Whoever types what a button says does what the button does, in every language."""
    for choice in taps.REVIEW:
        tapped = taps.to_event(f"reef.7|do|{choice}", REVIEWING)
        assert tapped == taps.typed(say(f"option.review.{choice}", language), REVIEWING), choice
        assert taps.typed(say(f"option.review.{choice}", language), ASKING) != tapped or choice == "pause"
    assert taps.typed(say("option.lesson.skip", language), asking("lesson")) == Skipped()


def test_numbers_under_the_card_follow_what_is_offered() -> None:
    """At full depth nothing is stronger, and the numbers close up."""
    full = State(1, phase=Phase.REVIEWING, depth=Depth.FULL, asked="review", draft="reef", asked_as="7")
    assert taps.review_choices(full) == ("send", "change", "pause")
    assert taps.typed("2", full) == Declined()


def test_a_case_is_asked_for_by_its_letter() -> None:
    """Where there are no buttons, a case keeps its letter for as long as it is remembered."""
    state = State(1, phase=Phase.ASKING, shown=("p:1", "p:2"), draft="reef", asked_as="7")
    assert [taps.letter(document, state) for document in ("p:1", "p:2", "p:9")] == ["A", "B", ""]
    assert taps.typed("en savoir plus b", state) == OnHit("p:2", "more")
    assert taps.typed("Not relevant A", state) == OnHit("p:1", "not-relevant")
    assert taps.typed("Tell me more C", state) is None


@pytest.mark.parametrize(("before", "after"), [("¡", "!"), ("¿", "?"), ("", "！"), ("", "؟"), ("", "。")])
def test_marks_around_a_typed_label_do_not_matter(before: str, after: str) -> None:
    """Marks that open a sentence, and those of Chinese and Arabic, are no part of a label."""
    label = say("option.review.send", "es")
    assert taps.typed(f"{before}{label}{after}", REVIEWING) == taps.typed(label, REVIEWING) is not None
