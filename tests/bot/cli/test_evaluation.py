"""`needs eval`: the figures are right, and a model that is named is measured beside the reading without one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import program
from bot.cli.faults import Fault
from bot.evaluation.messages import Tally, count
from bot.evaluation.queries import Found
from bot.evaluation.queries import count as count_query
from bot.evaluation.sets import BadSet, Labelled, Query, read
from dialogs.keys import Json
from dialogs.words import LANGUAGES
from tests.bot.models.openai import TOKENS, Asked, Reply, broken, points, serving


def labelled(**answers: Json) -> Labelled:
    return Labelled("1", "en", "words", "", "2026-11-21", "answer", answers)


def tally(row: Labelled, **answers: Json) -> Tally:
    counted = Tally()
    count(row, {"intent": "answer", "answers": answers, "language": "en"}, counted)
    return counted


def test_values_are_counted_strictly() -> None:
    """Right is a hit; wrong is false and missed; what nobody labelled is false; what is ignored is neither."""
    right = tally(labelled(country=["KE"], end_date="2028"), country=["KE"], end_date="2028-06")
    assert (right.hits, right.false, right.missed, right.f1) == (2, 0, 0, 1.0)
    wrong = tally(labelled(country=["KE"]), country=["UG"], budget={"amount": 5, "currency": "USD"})
    assert (wrong.hits, wrong.false, wrong.missed, wrong.f1) == (0, 2, 1, 0.0)
    ignored = Labelled("1", "en", "w", "", "2026-11-21", "answer", {}, ignored=frozenset(("country",)))
    assert tally(ignored, country=["UG"]).f1 is None


def test_proposals_count_where_people_see_them() -> None:
    """Among the first three; of several right answers the one that fits best."""
    row = Labelled("1", "en", "w", "", "2026-11-21", "answer", {"gbf_targets": [1, 2]}, {"gbf_targets": [[7]]})
    assert tally(row, gbf_targets=[9, 8, 1, 2]).recall("gbf_targets") == 0.5
    assert tally(row, gbf_targets=[7]).recall("gbf_targets") == 1.0
    assert tally(labelled(), gbf_targets=[7]).recall("gbf_targets") is None


def test_finds_are_counted_by_place() -> None:
    """Recall of the first five, one over the first right place, silence where nothing is right."""
    found = Found()
    count_query(Query("1", "en", "w", frozenset("ab")), ["x", "a", "y", "z", "w", "b"], found)
    count_query(Query("2", "en", "w", frozenset("a")), [], found)
    count_query(Query("3", "en", "w", frozenset()), [], found)
    count_query(Query("4", "en", "w", frozenset()), ["a"], found)
    assert (found.recall, found.mrr, found.refusals, found.silence) == (0.25, 0.25, 0.5, 0.5)


def test_our_own_sets_are_whole() -> None:
    """Messages, documents and queries in every language; each query's documents exist, and there are off-topic ones."""
    sets = read()
    ids = {document.id for document in sets.documents}
    for language in LANGUAGES:
        assert sum(row.language == language for row in sets.messages) == 5
        assert any(query.language == language and not query.relevant for query in sets.queries)
    assert all(query.relevant <= ids for query in sets.queries)
    assert len(ids) == len(sets.documents)


@pytest.mark.parametrize(
    ("line", "says"),
    [("{", "line 2"), ('{"id": "a"}', "KeyError"), ('{"id": "a", "lang": "xx", "text": "t", "intent": "no"}', "'xx'")],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, line: str, says: str) -> None:
    """With its file, and what is wrong with it."""
    good = json.dumps({"id": "a", "lang": "en", "text": "t", "intent": "no"})
    (tmp_path / "understanding.jsonl").write_text(f"{good}\n{line}\n", "utf-8")
    with pytest.raises(BadSet, match=says) as wrong:
        read(tmp_path)
    assert "understanding.jsonl" in str(wrong.value)


def test_a_folder_without_sets_says_what_it_wants(tmp_path: Path) -> None:
    """Rather than an empty table."""
    result = CliRunner().invoke(program("eval"), ["eval", str(tmp_path)])
    assert isinstance(result.exception, Fault)
    assert "queries.jsonl" in str(result.exception)


def table(folder: Path) -> str:
    result = CliRunner().invoke(program("eval"), ["eval", str(folder)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    """Two messages, one of which only a model can read."""
    rows = [
        {"id": "1", "lang": "en", "asked": "country", "intent": "answer", "answers": {"country": ["WS"]},
         "text": "Samoa"},
        {"id": "2", "lang": "fr", "asked": None, "intent": "answer", "answers": {"assistance_types": ["AT03"]},
         "text": "chez nous les dunes s’en vont et on ne sait plus à quel saint se vouer"},
    ]  # fmt: skip
    folder = tmp_path / "sets"
    folder.mkdir()
    (folder / "understanding.jsonl").write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    return folder


def test_a_model_is_measured_beside_the_reading_without_one(messages: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it adds shows in its own part, with what it cost; the plain answer was not put to it."""

    def reads(asked: Asked) -> Reply:
        return points(("assistance_types", "à quel saint se vouer", ["AT03"]))(asked)

    with serving(reads) as server:
        monkeypatch.setenv("NEEDS_MODEL", "openai:scripted")
        monkeypatch.setenv("NEEDS_MODEL_KEY", "sk-test")
        monkeypatch.setenv("NEEDS_MODEL_URL", server.url)
        monkeypatch.setenv("NEEDS_MODEL_SECONDS", "20")
        shown = table(messages)
        server.manner = broken
        down = table(messages)
    without, _, beside = shown.partition("Messages, with openai:scripted")
    assert "assistance in first 3       -   0.00" in without
    assert "assistance in first 3       -   1.00" in beside
    assert f"asked about 1 of 2; 0 not answered; {TOKENS} tokens" in beside
    assert "asked about 1 of 2; 1 not answered" in down
    assert down.count("assistance in first 3       -   0.00") == 2


def test_the_search_is_measured_with_our_own_sets() -> None:
    """Without any argument the table has both parts, and a column for each language."""
    result = CliRunner().invoke(program("eval"), ["eval"], catch_exceptions=False)
    assert "Messages, without a language model" in result.stdout
    assert "Search, with use-multilingual" in result.stdout
    assert all(f"{language:>7}" in result.stdout for language in LANGUAGES)
