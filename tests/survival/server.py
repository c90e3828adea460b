"""The service as a real process on a data folder: started, killed and started again under one address."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds a process may take to start or to die; a slow machine needs a few."""


class Server:
    """`needs serve` on a folder.

    `program` is what runs in place of the command, and `under` what runs it, for faults that need help.
    """

    def __init__(
        self,
        folder: Path,
        *,
        library: str = "none",
        program: str = "bot",
        port: int = 0,
        under: tuple[str, ...] = (),
    ) -> None:
        self.folder = folder
        self.port = port or _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._library = library
        self._program = program
        self._under = under
        self.settings: Mapping[str, str] = {}
        """More of its environment, from the next start on."""
        self._stderr = folder.parent / f"{uuid4().hex}.stderr"
        self._process: subprocess.Popen[str] | None = None

    def start(self, kill_at: str = "", **environment: str) -> bool:
        """Start, and return once the page is served; False when the process ended before it was."""
        assert self._process is None, "it runs already"
        with self._stderr.open("a") as stderr:
            self._process = subprocess.Popen(
                [*self._under, sys.executable, "-m", self._program, "serve"],
                cwd=self.folder.parent,
                env=self._environment(kill_at) | environment,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
            )
        assert self._process.stdout is not None
        return any("is open at" in line for line in self._process.stdout)

    def kill(self) -> None:
        """End it without any goodbye, at this very moment."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        self.ended()

    def ended(self) -> int:
        """The exit code, once the process is gone; negative for a signal."""
        assert self._process is not None
        code = self._process.wait(PATIENCE)
        assert self._process.stdout is not None
        self._process.stdout.close()
        self._process = None
        return code

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def told(self) -> str:
        """What it wrote to stderr, for the operator, over all its lives."""
        return self._stderr.read_text("utf-8")

    def close(self) -> None:
        if self._process is not None:
            self.kill()

    def _environment(self, kill_at: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("NEEDS_")}
        return kept | {
            "PYTHONPATH": str(ROOT),
            "NEEDS_DATA_DIR": str(self.folder),
            "NEEDS_PORT": str(self.port),
            "NEEDS_LIBRARY": self._library,
            "NEEDS_KILL_AT": kill_at,
            "NEEDS_MESSAGES_PER_MINUTE": "100000",
            **self.settings,
        }


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
