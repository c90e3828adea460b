"""The engine's promises, for every form, every depth and any conversation that starts like a real one."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialogs.answers import Answer, Citation, Gap, Money, Note, Source
from dialogs.effects import Ask, Card, Heard, PassOn, Retrieve, Say, Submit
from dialogs.engine import advance
from dialogs.events import (
    Agreed,
    Asked,
    Back,
    Called,
    Cancelled,
    Change,
    Corrected,
    Declined,
    Deepen,
    DeskWrote,
    DoesNotKnow,
    Event,
    Greeted,
    HandedBack,
    HitUnnamed,
    Language,
    Merged,
    MoreNeeds,
    NeedsFound,
    OldTap,
    OnHit,
    Opened,
    Pasted,
    Paused,
    Promised,
    Referred,
    Repeat,
    Restarted,
    Resumed,
    Retrieved,
    Review,
    Skipped,
    Spoke,
    Staged,
    Submitted,
    TakenOver,
    Thanked,
    TimedOut,
    Told,
    TookNeed,
    Unclaimed,
    Unclear,
    Undo,
    WantsClearer,
    WantsDelete,
    WantsExport,
    WantsHelp,
    WantsHuman,
    WantsSend,
    WantsSimilar,
    WantsStatus,
    Worded,
)
from dialogs.form import Depth, Form
from dialogs.forms import FORMS
from dialogs.forms.request import REQUEST
from dialogs.needs import Need
from dialogs.state import Phase, State, dump, load
from tests.dialogs.happy import HITS, happy_path, plain_value, settle

CASES = [(form, depth) for form in FORMS.values() for depth in Depth]
DIGRESSIONS = (
    Repeat(),
    Greeted(),
    Thanked(),
    WantsHelp(),
    Asked("what is an OECM?"),
    WantsStatus(),
    OldTap(),
    Review(),
    WantsExport(),
)

_PLACE = Citation("plan.pdf", 3)
NEEDS = tuple(
    Need(
        f"The ports have no laboratory for {group}.",
        _PLACE,
        {
            "country": Answer(("WS",), Source.DOCUMENT, confirmed=False, citation=_PLACE),
            "gbf_targets": Answer(("6",), Source.DOCUMENT, group, confirmed=False, citation=_PLACE),
            "national_priority": Answer("NBSAP 2025–2030", Source.DOCUMENT, confirmed=False, citation=_PLACE),
        },
    )
    for group in ("insects", "snails", "ferns", "bats", "corals", "soils")
)


def told(form: Form) -> st.SearchStrategy[Told]:
    """Right, wrong, inferred and unknown answers, several at once."""
    values = st.sampled_from(
        [
            "",
            "a reef",
            "yes",
            "JM",
            12,
            ("JM",),
            ("6", "10"),
            ("skills",),
            Money(5, "EUR"),
            "2027-06",
            "national",
            "regional",
            "👍",
        ]
    )
    keys = st.sampled_from([*(f.key for f in form.fields), "unknown"])
    answers = st.builds(
        lambda value, source: Answer(value, source, "words", source is Source.TYPED),
        values,
        st.sampled_from([Source.TYPED, Source.READ, Source.INFERRED]),
    )
    right = st.sampled_from(form.fields).map(lambda f: {f.key: Answer(plain_value(f))})
    return st.builds(
        Told,
        right | st.dictionaries(keys, answers, max_size=4),
        st.booleans(),
        st.sampled_from(["", "", "", "and more"]),
    )


def anything(form: Form) -> st.SearchStrategy[Event]:
    plain = [
        Opened(),
        Agreed(),
        Agreed("yes"),
        Declined(),
        Declined("no"),
        Unclear("asdf"),
        Unclear("", "empty"),
        Asked("why?"),
        WantsHelp(),
        Skipped(),
        DoesNotKnow(),
        DoesNotKnow(later=True),
        Back(),
        Review(),
        Deepen(),
        WantsSend(),
        Paused(),
        Resumed(),
        Cancelled(),
        Restarted(),
        Undo(),
        Repeat(),
        WantsHuman(),
        WantsStatus(),
        WantsExport(),
        WantsDelete(),
        Language("fr"),
        Language("tlh"),
        Spoke("fr"),
        Greeted(),
        Thanked(),
        WantsSimilar(),
        OnHit("GP01", "more"),
        OnHit("GP01", "example"),
        OnHit("GP01", "not-relevant"),
        HitUnnamed("more"),
        OldTap(),
        Retrieved(HITS),
        Retrieved((), available=False),
        Submitted("BADA-0001"),
        TakenOver("Ana"),
        DeskWrote("Ben", "Which reef?"),
        Corrected("Ben", "Which reefs?"),
        HandedBack(),
        HandedBack("Ana", "past_efforts"),
        HandedBack("Ana", "", "One more thing."),
        Staged("KUMA-4827", "matching", "Ana", "A centre is asked."),
        Staged("KUMA-4827", "closed", "Ana"),
        Merged("KUMA-4827", "BADA-0001"),
        Promised("Ana", "2026-12-03"),
        Referred("KUMA-4827", "Ana", "ctcn", "CTCN", "They help with that.", "2026-12-15"),
        Unclaimed(),
        TimedOut(24),
        NeedsFound("plan.pdf", NEEDS),
        NeedsFound("letter.pdf"),
        NeedsFound("locked.pdf", unread="encrypted"),
        MoreNeeds(),
        TookNeed(NEEDS[0].key),
        TookNeed(NEEDS[-1].key),
        TookNeed("unknown"),
        Pasted(Told({form.fields[0].key: Answer("a part of a plan")}), NEEDS),
        Told({"problem_statement": Answer("The wardens of our park come too late and have no boat, every night")}),
        WantsClearer(),
        WantsClearer("objective"),
        Worded("The wardens come too late."),
        Worded(why="failed"),
        Worded(why="unavailable"),
    ]
    changes = st.sampled_from([*(f.key for f in form.fields), "unknown"]).map(Change)
    return st.sampled_from(plain) | changes | told(form)


@st.composite
def conversations(draw: st.DrawFn) -> tuple[Form, Depth, list[Event]]:
    """A cut of the happy path, then anything; blind random events almost never finish a form."""
    form, depth = draw(st.sampled_from(CASES))
    path = list(happy_path(form, depth, proposing=draw(st.booleans())))
    cut = draw(st.integers(0, len(path)))
    return form, depth, [*path[:cut], *draw(st.lists(anything(form), max_size=25))]


@settings(max_examples=400, deadline=None)
@given(conversations())
@example((REQUEST, Depth.QUICK, [TakenOver("Ana"), Promised("Ana", "2026-12-03")]))  # Before the first word.
def test_promises(conversation: tuple[Form, Depth, list[Event]]) -> None:
    """One question at most, and last; one submission per request, everything in it agreed to, and what must be known
    before sending said since the person was last away; the total never grows; silence under the desk; states survive
    storage; nothing raises."""
    form, depth, events = conversation
    state = State(form.version, depth=depth)
    submitted = 0
    total: dict[tuple[Depth, int], int] = {}
    requests = 0
    shown_open: tuple[str, ...] = ()
    terms_said = False
    for event in events:
        before = state
        state, effects = settle(form, state, event)
        asks = [e for e in effects if isinstance(e, Ask)]
        assert len(asks) <= 1
        assert not asks or effects[-1] is asks[0]
        assert not asks or asks[0].field == state.asked
        shown = [e for e in effects if isinstance(e, Card)]
        submits = [e for e in effects if isinstance(e, Submit)]
        assert len(submits) <= 1
        asked_before = terms_said
        terms_said = (terms_said or any(ask.terms == "full" for ask in asks)) and not isinstance(event, Paused)
        if submits:
            assert before.phase is Phase.REVIEWING
            assert asked_before, "sent before it was said who reads it, what it is not, and that no money is promised"
            held = submits[0].answers
            assert all(not isinstance(a, Answer) or a.confirmed for a in held.values())
            for field in form.asked_at(before.depth, held):
                put = field.key in before.answers or field.key in shown_open
                assert put, f"{field.key} was sent without having been asked, told or offered on the card"
            submitted += 1
        shown_open = shown[-1].open if shown else shown_open
        woken = state.phase is Phase.ASKING and before.phase in (Phase.SENT, Phase.CANCELLED, Phase.NEW)
        if woken or isinstance(event, Restarted | Deepen | Undo):
            requests += 1
        if asks and asks[0].total:
            key = (state.depth, requests)
            assert asks[0].number <= asks[0].total <= total.get(key, asks[0].total)
            total[key] = asks[0].total
        if before.with_desk and not isinstance(
            event, Called | Language | WantsDelete | WantsExport | WantsStatus | Agreed | Declined
        ):
            assert all(effect == PassOn() for effect in effects)
        assert load(dump(state)) == state
        assert submitted <= requests + 1


@settings(max_examples=150, deadline=None)
@given(conversations(), st.sampled_from(DIGRESSIONS))
def test_digressions_are_neutral(conversation: tuple[Form, Depth, list[Event]], digression: Event) -> None:
    """A question, help, a greeting or a look at the card changes nothing, and the plain question comes back."""
    form, depth, events = conversation
    state = State(form.version, depth=depth)
    for event in [Opened(), *events]:
        state, _ = settle(form, state, event)
    if state.with_desk or state.asked == "lesson":
        return
    after, effects = settle(form, state, digression)
    assert (after.answers, after.misses, after.asked, after.depth, after.total) == (
        state.answers,
        state.misses,
        state.asked,
        state.depth,
        state.total,
    )
    if state.asked is not None and state.answers:
        assert isinstance(effects[-1], Ask)
        assert effects[-1].manner == "plain"


@settings(max_examples=150, deadline=None)
@given(conversations(), st.data())
def test_a_correction_loses_nothing_else(conversation: tuple[Form, Depth, list[Event]], data: st.DataObject) -> None:
    """Changing one answer leaves every other as it was."""
    form, depth, events = conversation
    state = State(form.version, depth=depth)
    for event in [Opened(), *events]:
        state, _ = settle(form, state, event)
    if state.phase in (Phase.SENT, Phase.CANCELLED) or state.with_desk:
        return
    field = data.draw(st.sampled_from(form.fields))
    after, _ = settle(form, state, Told({field.key: Answer(plain_value(field))}, correction=True))
    kept = {k: v for k, v in state.answers.items() if k != field.key}
    assert kept.items() <= after.answers.items()


@settings(max_examples=150, deadline=None)
@given(conversations())
def test_no_dead_end(conversation: tuple[Form, Depth, list[Event]]) -> None:
    """From wherever a conversation is, a person who then answers plainly can still send, within the form's length."""
    form, depth, events = conversation
    state = State(form.version, depth=depth)
    for event in [Opened(), *events, HandedBack()]:
        state, _ = settle(form, state, event)
    if state.phase is Phase.SENT:
        return
    start = Restarted() if state.phase is Phase.CANCELLED else Repeat()
    state, last = settle(form, state, start)
    for _ in range(len(form.fields) + 10):
        asks = [e for e in last if isinstance(e, Ask)]
        assert asks, "nothing is asked any more and nothing was sent"
        ask = asks[-1]
        field = form.field(ask.field)
        event = (
            Agreed()
            if ask.field == "review"
            else Declined()
            if field is None
            else Told({field.key: Answer(plain_value(field))})
        )
        if field and ask.coach:
            event = Skipped()
        state, last = settle(form, state, event)
        if state.phase is Phase.SENT:
            return
    raise AssertionError("the conversation did not come to an end")


