"""`needs doctor`: it says what is wrong, and only then exits with 1."""

from __future__ import annotations

import shutil
import socket
from pathlib import Path

import pytest
from oidc_provider_mock import run_server_in_thread

from bot.cli import checks
from bot.cli.checks import Finding, findings
from bot.console.invitations import invite
from bot.settings import Settings
from storage import folder, open_storage
from tests.bot.cli.test_program import needs


async def look(settings: Settings, **environment: str) -> dict[str, list[Finding]]:
    """The findings, by what they are about."""
    found: dict[str, list[Finding]] = {}
    async for finding in findings(settings, environment):
        found.setdefault(finding.what, []).append(finding)
    return found


def at(path: Path, **given: object) -> Settings:
    return Settings(_env_file=None, data_dir=path / "data", **given)  # type: ignore[arg-type]


async def test_a_fresh_machine_has_no_problem(tmp_path: Path) -> None:
    """Before the first start nothing is wrong, nothing is made, and what the first screen lacks is named."""
    found = await look(at(tmp_path))
    assert [f for group in found.values() for f in group if f.state == "problem"] == []
    assert {f.says.split(":")[0] for f in found["First screen"]} == {
        "set NEEDS_OPERATOR",
        "set NEEDS_DATA_PLACE",
        "set NEEDS_CONTACT",
    }
    assert not (tmp_path / "data").exists()


async def test_a_service_that_runs_is_no_problem(tmp_path: Path) -> None:
    """Beside a running service the folder is in use and the database is looked at without writing."""
    storage = await open_storage(tmp_path / "data")
    try:
        found = await look(at(tmp_path))
    finally:
        await storage.close()
    assert "in use" in found["Data folder"][0].says
    assert found["Database"][0].state == "ok"


async def test_a_misspelt_setting_is_found(tmp_path: Path) -> None:
    """A name that begins like ours and is none comes with the one that was meant."""
    found = await look(at(tmp_path), NEEDS_OPERTOR="Ministry", NEEDS_TEST_POSTGRES="x", HOME="/")
    assert [f.says for f in found["Settings"]] == ["NEEDS_OPERTOR is no setting; did you mean NEEDS_OPERATOR?"]


async def test_a_misspelt_setting_is_found_in_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same in the file `.env` of the folder, where a service has its settings."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("NEEDS_CONTCT=desk@example.org\nneeds_port=8080\nOTHER=1\n")
    found = await look(at(tmp_path))
    assert [f.says for f in found["Settings"]] == ["NEEDS_CONTCT is no setting; did you mean NEEDS_CONTACT?"]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("NEEDS_TELEGRAM_TOKEN=110201543:canary", "NEEDS_TELEGRAM_TOKEN"),
        ("NEEDS_DATABASE_URL=postgresql://needs:canary@127.0.0.1:9/needs", "NEEDS_DATABASE_URL"),
    ],
)
async def test_passwords_are_for_their_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, named: str
) -> None:
    """A settings file that others can read is a problem once a password is in it, and none before or for its owner."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / ".env"
    found = []
    for written, mode in (("NEEDS_PORT=8080", 0o644), (line, 0o640), (line, 0o600)):
        file.write_text(f"{written}\n")
        file.chmod(mode)
        found.append((await look(Settings(data_dir=tmp_path / "data"))).get("Passwords", []))
    ((problem,),) = [one for one in found if one]
    assert found[1] == [problem]
    assert problem.state == "problem"
    assert named in problem.says
    assert "chmod 600" in problem.says
    assert "canary" not in problem.says


def test_a_settings_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    """In one sentence and with code 1, whatever the command; here the file is not in UTF-8."""
    (tmp_path / ".env").write_bytes("NEEDS_OPERATOR=Ministère\n".encode("latin-1"))
    done = needs("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert ".env" in done.stderr
    assert "UTF-8" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    """A database without its index is a problem with one command as its end."""
    await (await open_storage(tmp_path / "data")).close()
    found = await look(at(tmp_path))
    assert found["Search index"][0].state == "problem"
    assert "needs knowledge rebuild" in found["Search index"][0].says


async def test_a_broken_index_says_how_to_build_it(data_folder: Path) -> None:
    """Files of the index that were overwritten are a problem with the same end; the database beside it is well."""
    (file,) = (data_folder / "index").rglob("chroma.sqlite3")
    file.write_bytes(b"not an index " * 1000)
    found = await look(Settings(_env_file=None, data_dir=data_folder))
    assert found["Search index"][0].state == "problem"
    assert "needs knowledge rebuild" in found["Search index"][0].says
    assert found["Database"][0].state == "ok"


async def test_a_broken_database_is_a_problem(tmp_path: Path) -> None:
    """A file that is no database is named with what to do."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "needs.sqlite3").write_bytes(b"not a database" * 100)
    found = await look(at(tmp_path))
    assert found["Database"][0].state == "problem"
    assert "NEEDS_DATA_DIR" in found["Database"][0].says


