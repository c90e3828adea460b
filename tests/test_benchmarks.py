"""What we measure is what we ship: our part of the benchmark reaches the end of the conversation it is timed on."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_conversation_that_is_timed_ends_as_it_should(tmp_path: Path) -> None:
    """Two conversations of seventeen messages, each answered, each slot filled with what the person said."""
    words = ("benchmarks.play", "ours", "--folder", str(tmp_path), "--conversations", "2", "--rounds", "1")
    played = subprocess.run([sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert played.returncode == 0, played.stderr[-2000:]
    assert json.loads(played.stdout.splitlines()[-1])["turns"] == 34


def test_every_program_can_be_started() -> None:
    """What they take from the product and from the tests is there; their peers they start in an environment apart."""
    for file in sorted((ROOT / "benchmarks").glob("*.py")):
        assert importlib.import_module(f"benchmarks.{file.stem}").__doc__