@pytest.mark.parametrize(("form", "depth"), CASES, ids=lambda x: getattr(x, "name", x))
def test_plain_answers_stay_within_the_limit(form: Form, depth: Depth) -> None:
    """Quick takes 6 turns and standard at most 12 for a person who answers plainly, the card included."""
    path = [e for e in happy_path(form, depth) if not isinstance(e, Opened)]
    turns = len(path) - 1  # The optional last question comes after sending.
    assert turns <= form.limit(depth)


@pytest.mark.parametrize(("form", "depth"), CASES, ids=lambda x: getattr(x, "name", x))
def test_three_misses_never_block(form: Form, depth: Depth) -> None:
    """Somebody who is never understood still reaches the card; what they said is kept as notes for the desk.

    Consent is no note: without a yes the answers are not kept, and the card says so.
    """
    state, effects = settle(form, State(form.version, depth=depth), Opened())
    for _ in range(4 * len(form.fields)):
        if state.asked == "review":
            break
        state, effects = settle(form, state, Unclear("mmh"))
    assert state.asked == "review"
    assert any(isinstance(e, Card) for e in effects)
    asked = [f for f in form.asked_at(depth, state.answers) if not f.default]
    held = {f.key: state.answers[f.key] for f in asked if f.key in state.answers}
    consent = held.pop("consent", None)
    assert consent is None or consent == Answer("no", Source.INFERRED, confirmed=False)
    assert held
    assert all(isinstance(h, Note | Gap) for h in held.values())