async def test_a_database_that_is_not_reached_is_a_problem(tmp_path: Path) -> None:
    """A Postgres server that does not answer is named by its setting, not by its password; the rest is looked at."""
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        address = f"postgresql://needs:canary@127.0.0.1:{nobody.getsockname()[1]}/needs"
    found = await look(at(tmp_path, database_url=address))
    (database,) = found["Database"]
    assert database.state == "problem"
    assert "NEEDS_DATABASE_URL" in database.says
    assert "canary" not in database.says
    assert found["Clock"]
    served = needs("serve", folder=tmp_path, NEEDS_DATABASE_URL=address)
    assert (served.returncode, "NEEDS_DATABASE_URL" in served.stderr) == (1, True)
    assert "Traceback" not in served.stderr


async def test_a_taken_port_matters_when_it_was_chosen(tmp_path: Path) -> None:
    """Chosen and taken by another program is a problem; not chosen, another one will do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        chosen = await look(at(tmp_path, port=port))
        any_will_do = at(tmp_path, port=port)
        any_will_do.model_fields_set.discard("port")
        not_chosen = await look(any_will_do)
    assert chosen["Web chat"][0].state == "problem"
    assert not_chosen["Web chat"][0].state == "ok"


async def test_little_space_is_said_before_it_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Under a gigabyte there is something to do, under a fifth of it something is wrong."""
    states = []
    for free in (2_000_000_000, 500_000_000, 1_000_000):
        monkeypatch.setattr(checks.shutil, "disk_usage", lambda _, free=free: shutil._ntuple_diskusage(free, 0, free))
        states.append((await look(at(tmp_path)))["Disk"][0].state)
    assert states == ["ok", "to do", "problem"]


async def test_a_clock_that_runs_behind_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A time before files that exist already cannot be right."""
    monkeypatch.setattr(checks.time, "time", lambda: 1_000_000_000.0)
    assert (await look(at(tmp_path)))["Clock"][0].state == "problem"


def test_through_a_pipe_it_is_plain_lines(tmp_path: Path) -> None:
    """Piped, each finding is a line of three columns; the folder that may not be written gives exit code 1."""
    assert needs("doctor", folder=tmp_path).returncode == 0
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "needs.sqlite3").write_bytes(b"x" * 4096)
    done = needs("doctor", folder=tmp_path)
    assert done.returncode == 1
    assert all(line.count("\t") == 2 for line in done.stdout.splitlines())
    assert "\x1b" not in done.stdout


async def test_looking_lets_go_of_the_folder(tmp_path: Path) -> None:
    """The doctor holds nothing: a service can start right after it."""
    (tmp_path / "data").mkdir()
    await look(at(tmp_path))
    folder.hold(tmp_path / "data").release()


async def test_a_desk_where_nobody_works_is_said(tmp_path: Path) -> None:
    """Somebody who may only read answers nobody either; with the command that makes the first account."""
    storage = await open_storage(tmp_path / "data")
    try:
        for role, state, says in (
            ("reader", "to do", "needs desk invite"),
            ("officer", "ok", "2 accounts, 1 of them take cases"),
        ):
            await invite(storage.desk, f"{role}@desk.example", "Bo", role, now=0.0)
            (finding,) = (await look(at(tmp_path)))["Desk"]
            assert (finding.state, says in finding.says) == (state, True)
    finally:
        await storage.close()


async def test_a_provider_is_asked(tmp_path: Path) -> None:
    """One that answers under its name needs a public address to send people back to; any other is a problem."""
    with run_server_in_thread() as server:
        here = {"oidc_client_id": "needs", "oidc_client_secret": "a secret"}
        issuer = f"http://localhost:{server.server_port}"
        for given, state in (
            ({"oidc_issuer": issuer, "public_url": "https://desk.example.org"}, "ok"),
            ({"oidc_issuer": issuer}, "to do"),
            ({"oidc_issuer": f"{issuer}/elsewhere"}, "problem"),
            ({"oidc_issuer": "http://localhost:9"}, "problem"),
        ):
            (finding,) = (await look(at(tmp_path, **here, **given)))["Sign-in"]
            assert finding.state == state, finding.says
            assert "a secret" not in finding.says
