"""What people ask on the way is answered from the glossary and the library in their language, or honestly not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogs.words import LANGUAGES
from knowledge.documents import words
from knowledge.index import Index
from knowledge.library import documents
from tests.knowledge.conftest import hits, ids
from tests.knowledge.shown import KINDS

LIBRARY = {document.id: document for document in documents()}

ASKED = [json.loads(line) for line in (Path(__file__).parent / "questions.jsonl").read_text("utf-8").splitlines()]
"""Questions in seven languages, none a wording of the library's own, and the id of what answers; "" for none."""


@pytest.mark.parametrize(
    ("text", "answer"), [(text, row["answer"]) for row in ASKED for text in row["asked"] if row["answer"]]
)
async def test_a_question_is_answered(shipped: Index, text: str, answer: str) -> None:
    """By the right text, first, and with where it comes from."""
    found = await hits(shipped, text, kinds=KINDS["question"], strict=True)

    assert [hit.document.id for hit in found][:1] == [answer]
    assert found[0].document.source


@pytest.mark.parametrize("text", next(row["asked"] for row in ASKED if not row["answer"]))
async def test_what_we_do_not_know_is_not_answered(shipped: Index, text: str) -> None:
    assert await ids(shipped, text, kinds=KINDS["question"], strict=True) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_in_the_language_of_the_person(language: str) -> None:
    """Every term, guide and target has its title, text and source in all seven, each in its own words."""
    texts = [document for id, document in LIBRARY.items() if id.startswith(("term-", "guide-", "target-"))]

    assert {document.id for document in texts if words(document, language)[2] != language} == set()
    if language != "en":
        assert {document.id for document in texts if f"source_{language}" not in document.facets} == set()
        assert {document.id for document in texts if document.facets[f"text_{language}"] == document.text} == set()
