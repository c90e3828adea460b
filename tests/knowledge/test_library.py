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
    assert set(document.countries) <= set(PARTIES)
    assert redacted(document) == document
    assert document.demo == (document.source == "Invented example")
