"""What some tests need that is not in the checkout: software and documents of others, named by the environment."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]


@cache
def has_a_network_of_its_own() -> bool:
    """Whether this machine lets us make one, so that what listens everywhere is heard by nobody else."""
    program = shutil.which("unshare")
    return program is not None and subprocess.run([program, "-rn", "true"], capture_output=True).returncode == 0


@dataclass(frozen=True)
class Elsewhere:
    """Something of others, and the tests that are nothing without it."""

    tests: str
    """Their file."""
    name: str
    """The variable of the environment that says where it lies."""
    within: str = ""
    """What is looked for in that place, "" when it is the place itself."""
    could_be: Callable[[Mapping[str, str]], bool] = lambda environment: True
    """Whether this machine could have it: then continuous integration does not go without."""

    def is_there(self, environment: Mapping[str, str] = os.environ) -> bool:
        place = environment.get(self.name, "")
        return bool(place) and (Path(place) / self.within).exists()

    def is_owed(self, environment: Mapping[str, str] = os.environ) -> bool:
        """Whether it is missing where it could be."""
        return not self.is_there(environment) and self.could_be(environment)

    @property
    def named(self) -> str:
        return f"{self.within} in the folder of {self.name}" if self.within else self.name


def _has_documents(environment: Mapping[str, str]) -> bool:
    """Documents of others are nothing that can be installed: whoever has them names their folder."""
    return bool(environment.get("NEEDS_SHARED"))


ELSEWHERE = (
    Elsewhere(
        "tests/bot/adapters/slack/test_emulated.py",
        "NEEDS_LOCAL_SLACK",
        could_be=lambda environment: has_a_network_of_its_own(),
    ),
    Elsewhere("tests/bot/adapters/slack/test_schemas.py", "NEEDS_SLACK_TYPES"),
    Elsewhere("tests/bot/adapters/telegram/test_contract.py", "NEEDS_SHARED", "telegram/api.json", _has_documents),
    Elsewhere("tests/knowledge/test_evaluation.py", "NEEDS_SHARED", "data/eval", _has_documents),
)


def needed_by(file: Path) -> Elsewhere | None:
    """What a file of tests cannot do without; None for most."""
    return next((one for one in ELSEWHERE if ROOT / one.tests == file), None)