def test_what_was_heard_comes_before_the_first_question() -> None:
    """Facts told with the first words are said back before anything is asked."""
    form = FORMS["request"]
    first = Told(
        {
            "first_words": Answer("lionfish eat our reefs in Jamaica"),
            "country": Answer(("JM",), Source.READ, "Jamaica", confirmed=False),
        }
    )
    state, _ = settle(form, State(form.version), Opened())
    step = advance(form, state, first)
    assert isinstance(step.effects[0], Heard)
    assert set(step.effects[0].facts) == {"first_words", "country"}
    assert isinstance(step.effects[-1], Retrieve)


def test_a_proposal_never_replaces_what_was_said() -> None:
    """What we infer later yields to what the person told."""
    form = FORMS["request"]
    state, _ = settle(form, State(form.version), Told({"first_words": Answer("reefs"), "country": Answer(("JM",))}))
    state, _ = settle(form, state, Told({"country": Answer(("CU",), Source.INFERRED, "Cuba", confirmed=False)}))
    assert state.answers["country"] == Answer(("JM",))


def test_undo_takes_back_the_last_change() -> None:
    """After a correction, undo restores the answer it replaced."""
    form = FORMS["request"]
    state, _ = settle(form, State(form.version), Told({"first_words": Answer("reefs"), "country": Answer(("JM",))}))
    told = Told({"country": Answer(("KE",)), "scope": Answer("national")}, correction=True)
    changed, _ = settle(form, state, told)
    back, _ = settle(form, changed, Undo())
    assert changed.answers != state.answers
    assert back.answers == state.answers


