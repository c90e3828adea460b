"""Who is asked about a request, what an answer needs, and what silence means: the rules alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.endorsement import (
    SHORTEST,
    VERDICTS,
    Answered,
    Event,
    Facts,
    Opened,
    Outcome,
    Passed,
    Recorded,
    Refusal,
    Silence,
    Silent,
    advance,
    facts,
    may_ask,
)
from dialogs.answers import Answer, Source
from dialogs.request import Request
from storage.desk.way import Endorsement

NOW = 1_000.0
HELD = Endorsement(1, 1, "asked", "HT", "Jean", "fr", "mine", 0, NOW + 10, NOW + 5, "§ 4", "", 0, "", "", None)
FREE = Facts("HT", own=False, agreed=True, consent="no")
RULE = Silence(20, "Decision 15/8, paragraph 4")


def request(**answers: str) -> Request:
    return Request("REEF-27", "request", 1, "fr", {key: Answer(value, Source.TYPED) for key, value in answers.items()})


def why(result: object) -> str:
    return result.why if isinstance(result, Refusal) else ""


def test_a_focal_point_who_asks_needs_no_endorsement() -> None:
    own = facts(request(requester_role="focal_point", visibility="public"), "HT")
    assert why(may_ask(own)) == "own"
    assert why(may_ask(facts(request(requester_role="other_focal_point", visibility="public"), "HT"))) == ""


@pytest.mark.parametrize("role", [{"requester_role": "iplc"}, {"organization_type": "iplc"}, {"requester_role": "ngo"}])
def test_a_request_is_not_shown_without_agreement(role: dict[str, str]) -> None:
    """A community's least of all: by choosing who may see it, or by a word the desk has recorded."""
    for visibility in ("me", "desk"):
        assert why(may_ask(facts(request(**role, visibility=visibility), "HT"))) == "not-agreed"
    assert may_ask(facts(request(**role, visibility="desk_focal"), "HT")) is None
    assert may_ask(facts(request(**role, visibility="desk"), "HT", agreed="by telephone, 3 March")) is None
    assert why(may_ask(facts(request(**role, visibility="desk"), "HT", agreed=" "))) == "not-agreed"


def test_a_case_without_a_request_needs_a_recorded_agreement() -> None:
    assert why(may_ask(facts(None, "HT"))) == "not-agreed"
    assert may_ask(facts(None, "HT", agreed="letter of 3 March")) is None


@pytest.mark.parametrize("country", ["", "XX"])
def test_without_a_country_nobody_is_asked(country: str) -> None:
    assert why(may_ask(replace(FREE, country=country))) == "country"


def test_silence_never_counts_where_consent_is_needed() -> None:
    """Nor may be needed; what the request leaves open the desk must know, and say how."""
    for touched in (
        {"requester_role": "iplc", "fpic_needed": "no"},
        {"organization_type": "iplc"},
        {"fpic_needed": "yes"},
        {"fpic_needed": "unsure"},
    ):
        known = facts(request(**touched, visibility="public"), "HT")
        assert why(may_ask(known, replace(RULE, without_consent="we think so"))) == "consent"
        assert may_ask(known) is None
    silent = facts(request(visibility="public"), "HT")
    assert why(may_ask(silent, RULE)) == "consent-unknown"
    assert may_ask(silent, replace(RULE, without_consent="a database in the ministry")) is None
    assert may_ask(facts(request(visibility="public", fpic_needed="no"), "HT"), RULE) is None


def test_silence_needs_the_text_of_its_mandate_and_time() -> None:
    assert why(may_ask(FREE, Silence(20, "  "))) == "mandate"
    for days in (0, SHORTEST - 1, 61):
        assert why(may_ask(FREE, Silence(days, "§ 4"))) == "days"


@pytest.mark.parametrize("verdict", VERDICTS)
def test_an_answer_carries_a_name(verdict: str) -> None:
    """And a reason where nobody can act without one."""
    said = Answered("mine", verdict, " Jean ", " Bien. ")  # type: ignore[arg-type]  # Parametrised from VERDICTS.
    assert advance(HELD, said, NOW) == Outcome(said.verdict, "Jean", "Bien.")
    assert why(advance(HELD, replace(said, name=" "), NOW)) == "name"
    bare = advance(HELD, replace(said, words=""), NOW)
    assert why(bare) == ("words" if verdict in ("changes-asked", "objected") else "")


