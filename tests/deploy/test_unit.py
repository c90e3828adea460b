"""The units in deploy/: systemd takes them, they give little away, and the nightly copy is made and thrown away."""

from __future__ import annotations

import configparser
import os
import subprocess
import time
from pathlib import Path

import pytest

from tests.deploy.machine import ROOT, Machine, commands

UNITS = sorted((ROOT / "deploy").glob("needs-desk*.*"))
EXPOSED = 2.0
"""systemd's own measure of what a broken service could do, 0 to 10; 9.6 is a unit that says nothing."""


@pytest.mark.systemd
def test_systemd_takes_the_units(machine: Machine) -> None:
    """Installed as the page says, no unit has a word that systemd does not know, and the programs they start exist."""
    first, _ = commands("Install")
    machine.play(first)
    installed = [machine.path(f"/etc/systemd/system/{unit.name}") for unit in UNITS]
    assert len(installed) == 3
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *installed], capture_output=True, text=True, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "needs-desk" in line]
    assert (ours, done.returncode) == ([], 0), done.stderr


@pytest.mark.systemd
def test_the_service_gives_little_away() -> None:
    """What somebody who took over the service could reach is little, by systemd's own measure."""
    unit = ROOT / "deploy/needs-desk.service"
    words = ["systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED * 10:.0f}", str(unit)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_service_starts_again_and_writes_in_one_place() -> None:
    """It runs as its own user, is started again when it fails, and may write its data folder alone."""
    service = _service(ROOT / "deploy/needs-desk.service")
    assert (service["User"], service["Restart"], service["ProtectSystem"]) == ("needs", "on-failure", "strict")
    assert service["ReadWritePaths"].split() == ["/var/lib/needs-desk"]
    assert f"NEEDS_DATA_DIR={service['ReadWritePaths']}\n" in (ROOT / "deploy/env").read_text(encoding="utf-8")


def test_copies_are_made_and_thrown_away(machine: Machine) -> None:
    """The nightly unit makes today's copy of a desk that runs, and keeps the older ones of fourteen days."""
    machine.install(public_url=machine.address)
    kept, gone = (machine.path(f"/var/backups/needs-desk/{days}-days") for days in (13, 16))
    for folder, days in ((kept, 13), (gone, 16)):
        folder.mkdir()
        then = time.time() - days * 86_400
        os.utime(folder, (then, then))
    service = _service(machine.path("/etc/systemd/system/needs-desk-backup.service"))
    machine.play(f"cd {service['WorkingDirectory']}\n" + service["ExecStart"].replace("%%", "%"))
    machine.play(service["ExecStartPost"])
    today = machine.path("/var/backups/needs-desk") / time.strftime("%Y-%m-%d")
    assert {folder.name for folder in today.parent.iterdir()} == {today.name, kept.name}
    assert (today / "needs.sqlite3").exists()


def _service(unit: Path) -> configparser.SectionProxy:
    read = configparser.ConfigParser(strict=False, interpolation=None)
    read.optionxform = str  # type: ignore[assignment, method-assign]  # Names of keys are written as they are.
    read.read(unit, encoding="utf-8")
    return read["Service"]
