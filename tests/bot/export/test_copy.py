"""A request in the layout of other programmes' forms."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from docx import Document

from bot.export.copy import copy, to_json, to_outline
from bot.export.docx import on_paper
from bot.referral import may_refer, programmes
from dialogs.answers import Answer
from dialogs.forms import FORMS
from dialogs.request import Request
from tests.bot.export.samples import ARABIC, FRENCH, NASTY, SENT

EVERY = tuple(programmes())
WHO = ("Awa Ouédraogo", "Division des pêches", "awa@peches.example")


def on_docx(request: Request, programme: str, *, contact: bool = True) -> str:
    """All words of the document, tables too."""
    data = on_paper(to_outline(copy(request, programmes()[programme], contact=contact)), SENT)
    paper = Document(io.BytesIO(data))
    cells = (cell.text for table in paper.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def in_json(request: Request, programme: str, *, contact: bool = True) -> str:
    return to_json(copy(request, programmes()[programme], contact=contact))


@pytest.mark.parametrize("programme", EVERY)
def test_every_part_names_fields_there_are(programme: str) -> None:
    """A misspelt field would be an empty part for ever; attachments come beside the form."""
    ours = {field.key for field in FORMS["request"].fields} | {"attachments"}
    parts = programmes()[programme].parts
    assert {key for part in parts for key in part.ours} <= ours
    assert len({part.label for part in parts}) == len(parts)


@pytest.mark.parametrize("programme", EVERY)
@pytest.mark.parametrize("request_", [FRENCH, ARABIC, NASTY], ids=["fr", "ar", "nasty"])
def test_nothing_that_was_told_is_lost(programme: str, request_: Request) -> None:
    """What the form has no place for stands beside it: every answer is in the file once at least, on paper too."""
    record = json.loads(in_json(request_, programme))
    told = {one["ours"] for part in record["fields"] for one in part["answers"]} | {
        one["ours"] for one in record["beside"]
    }
    assert told >= set(request_.answers) - {"consent", "visibility"}
    paper = on_docx(request_, programme)
    for part in programmes()[programme].parts:
        assert part.label in paper


def test_what_the_form_wants_and_we_do_not_have_is_listed_with_our_note() -> None:
    record = json.loads(in_json(FRENCH, "ctcn"))
    empty = {one["label"]: one["note"] for one in record["empty"]}
    assert "personne n’a signé pour nous" in empty["NDE signature and date"]
    assert "Nous ne le savons pas" in empty["Theme (adaptation, mitigation, both) and sectors"]
    assert "Problem statement (up to one page)" not in empty
    paper = on_docx(FRENCH, "ctcn")
    for label, note in empty.items():
        assert label in paper
        assert note in paper


@pytest.mark.parametrize("programme", EVERY)
def test_who_asks_is_left_out_until_they_agree(programme: str) -> None:
    """In no file of any form, the platform's record among them; the form's own place says why it is empty."""
    for made in (in_json(FRENCH, programme, contact=False), on_docx(FRENCH, programme, contact=False)):
        assert [one for one in WHO if one in made] == []
    whole = in_json(FRENCH, programme)
    assert [one for one in WHO if one not in whole] == []


def test_what_the_person_chose_says_whether_it_may_be_shown() -> None:
    """The desk alone, the focal point, a community, a case that never was a request: not without a word of theirs."""
    for visibility in ("me", "desk", "desk_focal"):
        hidden = replace(FRENCH, answers={**FRENCH.answers, "visibility": Answer(visibility)})
        assert not may_refer(hidden, " ")
        assert may_refer(hidden, "by telephone, 3 March")
    shown = {**FRENCH.answers, "requester_role": Answer("iplc"), "visibility": Answer("desk_focal_providers")}
    assert may_refer(replace(FRENCH, answers=shown), "")
    assert not may_refer(None, "")


def test_the_bio_bridge_copy_carries_the_platforms_record() -> None:
    record = json.loads(in_json(FRENCH, "bbi"))
    assert record["platform_record"]["country"] == {"identifier": "dm"}


@pytest.mark.skipif(
    "NEEDS_SHARED" not in os.environ, reason="needs the list of forms of a folder named by NEEDS_SHARED"
)
def test_the_forms_are_those_that_were_read() -> None:
    """No part of a form is missing: as many as the list of forms has, and the same keys where it has keys."""
    forms = json.loads((Path(os.environ["NEEDS_SHARED"]) / "data" / "source_forms.json").read_text("utf-8"))
    labels = {part.key for part in programmes()["bbi"].parts}
    wanted = {one["name"] for one in forms["bbi_request"]["fields"]}
    assert labels <= wanted
    # Of old records, of the platform's own kinds, or said in a part beside.
    assert wanted - labels == {"aichiTargets", "otherGovernmentsDetails", "addressedPrioritiesOther"}
    assert len(programmes()["stdf-ppg"].parts) == len(forms["stdf_ppg"]["fields"])
    assert len(programmes()["lifeweb"].parts) == len(forms["lifeweb_eoi"]["fields"])
