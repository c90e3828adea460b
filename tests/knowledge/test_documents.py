"""Lines of JSON: what is taken, and what is said about what is not."""

from __future__ import annotations

import json

import pytest

from knowledge.documents import BadLine, as_json, from_json, read_line, read_lines, titles_and_texts, words

LINE = {
    "id": "d1",
    "kind": "practice",
    "lang": "es",
    "title": "Torneos",
    "text": "Pesca.",
    "country": ["CU"],
    "year": 2023,
}


def test_a_plain_line() -> None:
    """Without visibility a document is public, without a source or a year it states none."""
    document = read_line(json.dumps(LINE))

    assert (document.id, document.kind, document.language, document.countries, document.year) == (
        "d1",
        "practice",
        "es",
        ("CU",),
        "2023",
    )
    assert (document.visibility, document.source, document.demo, dict(document.facets)) == ("public", "", False, {})


def test_a_full_line_survives_the_index() -> None:
    """Everything a line may say is kept, there and back."""
    more = {
        "source": "s",
        "visibility": "owner",
        "owner": "7",
        "year": "2021-2023",
        "demo": True,
        "targets": [6, 10],
        "themes": ["fisheries"],
        "title_fr": "T",
        "text_fr": "X",
        "traditional_knowledge": True,
        "consent": "yes, 2024",
    }
    document = read_line(json.dumps({**LINE, **more}))

    assert document.facets["targets"] == "6 10"
    assert document.year == "2021-2023"
    assert from_json(as_json(document)) == document


def test_words_in_the_reader_language() -> None:
    """A reader gets a translation where there is one, else the document's own words."""
    document = read_line(json.dumps({**LINE, "title_fr": "Tournois", "text_fr": "Pêche."}))

    assert words(document, "fr") == ("Tournois", "Pêche.", "fr")
    assert words(document, "ru") == ("Torneos", "Pesca.", "es")
    assert titles_and_texts(document) == (("Torneos", "Pesca."), ("Tournois", "Pêche."))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[]", "a list, not an object"),
        (json.dumps({**LINE, "colour": "red"}), "unknown key 'colour'; the keys are also,"),
        (json.dumps({**LINE, "kind": "tale"}), "kind 'tale' is not one of practice,"),
        (json.dumps({**LINE, "lang": "xx"}), "lang 'xx' is not one of en,"),
        (json.dumps({**LINE, "visibility": "all"}), "visibility 'all' is not one of owner, desk, public"),
        (json.dumps({**LINE, "visibility": "owner"}), "needs an owner"),
        (json.dumps({**LINE, "title": " "}), "'title' is missing"),
        (json.dumps({**LINE, "text": 3}), "'text' must be a string"),
        (json.dumps({**LINE, "country": ["Cuba"]}), "country 'Cuba' is not an ISO 3166-1 code"),
        (json.dumps({**LINE, "country": "CU"}), "'country' must be a list"),
        (json.dumps({**LINE, "year": "last"}), "year 'last'"),
        (json.dumps({**LINE, "demo": "yes"}), "'demo' must be true or false"),
    ],
)
def test_a_bad_line_says_which_and_what_to_do(line: str, said: str) -> None:
    """The number of the line, what is wrong, and what would be right; blank lines count."""
    with pytest.raises(BadLine) as raised:
        list(read_lines(["", json.dumps({**LINE, "id": "first"}), line]))

    assert str(raised.value).startswith("line 3: ")
    assert said in str(raised.value)


def test_an_id_stands_once() -> None:
    """A second document of the same id is an error, not a silent replacement."""
    with pytest.raises(BadLine, match="line 2: id 'd1' stands on line 1 already"):
        list(read_lines([json.dumps(LINE), json.dumps(LINE)]))
