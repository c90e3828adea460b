"""The finished request: what goes into it, and that it survives being written down."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import Answer, Gap, Money, Note, Source
from dialogs.forms.request import REQUEST
from dialogs.request import Request, UnreadableRequest, dump, finish, load, open_fields

VALUES = st.one_of(
    st.text(max_size=40),
    st.integers(min_value=0, max_value=10**12),
    st.lists(st.text(max_size=8), max_size=4).map(tuple),
    st.builds(Money, st.integers(min_value=0, max_value=10**12), st.sampled_from(["USD", "XOF"])),
)
REQUESTS = st.builds(
    Request,
    code=st.text(max_size=10),
    form=st.just("request"),
    version=st.integers(0, 9),
    language=st.sampled_from(["en", "fr", "ar"]),
    answers=st.dictionaries(
        st.sampled_from([f.key for f in REQUEST.fields]),
        st.builds(Answer, VALUES, st.sampled_from(Source), st.text(max_size=20), st.just(True)),
    ),
    gaps=st.dictionaries(st.text(max_size=9), st.builds(Gap, st.sampled_from(["skipped", "unknown", "will_ask"]))),
    notes=st.dictionaries(st.text(max_size=9), st.builds(Note, st.text(max_size=20))),
    created=st.floats(0, 4e9),
    sent=st.floats(0, 4e9),
)


@settings(deadline=None)
@given(REQUESTS)
def test_what_is_dumped_loads_equal(request: Request) -> None:
    """Values, sources, words, gaps and notes come back as they were."""
    assert load(dump(request)) == request


def test_nothing_unconfirmed_is_in_a_request() -> None:
    """A proposal the person has not agreed to is left out; what is confirmed keeps its source and words."""
    told = Answer("WS fisheries", Source.READ, "from WS fisheries")
    held = {
        "organization": told,
        "title": Answer("Reefs", Source.INFERRED, confirmed=False),
        "after": Gap("will_ask"),
        "risks": Note("???"),
    }
    request = finish(REQUEST, held, code="KUMA-4827", language="en", sent=1.0)
    assert dict(request.answers) == {"organization": told}
    assert dict(request.gaps) == {"after": Gap("will_ask")}
    assert dict(request.notes) == {"risks": Note("???")}


def test_moot_answers_are_left_out_and_the_rest_is_in_the_forms_order() -> None:
    """Other countries belong to a regional request only."""
    held = {
        "other_countries": Answer(("FJ",)),
        "scope": Answer("national"),
        "country": Answer(("WS",)),
    }
    assert list(finish(REQUEST, held, code="", language="en").answers) == ["country", "scope"]


def test_open_fields_are_those_never_dealt_with() -> None:
    """A skipped question is a gap, not an open one; a field that does not apply is not open either."""
    request = finish(REQUEST, {"country": Answer(("WS",)), "objective": Gap("skipped")}, code="", language="en")
    found = open_fields(request, REQUEST, depth=3)
    assert "country" not in found
    assert "objective" not in found
    assert "other_countries" not in found
    assert found[:3] == ("first_words", "consent", "problem_statement")


def test_the_year_of_a_request_is_when_it_was_sent() -> None:
    """In UTC; a draft has none."""
    assert finish(REQUEST, {}, code="", language="en", sent=1_800_000_000.0).year == "2027"
    assert finish(REQUEST, {}, code="", language="en").year == ""


@pytest.mark.parametrize("body", ["", "[]", "{}", "null", "no json", json.dumps({"code": "A"})])
def test_what_is_no_request_says_so(body: str) -> None:
    """An erased or foreign body is one error with what to do, never a half-filled request."""
    with pytest.raises(UnreadableRequest, match=r"erased|backup"):
        load(body)
