"""What others may find of a request that was sent."""

from __future__ import annotations

import pytest

from bot.findable import findable
from dialogs.answers import Answer
from dialogs.forms.request import REQUEST
from dialogs.request import Request, finish

HELD = {
    "first_words": Answer("dogs and turtles"),
    "problem_statement": Answer("Dogs dig up nests; call Dr Sina Leota, +685 770 1234."),
    "objective": Answer("Fewer nests lost."),
    "country": Answer(("WS",)),
    "contact_name": Answer("Sina Leota"),
    "contact_channel": Answer("sina@example.org"),
    "organization": Answer("Fisheries"),
}


def sent(**other: Answer) -> Request:
    return finish(REQUEST, {**HELD, **other}, code="KUMA-4827", language="en", sent=1_800_000_000.0)


def test_it_says_what_is_needed_and_never_who_asks() -> None:
    """Problem and wanted result are found, with country and year; no name, address, telephone or organisation is."""
    row = findable(sent(), "public", 7)
    assert row
    assert (row.id, row.countries, row.year, row.visibility, row.owner) == ("KUMA-4827", ("WS",), "2027", "public", 7)
    assert row.text.splitlines() == ["Dogs dig up nests; call [name], [phone].", "Fewer nests lost."]
    assert not any(word in repr(row) for word in ("Leota", "sina@", "770", "Fisheries"))


def test_first_words_are_found_where_nothing_more_was_told() -> None:
    """They give way to the problem as soon as it is told in full."""
    request = finish(REQUEST, {"first_words": HELD["first_words"]}, code="A", language="en", sent=1.0)
    row = findable(request, "owner", 7)
    assert row
    assert (row.title, row.text) == ("dogs and turtles", "dogs and turtles")


@pytest.mark.parametrize(("consent_needed", "kept"), [("yes", False), ("no", True)])
def test_traditional_knowledge_waits_for_consent(consent_needed: str, kept: bool) -> None:
    """A request that needs the consent of a community is not found by anybody until that consent is recorded."""
    assert (findable(sent(fpic_needed=Answer(consent_needed)), "public", 7) is not None) is kept
