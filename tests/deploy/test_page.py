"""docs/operate.md, played: what a page says to type does what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.settings import documented
from tests.bot.adapters.web.forms import fields, messages
from tests.deploy.machine import PAGE, ROOT, Machine, commands, mode

FIRST = "Lionfish eat the young fish on our reefs"
LATER = "Our mangroves are dying as well"


class Visitor:
    """A person with a browser, who stays the same wherever the desk is."""

    def __init__(self, machine: Machine) -> None:
        self._cookies = httpx.Cookies()
        self.goes_to(machine)

    def goes_to(self, machine: Machine) -> None:
        """The same cookie as before; over plain http, where the browser would not send one that is for https alone."""
        self._address = machine.address

    def says(self, text: str) -> None:
        page = self.page()
        with self._client() as client:
            answer = client.post("/say", data={**fields(page), "text": text})
        assert answer.status_code == 303

    def page(self) -> str:
        with self._client() as client:
            answer = client.get("/")
            self._cookies.update(answer.cookies)
        assert answer.status_code == 200
        return answer.text

    def sees(self) -> str:
        return "\n".join(messages(self.page()))

    def _client(self) -> httpx.Client:
        return httpx.Client(base_url=self._address, cookies=self._cookies, trust_env=False, timeout=20)


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[Machine]:
    """A second machine."""
    machine = Machine(tmp_path / "beside")
    yield machine
    machine.close()


@pytest.fixture
def installed(machine: Machine) -> Machine:
    # Plain http: https is nginx's part, and is tried with nginx.
    machine.install(public_url=machine.address)
    return machine


def test_the_desk_is_open_once_it_is_installed(installed: Machine) -> None:
    """After what stands under "Install" the doctor finds no problem, the page answers, and data lie where it says."""
    assert Visitor(installed).sees()
    said = installed.play("needs-desk doctor")
    assert "problem\t" not in said
    assert str(installed.path("/var/lib/needs-desk")) in said
    assert mode(installed.path("/etc/needs-desk/.env")) == "-rw-------"
    assert mode(installed.path("/var/lib/needs-desk")) == "drwx------"
    assert {mode(file)[-6:] for file in installed.path("/var/lib/needs-desk").iterdir() if file.is_file()} == {"------"}


def test_what_is_lost_comes_back_from_a_copy(installed: Machine) -> None:
    """A copy is taken beside the running service; restored, it has what was told before and not what came after."""
    person = Visitor(installed)
    person.says(FIRST)
    (backup,) = commands("Back up")
    assert "1 conversations" in installed.play(backup)
    person.says(LATER)
    assert LATER in person.sees()
    (restore,) = commands("Restore")
    assert "problem\t" not in installed.play(restore)
    assert FIRST in person.sees()
    assert LATER not in person.sees()


def test_an_upgrade_keeps_what_was_told(installed: Machine) -> None:
    """Stopped before it is copied, copied before it is changed, started last."""
    person = Visitor(installed)
    person.says(FIRST)
    (upgrade,) = commands("Upgrade")
    before = len(installed.played)
    assert "problem\t" not in installed.play(upgrade)
    assert FIRST in person.sees()
    done = [line for line in installed.played[before:] if not line.startswith("install ")]
    order = ("systemctl stop", "runuser -u needs", "git -C", "make -C", "systemctl start", "runuser -u needs")
    assert [line.startswith(start) for line, start in zip(done, order, strict=True)] == [True] * len(order)
    assert installed.path("/var/backups/needs-desk/before-upgrade/needs.sqlite3").exists()


def test_a_conversation_goes_on_at_another_machine(installed: Machine, beside: Machine) -> None:
    """Moved, the same browser finds the same conversation; the old machine is silent before the new one speaks."""
    person = Visitor(installed)
    person.says(FIRST)
    first, _ = commands("Install")
    beside.play(first)
    leave, arrive = commands("Move to another machine")
    installed.play(leave, BESIDE=str(beside.folder))
    with pytest.raises(httpx.ConnectError):
        person.page()
    settings = beside.path("/etc/needs-desk/.env")
    assert mode(settings) == "-rw-------"
    # Where two real machines have the same paths and ports, these two are folders of one.
    settings.write_text(settings.read_text().replace(str(installed.folder), str(beside.folder)))
    beside.set(port=str(beside.port), public_url=beside.address)
    assert "problem\t" not in beside.play(arrive)
    person.goes_to(beside)
    assert FIRST in person.sees()
    person.says(LATER)
    assert LATER in person.sees()


def test_a_wrong_setting_is_said_at_the_start(machine: Machine) -> None:
    """A token that cannot be one makes the doctor end with 1 and say what to do, as the log does; the desk is open."""
    with pytest.raises(AssertionError, match="problem\tTelegram\tNEEDS_TELEGRAM_TOKEN is no bot token"):
        machine.install(public_url=machine.address, telegram_token="no-token-at-all")
    assert Visitor(machine).sees()
    assert "NEEDS_TELEGRAM_TOKEN is no bot token" in machine.log
    assert "no-token-at-all" not in machine.log


def test_the_events_to_watch_exist() -> None:
    """Each event that the page says to look for is logged somewhere."""
    section = PAGE.read_text(encoding="utf-8").partition("## What to watch")[2]
    named = re.findall(r"`([a-z]+(?:_[a-z]+)+)`", "\n".join(re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)))
    code = "\n".join(
        file.read_text(encoding="utf-8") for part in ("bot", "storage") for file in (ROOT / part).rglob("*.py")
    )
    assert len(named) >= 8
    assert [name for name in named if f'"{name}"' not in code] == []


def test_the_settings_file_names_settings() -> None:
    """Every name in deploy/env, switched on or not, is one; what is a password stands there without a value."""
    lines = re.findall(r"^#?(NEEDS_\w+)=(.*)$", (ROOT / "deploy/env").read_text(encoding="utf-8"), re.MULTILINE)
    assert {name for name, _ in lines} <= set(documented())
    assert [value for name, value in lines if name.endswith(("_TOKEN", "_SECRET"))] == [""] * 4
