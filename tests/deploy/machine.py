"""A folder that stands for a server: commands of a page are played in it, with small programs in place of the system's.

What is ours is real: the unit's command line, the settings file, `needs`, backups. What belongs to the system (systemd,
users, packages, git) is played by `tests/deploy/programs.py`, which keeps to what the page relies on.
"""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "operate.md"
PATIENCE = 120.0
"""Seconds one block of commands may take."""
PROGRAMS = (
    "apt-get", "certbot", "chown", "git", "install", "make", "nginx", "runuser", "scp", "systemctl", "useradd",
)  # fmt: skip
"""The system's programs that are played; `needs-desk` is ours."""
_PATHS = re.compile(r"(?<![\w./-])/(?=(?:opt|etc|var|usr/local)/)")


def commands(heading: str) -> list[str]:
    """The blocks of commands under a heading of the page, in order; each is one script.

    Raises:
        LookupError: there is no such heading, or there are no commands under it.
    """
    sections = re.split(r"^## (.+)\n", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    section = dict(zip(sections[1::2], sections[2::2], strict=True)).get(heading, "")
    blocks = [re.sub(r"^ {4}", "", block, flags=re.MULTILINE) for block in re.findall(r"(?:^ {4}.*\n)+", section, re.M)]
    if not blocks:
        raise LookupError(f"{PAGE.name} has no commands under {heading!r}")
    return blocks


class Machine:
    """A server of its own under a folder, on which nothing is installed yet."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        for place in ("opt", "etc/systemd/system", "usr/local/bin", "var/lib", "var/backups", "programs"):
            (folder / place).mkdir(parents=True)
        for place in ("etc/nginx/sites-available", "etc/nginx/sites-enabled"):
            (folder / place).mkdir(parents=True)
        for name in PROGRAMS:
            program = folder / "programs" / name
            program.write_text(f'#!/bin/sh\nexec {sys.executable} {ROOT}/tests/deploy/programs.py {name} "$@"\n')
            program.chmod(0o755)

    def play(self, block: str, **more: str) -> str:
        """What the commands print, when each of them ended well.

        Raises:
            AssertionError: one did not; with all that was said until then.
        """
        environment = {
            "PATH": f"{self.folder}/programs:{self.folder}/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "MACHINE": str(self.folder),
            **_nobody(),
        }
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.moved(block)],
            cwd=self.folder, env=environment | more, capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{block}\n{done.stdout}{done.stderr}"
        return done.stdout

    def moved(self, text: str) -> str:
        """A text whose paths of a server lead to this one."""
        return _PATHS.sub(f"{self.folder}/", text)

    def path(self, path: str) -> Path:
        return self.folder / path.removeprefix("/")

    def set(self, **settings: str) -> None:
        """Edit the settings file as a person does: below what stands there."""
        file = self.path("/etc/needs-desk/.env")
        with file.open("a", encoding="utf-8") as lines:
            lines.writelines(f"NEEDS_{name.upper()}={value}\n" for name, value in settings.items())

    @property
    def played(self) -> list[str]:
        """What the system's programs were asked to do, in order."""
        return (self.folder / "played").read_text(encoding="utf-8").splitlines()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What the service said, over all its lives."""
        return (self.folder / "log").read_text(encoding="utf-8")

    def install(self, **settings: str) -> None:
        """Everything under "Install", with the settings that a test needs in between."""
        first, last = commands("Install")
        self.play(first)
        self.set(port=str(self.port), library="none", **settings)
        self.play(last)

    def close(self) -> None:
        if (self.folder / "pid").exists():
            self.play("systemctl stop needs-desk")


def mode(path: Path) -> str:
    """Who may do what, as `ls` writes it: "-rw-------"."""
    return stat.filemode(path.stat().st_mode)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def outside() -> dict[str, str]:
    """The environment of a service that cannot reach the world: no test speaks with a real platform."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(("NEEDS_", "NO_PROXY"))}
    return kept | _nobody()


def _nobody() -> dict[str, str]:
    """All ways out of this machine lead to a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        nobody = f"http://127.0.0.1:{listener.getsockname()[1]}"
    return {"HTTPS_PROXY": nobody, "https_proxy": nobody, "NO_PROXY": "127.0.0.1,localhost"}
