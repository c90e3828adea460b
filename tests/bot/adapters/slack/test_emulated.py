"""A whole day against an emulator of Slack that others wrote: NEEDS_LOCAL_SLACK names its program (see .ci/run)."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
LONGEST = 280  # seconds


@pytest.mark.parametrize("way", ["socket", "call"])
def test_a_whole_day_in_an_emulator(way: str, data_folder: Path) -> None:
    """The same conversation as in our own workspace, by Socket Mode and by signed calls, in a network of its own."""
    program = [sys.executable, "-m", "tests.bot.adapters.slack.emulated", os.environ["NEEDS_LOCAL_SLACK"], way]
    inside = f"ip link set lo up && exec {shlex.join([*program, str(data_folder)])}"
    ended = subprocess.run(
        ["unshare", "-rn", "sh", "-c", inside], cwd=ROOT, capture_output=True, text=True, timeout=LONGEST, check=False
    )
    assert ended.stdout.endswith("lived through\n"), ended.stderr[-8_000:]