def test_the_first_browser_has_the_link() -> None:
    """A forwarded link, opened after it, shows and does nothing; one that was never opened cannot answer."""
    new = replace(HELD, holder="")
    assert advance(new, Opened("anyone"), NOW) == Outcome("asked")
    assert why(advance(new, Opened(""), NOW)) == "elsewhere"
    assert why(advance(new, Answered("anyone", "endorsed", "Jean"), NOW)) == "elsewhere"
    for event in (Opened("other"), Answered("other", "endorsed", "Jean"), Passed("other", "Jean", "Marie")):
        assert why(advance(HELD, event, NOW)) == "elsewhere"


def test_passing_on_names_both() -> None:
    assert advance(HELD, Passed("mine", "Jean", "Marie"), NOW) == Outcome("delegated", "Jean", passed_to="Marie")
    assert why(advance(HELD, Passed("mine", "", "Marie"), NOW)) == "name"
    assert why(advance(HELD, Passed("mine", "Jean", ""), NOW)) == "to"


def test_a_letter_is_recorded_with_its_reference() -> None:
    """Also when the link is old."""
    letter = Recorded("endorsed", "MDE/24 of 3 March 2026")
    assert advance(HELD, letter, NOW + 99) == Outcome("endorsed", "MDE/24 of 3 March 2026")
    assert why(advance(HELD, Recorded("endorsed", ""), NOW)) == "words"


def test_silence_counts_from_its_date_on_where_it_still_may() -> None:
    """What the person or the desk has learned since is looked at again."""
    assert why(advance(HELD, Silent(FREE), NOW + 4)) == "early"
    assert advance(HELD, Silent(FREE), NOW + 5) == Outcome("no-objection")
    assert why(advance(replace(HELD, due=0), Silent(FREE), NOW + 5)) == "early"
    assert why(advance(HELD, Silent(replace(FREE, consent="applies")), NOW + 5)) == "consent"
    assert why(advance(HELD, Silent(replace(FREE, agreed=False)), NOW + 5)) == "not-agreed"
    assert advance(replace(HELD, agreed="a call"), Silent(replace(FREE, agreed=False)), NOW + 5) == Outcome(
        "no-objection"
    )


EVENTS: st.SearchStrategy[Event] = st.one_of(
    st.builds(Opened, st.sampled_from(["", "mine", "other"])),
    st.builds(
        Answered,
        st.sampled_from(["", "mine", "other"]),
        st.sampled_from(VERDICTS),
        st.text(max_size=3),
        st.text(max_size=3),
    ),
    st.builds(Passed, st.sampled_from(["", "mine", "other"]), st.text(max_size=3), st.text(max_size=3)),
    st.builds(Recorded, st.sampled_from(VERDICTS), st.text(max_size=3)),
    st.builds(
        Silent,
        st.builds(Facts, st.just("HT"), st.booleans(), st.booleans(), st.sampled_from(["applies", "unknown", "no"])),
    ),
)


@given(EVENTS, st.floats(0, 3 * NOW), st.sampled_from(["endorsed", "objected", "delegated", "recalled"]))
def test_what_is_answered_stays_answered(event: Event, now: float, state: str) -> None:
    """Whatever happens, whenever."""
    closed = replace(HELD, state=state)  # type: ignore[arg-type]  # One of the closed ones.
    assert why(advance(closed, event, now)) == "answered"


@given(EVENTS, st.floats(0, 3 * NOW))
def test_every_event_has_an_outcome_and_a_stranger_none(event: Event, now: float) -> None:
    """Nothing raises; who does not hold the link changes nothing."""
    outcome = advance(HELD, event, now)
    assert isinstance(outcome, Outcome | Refusal)
    if isinstance(event, Opened | Answered | Passed) and event.holder != "mine":
        assert isinstance(outcome, Refusal)
