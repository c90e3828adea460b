"""Killed before or after any commit, the next start goes on as if nothing had happened."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

import storage
from storage import points, sqlite
from tests.storage.crossings import calls_out, commits, reached, uncovered

ROOT = Path(storage.__file__).parents[1]
BOT = list((ROOT / "bot").rglob("*.py"))
FILES = [file for file in (ROOT / "storage").rglob("*.py") if file.parent.name != "versions"]

LIVED = sorted(
    name
    for name in points.NAMES
    if name.partition(".")[0] not in ("lease", "index", "rebuild", "send", "fetch", "read")
)
"""Points that an SQLite life passes: leases are Postgres's, the index and the calls of platforms are the bot's."""


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_commit_has_a_point_before_and_after(file: Path) -> None:
    """So that the kill test meets it."""
    assert list(uncovered(file, commits)) == []


def test_every_call_of_a_platform_or_the_index_has_a_point_before_and_after() -> None:
    """A platform and the vector index are different afterwards, and no transaction of ours covers them."""
    assert [line for file in BOT for line in uncovered(file, calls_out)] == []
    assert sum(name.endswith(".after") for file in BOT for name in reached(file)) >= 3


def test_the_walk_sees_a_bare_call(tmp_path: Path) -> None:
    """A point on one side only, or at the other end of the function, is not enough."""
    bare = tmp_path / "bare.py"
    bare.write_text(
        "async def index(knowledge):\n"
        "    points.reach('index.before')\n"
        "    if True:\n"
        "        await knowledge.put([])\n"
        "    await knowledge.remove([])\n"
        "    print()\n"
        "    await knowledge.put([])\n"
        "    points.reach('index.after')\n"
        "async def take(fetch):\n"
        "    return await fetch(1)\n",
        "utf-8",
    )
    assert list(uncovered(bare, calls_out)) == ["bare.py:4", "bare.py:5", "bare.py:7", "bare.py:10"]


def test_the_walk_sees_a_bare_commit(tmp_path: Path) -> None:
    """The test above can fail."""
    bare = tmp_path / "bare.py"
    bare.write_text("def save(db):\n    points.reach('turn.before')\n    db.execute('COMMIT')\n    return 1\n", "utf-8")
    assert list(uncovered(bare, commits)) == ["bare.py:3"]


def test_every_point_has_a_known_name() -> None:
    """A name that is written somewhere can be killed at."""
    written = {name for file in [*FILES, *BOT] for name in reached(file)}
    assert written <= points.NAMES


def test_a_name_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    """A kill test that kills nowhere would pass for nothing."""
    done = live(tmp_path, "nowhere.before")
    assert done.returncode == 1
    assert "names no place 'nowhere.before'" in done.stderr


@pytest.mark.parametrize("name", LIVED)
def test_a_life_cut_short_anywhere_ends_the_same(tmp_path: Path, name: str) -> None:
    """The killed process died at the point; the next one leaves one answer, one request, one send, nothing erased."""
    assert live(tmp_path, name).returncode == -signal.SIGKILL
    assert live(tmp_path).returncode == 0
    assert ending(tmp_path) == ENDING


ENDING = {
    "conversations": [("ada", 1, 3, 2), ("desk", 0, 3, 0), ("leaving", 1, 3, 0)],
    "messages": [
        (1, "in", "handled"),
        (2, "out", "sent"),
        (1, "out", "queued"),
        (2, "out", "queued"),
        (1, "in", "erased"),
        (2, "out", "queued"),
    ],
    "requests": ["REEF-27"],
    "documents": ["library", "request:REEF-27"],
    "notes": ["query"],
    "cases": [("REEF-27", "desk")],
    "steps": ["request", "take"],
    "index": [],
    "spending": [("", 900), ("person 1", 900)],
}


def live(folder: Path, kill_at: str = "") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "NEEDS_KILL_AT": kill_at}
    return subprocess.run(
        [sys.executable, "-m", "tests.storage.life", str(folder)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def ending(folder: Path) -> dict[str, list[object]]:
    db = sqlite3.connect(folder / sqlite.FILE)
    asked = {
        "conversations": "SELECT chat, token, next_position, asked_at FROM conversation ORDER BY chat",
        "messages": """
            SELECT m.position, m.direction, m.status FROM message m JOIN conversation c ON c.id = m.conversation
            ORDER BY c.chat, m.position
        """,
        "requests": "SELECT code FROM request ORDER BY code",
        "documents": "SELECT id FROM document ORDER BY id",
        "notes": "SELECT kind FROM note",
        "cases": "SELECT code, hold FROM desk_case",
        "steps": "SELECT kind FROM case_step ORDER BY id",
        "index": "SELECT document FROM index_task",
        "spending": "SELECT payer, tokens FROM spending ORDER BY payer",
    }
    found: dict[str, list[object]] = {
        name: [row if len(row) > 1 else row[0] for row in db.execute(sql)] for name, sql in asked.items()
    }
    db.close()
    return found
