"""The JSON of a request: the Bio-Bridge form's keys, and our own record with provenance."""

from __future__ import annotations

import json
import os
from pathlib import Path

from bot.export.bbi import to_bio_bridge
from bot.export.outline import SECTIONS, SUMMARY
from bot.export.record import to_record
from dialogs.answers import Source
from dialogs.forms.request import REQUEST
from dialogs.keys import BIO_BRIDGE, NAMES, asked_as
from dialogs.request import finish
from tests.bot.export.samples import FRENCH, NASTY

NOT_FOR_THE_FORM = {"first_words", "consent", "visibility", "organization_type", "requester_role"}
"""What the Bio-Bridge form has no place for, or takes with another field."""


def test_the_keys_are_exactly_the_forms() -> None:
    """Every key in the form's order, for a full request and for an empty one."""
    for request in (FRENCH, NASTY, finish(REQUEST, {}, code="", language="en")):
        assert list(json.loads(to_bio_bridge(request))) == list(BIO_BRIDGE)
    shared = os.environ.get("NEEDS_SHARED", "")
    source = Path(shared, "data", "source_forms.json")
    if shared and source.exists():
        form = json.loads(source.read_text(encoding="utf-8"))["bbi_request"]
        assert [field["name"] for field in form["fields"]] == list(json.loads(to_bio_bridge(FRENCH)))


def test_values_stand_where_the_form_wants_them() -> None:
    """Terms by identifier, texts by language, the contact taken apart."""
    record = json.loads(to_bio_bridge(FRENCH))
    assert record["country"] == {"identifier": "dm"}
    assert record["coverage"] == [{"identifier": "dm"}]
    assert record["gbfTargets"] == [{"identifier": "GBF-TARGET-06"}]
    assert record["cbdSubjects"] == [{"identifier": "CBD-SUBJECT-MAR"}]
    assert record["jurisdiction"] == {"identifier": "7437F880-7B12-4F26-AA91-CED37250DD0A"}
    assert record["title"] == {"fr": "Retirer le poisson-lion de dix récifs"}
    assert record["problem"]["fr"].startswith("Depuis 2023, le poisson-lion")
    assert record["contact"] == {"name": "Awa Ouédraogo", "email": "awa@peches.example", "phone": ""}
    assert [one["code"] for one in record["assistanceTypes"]] == ["AT01", "AT07"]
    assert record["startDate"] == "2027-03"
    assert record["addressedPriorities"] is None
    assert "40" in record["coFinancing"]["fr"]


def test_no_answer_is_lost_on_the_way() -> None:
    """Every field of our form has its key in theirs, but for those that are not for them."""
    mapped = {field for field, names in NAMES.items() if names.bio_bridge}
    assert {field.key for field in REQUEST.fields} - mapped == NOT_FOR_THE_FORM
    assert all(field.key in asked_as(field.key) for field in REQUEST.fields)


def test_every_field_has_its_place_on_the_sheet() -> None:
    """A field added to the form without a heading would silently not be printed."""
    printed = [key for _, keys in SECTIONS for key in keys] + list(SUMMARY)
    assert {field.key for field in REQUEST.fields} - set(printed) == {"consent", "visibility", "title"}
    sections = [key for _, keys in SECTIONS for key in keys]
    assert len(sections) == len(set(sections))


def test_the_record_is_complete() -> None:
    """Each answer with value, source and words; gaps, notes and open questions; times in UTC; not official."""
    record = json.loads(to_record(FRENCH))
    answers = {answer["field"]: answer for answer in record["answers"]}
    assert list(answers) == list(FRENCH.answers)
    for key, answer in FRENCH.answers.items():
        assert (answers[key]["source"], answers[key]["words"]) == (answer.source.value, answer.words)
    assert answers["budget"]["value"] == {"amount": 40_000, "currency": "USD"}
    assert answers["gbf_targets"]["value"] == ["6"]
    assert {answer["source"] for answer in record["answers"]} <= set(Source)
    assert record["gaps"] == [{"field": "national_priority", "why": "will_ask"}]
    assert record["notes"] == [{"field": "risks", "text": "pfff, la mer..."}]
    assert "past_efforts" in record["open"]
    assert record["sent"] == "2026-11-18T11:06:40+00:00"
    assert record["official"] is False


def test_nasty_text_is_valid_json() -> None:
    """Control characters and lone surrogates can be written to a file in UTF-8."""
    for text in (to_bio_bridge(NASTY), to_record(NASTY)):
        json.loads(text.encode().decode())
