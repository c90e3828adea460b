"""`needs brief`: a request that was really sent, summarised and translated by a scripted model, for staff."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import program
from bot.cli.faults import Fault
from storage import open_storage
from tests.bot.cli.test_converse import ROW, held
from tests.bot.models.openai import Asked, Manner, Reply, broken, serving


@pytest.fixture
async def sent(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The code of a request sent from this folder, which the commands now work in."""
    await held(data_folder, ROW, "a")
    monkeypatch.setenv("NEEDS_DATA_DIR", str(data_folder))
    storage = await open_storage(data_folder, read_only=True)
    try:
        stored = await storage.find("script", "a")
        assert stored is not None
        (request,) = await storage.requests(stored.conversation)
        return request.code
    finally:
        await storage.close()


def writes(asked: Asked) -> Reply:
    """A summary of one true line and one that is not, and a translation that loses a number."""
    if "request" in asked.data:
        lines = [
            {"text": "On demande de l’aide pour Samoa.", "sources": ["country"]},
            {"text": "Fidji demande 99 bateaux.", "sources": ["country"]},
        ]
        return Reply(json.dumps({"lines": lines}))
    return Reply(json.dumps({"text": "Texte traduit"}))


def shown(code: str, manner: Manner, monkeypatch: pytest.MonkeyPatch) -> tuple[str, list[Asked]]:
    with serving(manner) as server:
        monkeypatch.setenv("NEEDS_MODEL", "openai:scripted")
        monkeypatch.setenv("NEEDS_MODEL_KEY", "sk-test")
        monkeypatch.setenv("NEEDS_MODEL_URL", server.url)
        result = CliRunner().invoke(program("brief"), ["brief", code, "--language", "fr"], catch_exceptions=False)
        assert result.exit_code == 0
        return result.stdout, server.asked


def test_staff_get_lines_with_their_fields_and_translations_beside_the_originals(
    sent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is not in the request is left out; who asks, and how to reach them, was not given to the model."""
    text, asked = shown(sent, writes, monkeypatch)
    assert "- On demande de l’aide pour Samoa. [Country]" in text
    assert "Fidji" not in text
    assert text.count("  en: ") == text.count("  fr: Texte traduit") >= 1
    given = json.dumps([one.data for one in asked], ensure_ascii=False)
    contact = next(turn["user"] for turn in ROW["turns"] if turn["when"] == "contact_channel")
    assert contact not in given
    assert "contact" not in given


def test_a_model_that_fails_leaves_the_originals(sent: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """And says that there is no summary."""
    text, _ = shown(sent, broken, monkeypatch)
    assert "No summary came of it" in text
    assert "  fr: not translated" in text


def test_without_a_model_it_says_what_to_do(sent: str) -> None:
    """Rather than nothing."""
    result = CliRunner().invoke(program("brief"), ["brief", sent])
    assert isinstance(result.exception, Fault)
    assert "NEEDS_MODEL" in str(result.exception)


def test_a_language_nobody_knows_is_refused(sent: str) -> None:
    """With those there are."""
    result = CliRunner().invoke(program("brief"), ["brief", sent, "--language", "xx"])
    assert isinstance(result.exception, Fault)
    assert "ru" in str(result.exception)
