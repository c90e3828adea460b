"""No test is left out in silence: what others made is there, or it is said, and where it could be it is owed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.elsewhere import ELSEWHERE, ROOT, Elsewhere, has_a_network_of_its_own, needed_by


@pytest.mark.parametrize("one", ELSEWHERE, ids=lambda one: one.tests)
def test_each_names_a_file_of_tests(one: Elsewhere) -> None:
    """And that file is the one that asks for it."""
    assert (ROOT / one.tests).is_file()
    assert needed_by(ROOT / one.tests) is one


def test_what_a_machine_could_have_is_owed(tmp_path: Path) -> None:
    """Schemas always, the emulator where a network of its own can be made, documents where their folder is named."""
    owed = {one.tests for one in ELSEWHERE if one.is_owed({})}
    emulator, schemas, contract, evaluation = (one.tests for one in ELSEWHERE)
    assert owed == {schemas} | ({emulator} if has_a_network_of_its_own() else set())
    without = {"NEEDS_SHARED": str(tmp_path)}
    assert {one.tests for one in ELSEWHERE if one.is_owed(without)} == owed | {contract, evaluation}
    (tmp_path / "data" / "eval").mkdir(parents=True)
    assert evaluation not in {one.tests for one in ELSEWHERE if one.is_owed(without)}


def collected(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NEEDS_")}
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *words]
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def test_one_line_says_what_was_left_out() -> None:
    """The file, and what it wants."""
    shown = collected("tests/bot/adapters/slack").stdout
    assert "No NEEDS_SLACK_TYPES: tests/bot/adapters/slack/test_schemas.py was left out." in shown
    assert "test_manifest.py" in shown
    assert "test_contract.py" not in shown, "nobody asked for that one"


def test_continuous_integration_does_not_go_without() -> None:
    """Where no skip is allowed nothing begins; what is missing is named."""
    refused = collected("tests/bot/adapters/slack/test_manifest.py", NEEDS_NO_SKIPS="1", NEEDS_TEST_POSTGRES="x")
    assert refused.returncode == 4
    assert "NEEDS_SLACK_TYPES" in refused.stderr or "on the PATH" in refused.stderr
