"""What an operator sets for a language model is checked where it is set, and said by the doctor without asking it."""

from __future__ import annotations

from pathlib import Path

import pytest
import structlog
from pydantic import ValidationError

from bot.cli.checks import findings
from bot.cli.finding import Finding
from bot.settings import Settings
from bot.wiring import open_service
from tests.person import Person


async def said(settings: Settings) -> Finding:
    """What the doctor says of the language model."""
    (finding,) = [finding async for finding in findings(settings, {}) if finding.what == "Language model"]
    return finding


async def test_without_a_name_there_is_none(tmp_path: Path) -> None:
    """And that is fine."""
    finding = await said(Settings(data_dir=tmp_path))
    assert (finding.state, finding.says) == ("ok", "none; everything works without one")


async def test_a_model_that_can_be_opened_is_named_with_its_limits(tmp_path: Path) -> None:
    """It is not asked: nobody listens at the address, and the doctor finds nothing wrong."""
    finding = await said(
        Settings(data_dir=tmp_path, model="openai:scripted", model_key="sk-x", model_url="http://127.0.0.1:9")
    )
    assert finding.state == "ok"
    assert finding.says.startswith("openai:scripted; 60000 tokens a person and day")


@pytest.mark.parametrize(
    ("model", "options"), [("fireworks:x", {}), ("nobody:x", {}), ("openai:x", {"temperature": "warm"})]
)
async def test_one_that_cannot_is_a_problem(
    tmp_path: Path, model: str, options: dict[str, str | int | float | bool]
) -> None:
    """A package that is not installed, a provider nobody knows, an option it does not take; the key stays unsaid."""
    finding = await said(Settings(data_dir=tmp_path, model=model, model_key="sk-secret", model_options=options))
    assert finding.state == "problem"
    assert "NEEDS_MODEL" in finding.says
    assert "sk-secret" not in finding.says


@pytest.mark.parametrize("name", ["gpt-5-mini", "openai:", ":gpt"])
def test_a_name_without_its_provider_is_refused(name: str) -> None:
    """At the start, with an example."""
    with pytest.raises(ValidationError, match="openai:gpt-5-mini"):
        Settings(model=name)


async def test_a_model_that_cannot_be_opened_holds_nobody_up(data_folder: Path) -> None:
    """The service answers as without one, says in the log what to do, and writes nobody's words there."""
    settings = Settings(data_dir=data_folder, model="fireworks:x", model_key="sk-secret")
    with structlog.testing.capture_logs() as logs:
        async with open_service(settings) as service:
            shown = await Person(service).says("Our reefs near Apia in Samoa are dying and nobody measures them")
    assert any(message.kind == "ask" for message in shown)
    assert any(line["event"] == "model_refused" and "langchain-fireworks" in line["what_to_do"] for line in logs)
    assert "Apia" not in str(logs)
    assert "sk-secret" not in str(logs)
