"""deploy/Containerfile, read: images cannot be built in the tests."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib

from tests.deploy.machine import ROOT, Machine

LINES = re.sub(r"\\\n", " ", (ROOT / "deploy/Containerfile").read_text(encoding="utf-8")).splitlines()


def instructions(name: str) -> list[str]:
    """What stands after an instruction, each time it is given."""
    return [line.partition(" ")[2].strip() for line in LINES if line.startswith(f"{name} ")]


def test_it_holds_the_program_and_nothing_of_yours() -> None:
    """Every package, and what setting up reads, goes in by name; never the whole folder with its data and passwords."""
    copied = {source for line in instructions("COPY") for source in line.split()[:-1]}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = {name.rstrip("*") for name in project["tool"]["setuptools"]["packages"]["find"]["include"]}
    read = {"Makefile", "pyproject.toml", "requirements.lock", project["project"]["readme"]}
    assert copied == packages | read | set(project["project"]["license-files"])
    assert all((ROOT / source).exists() for source in copied)


def test_it_runs_as_its_own_user() -> None:
    """The program is set up by root and run by a user who cannot change it; data has a place of its own."""
    order = [line.split(" ")[0] for line in LINES]
    assert instructions("USER") == ["needs"]
    assert order.index("USER") > max(at for at, line in enumerate(LINES) if line.startswith(("RUN", "COPY")))
    assert instructions("VOLUME") == ["/data"]
    assert "NEEDS_DATA_DIR=/data" in instructions("ENV")[0]


def test_its_health_is_asked_without_beginning_a_conversation(machine: Machine) -> None:
    """The check of the image is well beside a desk that runs, leaves no trace there, and fails without one."""
    ((_, _, words),) = [line.partition(" CMD ") for line in LINES if line.startswith("HEALTHCHECK")]
    program, *arguments = [word.replace("8080", str(machine.port)) for word in json.loads(words)]
    assert program == ".venv/bin/python"
    machine.install(public_url="https://desk.example.org")
    assert subprocess.run([sys.executable, *arguments], check=False).returncode == 0
    assert "web_message_accepted" not in machine.log
    machine.close()
    assert subprocess.run([sys.executable, *arguments], check=False, capture_output=True).returncode != 0
