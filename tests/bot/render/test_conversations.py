"""Whatever a conversation does, every turn can be put into words, on every kind of channel."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channel import Limits
from bot.codes import name
from bot.message import Outbound
from bot.render import Service, render
from bot.taps import LONGEST, named, to_event
from dialogs.answers import Answer, Money, Source
from dialogs.effects import Ask, Effect, Retrieve, Submit
from dialogs.engine import advance
from dialogs.events import (
    Agreed,
    Asked,
    Back,
    Cancelled,
    Change,
    Declined,
    Deepen,
    DeskWrote,
    DoesNotKnow,
    Event,
    Greeted,
    HandedBack,
    Hit,
    HitUnnamed,
    Language,
    OldTap,
    OnHit,
    Opened,
    Paused,
    Promised,
    Referred,
    Restarted,
    Resumed,
    Retrieved,
    Review,
    Skipped,
    Staged,
    Submitted,
    TakenOver,
    TimedOut,
    Told,
    Unclaimed,
    Unclear,
    Undo,
    WantsDelete,
    WantsExport,
    WantsHelp,
    WantsHuman,
    WantsSimilar,
    WantsStatus,
)
from dialogs.forms.request import REQUEST
from dialogs.state import State
from dialogs.words import AVAILABLE

CHANNELS = {
    "web": Limits(text=20_000, options=40, label=120, cards=True, deduplicates=True),
    "plain": Limits(text=20_000, options=0, label=60, cards=False, deduplicates=False),
    "small": Limits(text=400, options=6, label=24, cards=False, deduplicates=False),
}
SERVICE = Service("the Help Desk", "Montreal", "help@desk.example", demo=True)
HITS = (
    Hit(
        "practice:1", "Divers and cooks", (("meaning", "reef"), ("same-region", "Caribbean")), ("BZ",), "2019", "s", "t"
    ),
    Hit("term:oecm", "OECM", (("name", "OECM"), ("new-reason", "")), kind="term", summary="An area that …"),
)
TOLD = (
    {"first_words": Answer("Lionfish eat our reefs {place} and nobody knows what to do")},
    {"consent": Answer("no", Source.CHOSEN)},
    {"consent": Answer("yes", Source.CHOSEN)},
    {"country": Answer(("JM",), Source.READ, "Jamaica", confirmed=False)},
    {"problem_statement": Answer("The reef is dying. " * 40)},
    {"budget": Answer(Money(50_000, "USD"), Source.READ, "50k", confirmed=False)},
    {"scope": Answer("regional"), "other_countries": Answer(("LC", "DM"))},
    {"gbf_targets": Answer(("6",), Source.INFERRED, "lionfish", confirmed=False)},
    {"contact_channel": Answer("a@b.example"), "start_date": Answer("2027-02")},
)
EVENTS: tuple[Event, ...] = (
    *(Told(answers) for answers in TOLD),
    Told({"country": Answer(("KE",))}, correction=True),
    Told(more="and the fishers too"),
    *(Opened(), Agreed(), Declined(), Unclear("?!"), Unclear("", "not-a-date"), Asked("What is an OECM?"), WantsHelp()),
    *(Skipped(), DoesNotKnow(), DoesNotKnow(later=True), Back(), Change("budget"), Review(), Deepen(), Paused()),
    *(Resumed(), Cancelled(), Restarted(), Undo(), WantsHuman(), WantsStatus(), WantsExport(), WantsDelete()),
    *(Language("fr"), Language("en"), Language("sw"), Greeted(), WantsSimilar(), OnHit("practice:1", "more"), OldTap()),
    *(
        OnHit("practice:1", "not-relevant"),
        HitUnnamed("example"),
        TakenOver("Ana"),
        DeskWrote("Ana", "Hello"),
        HandedBack("Ana", "country", "One more thing:"),
        Staged("KUMA-4827", "matching", "Ana", "Soon."),
        Promised("Ana", "2026-12-03"),
        Referred("KUMA-4827", "Ana", "ctcn", "CTCN", "They help with that.", "2026-12-15"),
        Unclaimed(),
        TimedOut(24),
    ),
)


def turn(state: State, event: Event) -> tuple[State, list[Effect]]:
    """The state and effects of one event, searches and sending answered at once."""
    events, effects = [event], list[Effect]()
    while events:
        step = advance(REQUEST, state, events.pop(0))
        state = step.state
        for effect in step.effects:
            match effect:
                case Retrieve():
                    events.insert(0, Retrieved(HITS))
                case Submit():
                    events.insert(0, Submitted("KUMA-4827"))
                case _:
                    effects.append(effect)
    return state, effects


@pytest.mark.parametrize("channel", CHANNELS)
@settings(max_examples=60, deadline=None)
@given(events=st.lists(st.sampled_from(EVENTS), max_size=25), language=st.sampled_from(AVAILABLE))
def test_every_turn_has_words(channel: str, events: list[Event], language: str) -> None:
    """No turn raises, overflows its channel, ends on anything but its question, or leaves a person without a person."""
    state, limits = State(REQUEST.version, language=language), CHANNELS[channel]
    for event in (Opened(), *events):
        before, (state, effects) = state, turn(state, event)
        state = named(before, state, name, asks=any(isinstance(effect, Ask) for effect in effects))
        messages = render(effects, language=state.language, limits=limits, service=SERVICE, state=state)
        _fits(messages, limits)
        if any(isinstance(effect, Ask) for effect in effects):
            assert messages[-1].kind in ("ask", "card")
        if messages and not state.with_desk:
            assert any(option.tap.endswith("|do|person") for option in messages[-1].options)
        for option in (o for message in messages for o in message.options):
            assert to_event(option.tap, state) not in (None, OldTap()), option


def _fits(messages: tuple[Outbound, ...], limits: Limits) -> None:
    for message in messages:
        assert message.text or message.lines or message.found
        assert len(message.text) <= limits.text
        assert len(message.options) <= (limits.options or 99)
        assert all(len(option.label) <= limits.label for option in message.options)
        assert all(len(option.tap.encode()) <= LONGEST for option in message.options)