def test_fifty_digressions_change_nothing() -> None:
    """However often somebody asks for help or for something else, the question stays the same and none is missed."""
    form = FORMS["request"]
    state, _ = settle(form, State(form.version), Told({"first_words": Answer("reefs"), "consent": Answer("yes")}))
    size = len(dump(state))
    for number in range(50):
        state, effects = settle(form, state, DIGRESSIONS[number % len(DIGRESSIONS)])
        assert isinstance(effects[-1], Ask)
        assert (effects[-1].field, effects[-1].manner) == ("country", "plain")
    assert state.misses == 0
    assert len(dump(state)) < size + 200, "a conversation must not grow with what changes nothing"


def test_a_reminder_comes_once() -> None:
    """A second silence says nothing more."""
    form = FORMS["request"]
    state, _ = settle(form, State(form.version), Told({"first_words": Answer("reefs")}))
    state, first = settle(form, state, TimedOut(48))
    state, second = settle(form, state, TimedOut(96))
    assert first
    assert second == []


def test_another_fact_leaves_the_coaching_question_open() -> None:
    """A correction in the middle of a coaching question is taken, and that question comes back."""
    form = FORMS["request"]
    path = [
        Told({"first_words": Answer("reefs"), "consent": Answer("yes"), "country": Answer(("JM",))}),
        Told({"problem_statement": Answer("we lack drones")}),
    ]
    state = State(form.version, depth=Depth.STANDARD)
    for event in path:
        state, effects = settle(form, state, event)
    assert isinstance(effects[-1], Ask)
    kind = effects[-1].coach
    assert kind
    state, effects = settle(form, state, Told({"country": Answer(("KE",))}, correction=True))
    assert isinstance(effects[-1], Ask)
    assert (effects[-1].field, effects[-1].coach) == ("problem_statement", kind)


