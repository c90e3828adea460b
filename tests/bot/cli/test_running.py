"""The two commands that run until stopped, as real processes: a pipe, a keyboard, and the end of a service."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.folder import hold

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0  # seconds


def started(folder: Path, *words: str, **streams: object) -> subprocess.Popen[bytes]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "PROMPT_TOOLKIT_NO_CPR": "1",
    }
    environment |= {"NEEDS_LIBRARY": "none", "NEEDS_DATA_DIR": str(folder / "data"), "NEEDS_PORT": str(free_port())}
    return subprocess.Popen([sys.executable, "-m", "bot", *words], cwd=folder, env=environment, **streams)  # type: ignore[call-overload, no-any-return]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_a_pipe_is_a_conversation(tmp_path: Path) -> None:
    """Lines in, answers out, exit code 0, no escape codes; the next pipe goes on where the first one stopped."""
    first = started(tmp_path, "chat", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = first.communicate(b"Lionfish eat our reefs\nyes\nJamaica\n", timeout=PATIENCE)
    assert first.returncode == 0, err
    assert b"\x1b" not in out
    assert out.count(b"?") >= 4
    assert b"Traceback" not in err
    again = started(tmp_path, "chat", stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    resumed, _ = again.communicate(b"", timeout=PATIENCE)
    assert b"Which country" not in resumed
    assert again.returncode == 0


class Screen:
    """`needs chat` at a terminal of our own."""

    def __init__(self, folder: Path) -> None:
        self._ours, theirs = pty.openpty()
        self.process = started(folder, "chat", stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        self._unread = ""

    def read_until(self, wanted: str) -> str:
        """What came since the last time, up to and with some words; without colours and cursor movements."""
        end = time.monotonic() + PATIENCE
        while wanted not in self._unread:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{wanted!r} did not come; there was {self._unread!r}"
            raw = os.read(self._ours, 65_536).decode("utf-8", "replace")
            self._unread += re.sub(r"\x1b\[[0-9;?]*[A-Za-z]|\r", "", raw)
        seen, _, self._unread = self._unread.partition(wanted)
        return seen + wanted

    def type(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        os.close(self._ours)


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    screen = Screen(tmp_path)
    yield screen
    screen.close()


def test_a_keyboard_is_a_conversation(screen: Screen) -> None:
    """At a terminal there is a prompt, pasted lines are one message, and Ctrl-D leaves with a word about it."""
    screen.read_until("What is going wrong?")
    screen.read_until("You>")
    screen.type(b"\x1b[200~Lionfish eat our reefs.\nThe fishers lose their nets.\x1b[201~\r")
    assert "nets" in screen.read_until("May I keep your answers")
    screen.read_until("You>")
    screen.type(b"\x04")
    screen.read_until("Goodbye")
    assert screen.process.wait(PATIENCE) == 0


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_a_service_ends_when_it_is_told_to(tmp_path: Path, stop: signal.Signals) -> None:
    """The address that is printed answers; Ctrl-C or a terminate ends it with one sentence, code 0, the folder free."""
    process = started(tmp_path, "serve", stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    address = process.stdout.readline().decode().split()[-1]
    with urllib.request.urlopen(address, timeout=PATIENCE) as page:
        assert "no address is set yet" in page.read().decode()
    process.send_signal(stop)
    out, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 0, err
    assert b"Everything that was accepted is saved" in out
    assert b"Traceback" not in err
    hold(tmp_path / "data").release()
