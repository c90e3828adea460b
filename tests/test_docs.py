"""The documentation is true: settings, commands, files and links that it names exist, and all that exist are named."""

from __future__ import annotations

import re
import shlex
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from bot.cli import COMMANDS, program
from bot.settings import Settings, documented
from bot.unset import told
from dialogs import words

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
CODE = re.compile(r"`([^`\n]+)`|^ {4}(\S.*)$", re.MULTILINE)


def commands_of(app: typer.Typer, *names: str) -> Iterator[tuple[str, ...]]:
    """Every command a person can call, as its words: ("knowledge", "add")."""
    for command in app.registered_commands:
        yield (*names, command.name or command.callback.__name__.replace("_", "-"))  # type: ignore[union-attr]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        yield from commands_of(group.typer_instance, *names, *([group.name] if group.name else []))


def called(page: Path) -> Iterator[list[str]]:
    """The words after `needs` wherever a page shows that command, options and arguments included."""
    for match in CODE.finditer(page.read_text(encoding="utf-8")):
        shown = (match[1] or match[2]).split("  #")[0]
        for part in shown.split("|"):
            words = part.strip().removeprefix(".venv/bin/")
            if words.startswith("needs ") and "…" not in words:
                yield shlex.split(words)[1:]


def test_every_setting_is_documented() -> None:
    """docs/settings.md names each setting with the words of the program, and no setting that is none."""
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    general, _, for_tests = page.partition("## Only for tests")
    rows = dict(re.findall(r"^\| `(NEEDS_\w+)` \|[^|]*\| (.+) \|$", general, re.MULTILINE))
    assert rows == documented()
    assert not set(documented()) & set(re.findall(r"`(NEEDS_\w+)`", for_tests))


def test_every_command_is_documented() -> None:
    """Each command is shown on a page, and each command shown on a page exists, with the options it is shown with."""
    shown = [call for page in PAGES for call in called(page)]
    there = set(commands_of(program("")))
    assert {words for words in there if not any(tuple(call[: len(words)]) == words for call in shown)} == set()
    for call in shown:
        words = max((known for known in there if tuple(call[: len(known)]) == known), key=len, default=())
        assert words, f"needs {' '.join(call)}"
        help_text = CliRunner().invoke(program(words[0]), [*words, "--help"]).output
        for option in (word for word in call if word.startswith("--")):
            assert option in help_text, f"needs {' '.join(call)}"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_stands_in_its_file(name: str) -> None:
    """The table of commands names for each the file that has it."""
    app = import_module(f"bot.cli.{COMMANDS[name]}").app
    assert name in {words[0] for words in commands_of(app)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    """Links between pages, and the project's files that a page names, exist."""
    text = page.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:)([^)#]+)", text):
        assert (page.parent / link).exists(), link
    for path in re.findall(r"`((?:bot|dialogs|knowledge|storage|tests|docs|benchmarks|deploy)/[\w./-]*)`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("page", ["telegram.md", "slack.md"])
def test_what_a_page_says_the_doctor_says_is_said(page: str) -> None:
    """Each first cell of a table "it says" stands word for word in a sentence of the program."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    tables = re.findall(r"^\| it says \| do \|\n\|---\|---\|\n((?:\|.*\n)+)", text, re.MULTILINE)
    told = [cell for table in tables for cell in re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)]
    files = [*(ROOT / "bot/adapters").rglob("*.py"), *(ROOT / "bot/cli").glob("*.py")]
    code = "\n".join(file.read_text(encoding="utf-8") for file in files)
    assert len(tables) == {"telegram.md": 2, "slack.md": 3}[page]
    assert [words for words in told if words not in code] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_setting_that_a_page_names_exists(page: Path) -> None:
    """No page sends somebody looking for a setting that is none."""
    named = set(re.findall(r"\bNEEDS_[A-Z_]+\b", page.read_text(encoding="utf-8")))
    listed = set(re.findall(r"`(NEEDS_\w+)`", (ROOT / "docs/settings.md").read_text(encoding="utf-8")))
    assert named <= listed


def test_pages_keep_their_sentences_apart() -> None:
    """A sentence begins on a line of its own, so that a change to it shows as one."""
    prose = re.compile(r"^(?![|#>\-*\d `]).*[a-z]{3}[.?] [A-Z][a-z]+ ", re.MULTILINE)
    guides = [page for page in PAGES if page.parent.name in ("docs", ROOT.name) and page.name != "CONTRIBUTING.md"]
    assert {
        page.name: prose.findall(page.read_text(encoding="utf-8"))
        for page in guides
        if prose.search(page.read_text(encoding="utf-8"))
    } == {}


def test_defaults_are_in_the_page() -> None:
    """What docs/settings.md says happens when nothing is set is what happens."""
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        if field.default not in (None, ""):
            assert re.search(
                rf"^\| `NEEDS_{name.upper()}` \| `?{re.escape(str(field.default))}`? \|", page, re.MULTILINE
            ), name


def test_the_demonstration_says_what_it_is() -> None:
    """With no setting at all the first screen still says who, where and whom to ask, and that it is a demonstration."""
    settings = Settings(_env_file=None)
    named = {"operator": settings.operator, "place": settings.data_place, "contact": settings.contact}
    welcome = words.say("say.welcome", "fr", **told(named, "fr"))
    for said in ("une démonstration", "cet ordinateur", "adresse pas encore indiquée"):
        assert said in welcome
    assert told({"operator": "Ministry"}, "fr") == {"operator": "Ministry"}
    assert settings.shows_examples
    assert not Settings(_env_file=None, operator="Ministry").shows_examples


def test_every_room_of_the_bot_is_named_where_it_stands() -> None:
    """How it works lists the rooms of the import contract, from the top down."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (inside,) = [one for one in contracts if one.get("containers") == ["bot"]]
    layer = {room: depth for depth, rooms in enumerate(inside["layers"]) for room in re.findall(r"\w+", rooms)}
    page = (ROOT / "docs" / "how-it-works.md").read_text("utf-8")
    listed = page.partition("siblings do not import each other:")[2].partition("\n`bot` stands on")[0]
    lines = [line[4:].partition("  ")[0] for line in listed.splitlines() if line[4:5].isalpha()]
    named = [room for line in lines for room in re.findall(r"\w+", line)]
    assert set(named) == set(layer) - {"__main__"}
    depths = [layer[room] for room in named]
    assert depths == sorted(depths)