def test_a_role_said_first_is_not_put_aside_for_a_guess() -> None:
    """What was first concluded about a single choice stays when a later message suggests something else."""
    form = FORMS["request"]
    said = Answer("focal_point", Source.INFERRED, "focal point", confirmed=False)
    guessed = Answer("government", Source.INFERRED, "ministry", confirmed=False)
    state, _ = settle(form, State(form.version), Told({"first_words": Answer("reefs"), "requester_role": said}))
    state, _ = settle(form, state, Told({"organization": Answer("Ministry of fish"), "requester_role": guessed}))
    assert state.answers["requester_role"] == said


@pytest.mark.parametrize(("form", "depth"), CASES, ids=lambda x: getattr(x, "name", x))
def test_words_beside_the_question_never_block(form: Form, depth: Depth) -> None:
    """Somebody who only ever tells something else reaches the card, with all words kept; the card's choices stay."""
    state, _ = settle(form, State(form.version, depth=depth), Told({"first_words": Answer("reefs")}))
    for number in range(4 * len(form.fields)):
        if state.asked == "review":
            break
        state, effects = settle(form, state, Told(more=f"something else {number}"))
        assert isinstance(effects[-1], Ask)
    assert state.asked == "review"
    kept = " ".join(
        held.value for held in state.answers.values() if isinstance(held, Answer) and isinstance(held.value, str)
    )
    assert all(f"something else {n}" in kept for n in range(number))
    assert state.answers["consent"] == Answer("no", Source.INFERRED, confirmed=False)
    shown = []
    for text in ("one", "two", "three"):
        state, effects = settle(form, state, Told(more=text))
        shown.append(any(isinstance(effect, Card) for effect in effects))
        assert isinstance(effects[-1], Ask)
        assert effects[-1].field == "review"
    assert shown == [True, False, False]


def test_what_was_not_on_the_screen_is_not_passed_by() -> None:
    """Messages sent before the question arrived take nobody down the ladder."""
    form = FORMS["request"]
    state, _ = settle(form, State(form.version), Told({"first_words": Answer("reefs")}))
    for number in range(5):
        state, effects = settle(form, state, Told(more=f"and {number}", unseen=True))
    assert isinstance(effects[-1], Ask)
    assert (effects[-1].field, effects[-1].manner, state.misses) == ("consent", "plain", 0)


