"""Our keys and values, and those of the evaluation sets and of the Bio-Bridge form."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from dialogs.answers import Money, Value
from dialogs.forms.request import REQUEST
from dialogs.keys import BIO_BRIDGE, NAMES, BadValue, Json, asked_as, bio_bridge, from_evaluation, ours, to_evaluation

SHARED = os.environ.get("NEEDS_SHARED", "")

PAIRS: list[tuple[str, Value, Json]] = [
    ("country", ("WS",), ["WS"]),
    ("organization_type", "national_government", "Government agency (National/Federal)"),
    ("requester_role", "focal_point", "CBD national focal point"),
    ("scope", "subnational", "sub-national"),
    ("gbf_targets", ("6", "11"), [6, 11]),
    ("gap_types", ("skills", "law"), ["knowledge or skills", "law or policy"]),
    ("assistance_types", ("AT01",), ["AT01"]),
    ("budget", Money(50_000, "USD"), {"amount": 50_000, "currency": "USD"}),
    ("beneficiaries_number", 120, 120),
    ("start_date", "2027-06", "2027-06"),
    ("delivery_language", ("fr",), ["fr"]),
    ("problem_statement", "national", "national"),
]


@pytest.mark.parametrize(("field", "value", "outside"), PAIRS)
def test_values_go_out_and_come_back(field: str, value: Value, outside: Json) -> None:
    """Every kind of value has one shape outside; only short lists are put into words."""
    kind = next(f.kind for f in REQUEST.fields if f.key == field)
    assert to_evaluation(kind, value) == outside
    assert from_evaluation(REQUEST, field, outside) == (field, value)


@pytest.mark.parametrize(
    ("name", "given", "advice"),
    [
        ("colour", "red", "needs form show"),
        ("scope", "galactic", "national"),
        ("gbf_targets", [99], "use one of"),
        ("country", [], "ISO 3166"),
        ("start_date", "soon", "YYYY"),
        ("budget", {"sum": 5}, "amount"),
        ("beneficiaries_number", "many", "whole number"),
        ("contact_channel", "at home", "e-mail"),
        ("consent", "perhaps", "yes"),
    ],
)
def test_a_bad_value_says_what_would_fit(name: str, given: Json, advice: str) -> None:
    """The error names the field and what to write instead."""
    with pytest.raises(BadValue, match=advice) as error:
        from_evaluation(REQUEST, name, given)
    assert name in str(error.value)


def test_a_question_is_known_by_all_its_names() -> None:
    """The sets ask for a budget band and answer with a budget."""
    assert asked_as("budget") == {"budget", "budget_band"}
    assert ours("budget_band") == "budget"
    assert asked_as("country") == {"country"}


def test_the_table_speaks_of_real_fields_and_keys() -> None:
    """No mapping leads to a key that the other side does not have."""
    assert {name.bio_bridge for name in NAMES.values()} - {""} <= set(BIO_BRIDGE)
    known = {field.key for field in REQUEST.fields}
    assert set(NAMES) <= known
    assert bio_bridge("contact") == ("contact_name", "contact_channel")


def test_the_keys_are_the_forms_own() -> None:
    """Key for key and in order, the Bio-Bridge request form."""
    path = Path(SHARED, "data", "source_forms.json")
    if SHARED and path.exists():
        fields = json.loads(path.read_text(encoding="utf-8"))["bbi_request"]["fields"]
        assert [field["name"] for field in fields] == list(BIO_BRIDGE)
    assert len(BIO_BRIDGE) == len(set(BIO_BRIDGE)) == 26
