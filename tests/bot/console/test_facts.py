"""What a case still lacks, for the officer."""

from __future__ import annotations

import pytest

from bot.console.facts import sheet
from dialogs.answers import Answer, Source
from dialogs.forms import FORMS
from dialogs.words import AVAILABLE


@pytest.mark.parametrize("reader", AVAILABLE)
def test_a_vague_word_is_quoted_in_what_is_missing(reader: str) -> None:
    """The question names the word that can mean many things, in every language."""
    told = {"problem_statement": Answer("Mainstreaming biodiversity and strengthening capacity.", Source.TYPED)}
    missing = "\n".join(sheet(FORMS["request"], told, reader=reader, writer="en").missing)
    assert "ainstreaming" in missing or "strengthening" in missing or "capacity" in missing
