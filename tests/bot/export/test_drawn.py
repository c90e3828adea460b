"""Causes and effects as branches and indicators as a table, in the document, on the page and in the record."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from docx import Document

from bot.export.docx import to_docx
from bot.export.page import to_page
from bot.export.record import to_record
from dialogs.answers import Answer, Indicator, Logframe
from dialogs.request import dump, load
from dialogs.words import AVAILABLE, say
from tests.bot.export.samples import FRENCH, NASTY_TEXT

DRAWN = replace(
    FRENCH,
    language="en",
    answers={
        **FRENCH.answers,
        "root_causes": Answer("the dogs run free because no rule says who ties them; the boat broke"),
        "effects": Answer("no turtles hatch, therefore visitors stay away"),
        "indicators": Answer(
            Logframe(
                (
                    Indicator("nests lost", "impact", "41 in 2025", "below 5", "by 2028", "ranger log"),
                    Indicator("patrols <a month>"),
                )
            )
        ),
    },
)
OPEN = say("logframe.open", "en")


def test_the_document_has_branches_and_a_table() -> None:
    """What hangs under a cause stands further in; every cell has its column, and an open one says so."""
    paper = Document(io.BytesIO(to_docx(DRAWN)))
    bullets = [(p.style.name, p.text) for p in paper.paragraphs if p.style and "Bullet" in str(p.style.name)]
    assert bullets[:5] == [
        ("List Bullet", "the dogs run free"),
        ("List Bullet 2", "no rule says who ties them"),
        ("List Bullet", "the boat broke"),
        ("List Bullet", "no turtles hatch"),
        ("List Bullet 2", "visitors stay away"),
    ]
    (table,) = (table for table in paper.tables if len(table.columns) == 6)
    rows = [[cell.text for cell in row.cells] for row in table.rows]
    assert rows[0][0] == say("logframe.what", "en")
    assert rows[1] == ["nests lost", say("logframe.impact", "en"), "41 in 2025", "below 5", "by 2028", "ranger log"]
    assert rows[2] == ["patrols <a month>", OPEN, OPEN, OPEN, OPEN, OPEN]


def test_the_page_has_branches_and_a_table() -> None:
    """Nested lists and a table with a caption and headings; the person's signs are escaped."""
    page = ElementTree.fromstring(to_page(DRAWN).body)
    table = next(table for table in page.iter("table") if table.find("caption") is not None)
    assert [len(row) for row in table.iter("tr")] == [6, 6, 6]
    assert [cell.text for cell in table.findall("tr")[2]] == ["patrols <a month>", *[OPEN] * 5]
    under = [item.text for item in page.iter("li") if item.find("ul") is not None]
    assert under == ["the dogs run free", "no turtles hatch"]


def test_the_record_has_the_tree_and_the_lines() -> None:
    """The tree as objects within objects, an indicator as an object of its cells; a stored request keeps them."""
    record = json.loads(to_record(DRAWN))
    assert record["problem_tree"]["causes"] == [
        {"text": "the dogs run free", "under": [{"text": "no rule says who ties them", "under": []}]},
        {"text": "the boat broke", "under": []},
    ]
    (held,) = (one for one in record["answers"] if one["field"] == "indicators")
    assert held["value"][1] == {
        "what": "patrols <a month>", "level": "", "baseline": "", "target": "", "date": "", "source": "",
    }  # fmt: skip
    assert load(dump(DRAWN)) == DRAWN
    assert json.loads(to_record(FRENCH))["problem_tree"] is None


@pytest.mark.parametrize("language", AVAILABLE)
def test_nasty_words_harm_no_paper(language: str) -> None:
    """Whatever was typed, in any language, the document opens and the page parses."""
    nasty = Logframe((Indicator(NASTY_TEXT, "output", NASTY_TEXT),))
    answers = {**DRAWN.answers, "indicators": Answer(nasty), "root_causes": Answer(NASTY_TEXT)}
    request = replace(DRAWN, language=language, answers=answers)
    assert any(len(table.columns) == 6 for table in Document(io.BytesIO(to_docx(request))).tables)
    assert ElementTree.fromstring(to_page(request).body).tag == "article"
