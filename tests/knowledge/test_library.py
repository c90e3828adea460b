"""The shipped library keeps its word: sources, languages, nothing invented unlabelled."""

from __future__ import annotations

import pytest

from dialogs.vocabularies.parties import PARTIES
from dialogs.vocabularies.targets import TARGETS
from knowledge.library import documents
from knowledge.names import fold
from knowledge.port import Document
from knowledge.redact import redacted

LIBRARY = list(documents())


def test_what_there_is() -> None:
    """At least 56 practices, 40 requests on record, 12 invented ones, every target, the words a newcomer needs."""
    kinds = [(document.kind, document.demo) for document in LIBRARY]

    assert kinds.count(("practice", False)) >= 56
    assert kinds.count(("request", False)) >= 40
    assert kinds.count(("request", True)) >= 12
    assert [document.id for document in LIBRARY if document.kind == "target"] == [
        f"target-{number}" for number in TARGETS
    ]
    terms = {fold(document.title) for document in LIBRARY if document.kind == "term"}
    assert {"need", "technology", "capacity need", "good practice", "non-objection basis", "oecm", "nbsap"} <= terms


@pytest.mark.parametrize("document", LIBRARY, ids=lambda document: document.id)
def test_each_document(document: Document) -> None:
    """Each has a source and a French text, countries are Parties, and nothing in it would be redacted."""
    assert document.source
    assert document.facets["title_fr"]
    assert document.facets["text_fr"]
    assert ("place" in document.facets) == ("place_fr" in document.facets)
    assert set(document.countries) <= set(PARTIES)
    assert redacted(document) == document
    assert document.demo == (document.source == "Invented example")


@pytest.mark.parametrize("document", [each for each in LIBRARY if "also" in each.facets and each.kind == "guide"])
def test_guides_ask_one_short_question(document: Document) -> None:
    """A guide's title is one question that fits a phone's line or two; its other wordings are questions too."""
    for title in (document.title, document.facets["title_fr"]):
        assert title.endswith("?")
        assert title.count("?") == 1
        assert len(title) <= 60
    assert all(wording.strip()[-1] in "?؟？" for wording in document.facets["also"].split(";"))
