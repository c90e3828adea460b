"""Machines to install on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deploy.machine import Machine


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """Nothing is installed on it yet; whatever was started there is stopped at the end."""
    machine = Machine(tmp_path / "machine")
    yield machine
    machine.close()