@settings(max_examples=150, deadline=None)
@given(conversations())
def test_a_wish_to_send_leads_to_the_card(conversation: tuple[Form, Depth, list[Event]]) -> None:
    """From anywhere, "send" and plain answers to what is still needed lead to the card within the quick length."""
    form, depth, events = conversation
    state = State(form.version, depth=depth)
    for event in [Opened(), *events, HandedBack()]:
        state, _ = settle(form, state, event)
    if state.phase in (Phase.SENT, Phase.CANCELLED) or state.asked == "review":
        return
    state, effects = settle(form, state, WantsSend())
    for _ in range(form.limit(Depth.QUICK)):
        if state.asked == "review":
            break
        assert isinstance(effects[-1], Ask)
        field = form.field(effects[-1].field)
        event = Told({field.key: Answer(plain_value(field))}) if field else WantsSend()
        state, effects = settle(form, state, event)
        # The first wish answered a question in between, or came before anything was told.
        if state.depth > Depth.QUICK and state.asked != "review":
            state, effects = settle(form, state, WantsSend())
    assert state.asked == "review"
    assert any(isinstance(effect, Card) for effect in effects)


def test_who_has_been_away_sees_the_card_before_it_is_sent() -> None:
    """After a pause at the card, "send" shows the card once more, with all that must be known; the next one sends."""
    form = FORMS["request"]
    state = State(form.version)
    for event in happy_path(form, Depth.QUICK):
        if state.asked == "review":
            break
        state, _ = settle(form, state, event)
    for gone in (Paused(), TimedOut(48)):
        away, _ = settle(form, state, gone)
        back, effects = settle(form, away, Agreed())
        assert isinstance(effects[-1], Ask)
        assert (back.phase, effects[-1].terms) == (Phase.REVIEWING, "full")
        sent, _ = settle(form, back, Agreed())
        assert sent.phase is Phase.SENT


def test_a_bare_yes_is_kept_and_asks_which() -> None:
    """Yes to what may be yes or no is no miss: it is kept, and one more question welcomes the rest."""
    form = FORMS["request"]
    early = {
        "first_words": "reefs",
        "consent": "yes",
        "problem_statement": "words",
        "past_efforts": "x",
        "objective": "y",
    }
    told = {**{key: Answer(text) for key, text in early.items()}, "country": Answer(("BJ",))}
    state, effects = settle(form, State(form.version, depth=Depth.STANDARD), Told(told))
    while state.asked != "national_priority":
        state, effects = settle(form, state, Skipped())
    state, effects = settle(form, state, Agreed("oui"))
    assert isinstance(effects[-1], Ask)
    assert (effects[-1].field, effects[-1].coach, state.misses) == ("national_priority", "which", 0)
    more, _ = settle(form, state, Told({"national_priority": Answer("action 12")}))
    enough, _ = settle(form, state, Agreed("oui"))
    assert more.answers["national_priority"] == Answer("action 12")
    assert enough.answers["national_priority"] == Answer("oui")
    assert enough.asked != "national_priority"


def test_a_case_called_not_relevant_leaves_the_search_open() -> None:
    """The problem as it stands is searched for until something was shown that was not put aside."""
    form = FORMS["request"]
    state, _ = settle(form, State(form.version), Told({"first_words": Answer("the weather"), "consent": Answer("yes")}))
    again = Told({"problem_statement": Answer("lionfish eat our reefs")})
    assert not any(isinstance(e, Retrieve) for e in advance(form, state, again).effects)
    state, _ = settle(form, state, OnHit("GP01", "not-relevant"))
    asked = [e for e in advance(form, state, again).effects if isinstance(e, Retrieve)]
    assert [retrieve.query for retrieve in asked] == ["lionfish eat our reefs"]


def test_a_line_in_another_language_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """While there is no Spanish, a line of French that looks Spanish brings no regret; only a second one does."""
    monkeypatch.setattr("dialogs.engine.AVAILABLE", ("en", "fr"))
    form = FORMS["request"]
    state = advance(form, State(form.version), Spoke("fr")).state
    first = advance(form, state, Spoke("es"))
    second = advance(form, first.state, Spoke("es"))
    assert first.effects == ()
    assert [e.message for e in second.effects if isinstance(e, Say)] == ["language-unavailable"]
