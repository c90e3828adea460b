"""`needs desk`: the first account is made on the command line, also beside a running service."""

from __future__ import annotations

import asyncio
import re
import stat
from pathlib import Path

import pytest

from bot.codes import digest
from bot.settings import Settings
from bot.wiring import open_service
from storage import open_storage
from storage.desk.port import Queue
from tests.bot.cli.test_program import needs

INVITE = ("desk", "invite", "Ana@Desk.example", "--name", "Ana Sosa", "--role", "lead", "--language", "fr")


def secret(printed: str) -> str:
    found = re.search(r"^https://desk\.example\.org/desk/join/([\w-]{27})$", printed, re.MULTILINE)
    assert found, printed
    return found.group(1)


def called(folder: Path, *words: str) -> tuple[int, str, str]:
    where = {"NEEDS_DATA_DIR": str(folder / "data"), "NEEDS_PUBLIC_URL": "https://desk.example.org"}
    done = needs(*words, folder=folder, **where)  # type: ignore[arg-type]  # all are text
    return done.returncode, done.stdout, done.stderr


async def test_the_first_account_is_made_before_the_first_start(tmp_path: Path) -> None:
    """In a folder that did not exist; the link opens that account, and the folder belongs to its owner alone."""
    code, printed, told = called(tmp_path, *INVITE)
    assert (code, told) == (0, "")
    storage = await open_storage(tmp_path / "data")
    try:
        account = await storage.desk.join(digest(secret(printed)), "a hash", 0.0)
        assert account
        assert (account.email, account.name, account.role) == ("ana@desk.example", "Ana Sosa", "lead")
        assert account.languages == ("fr",)
        assert [view.what for view in await storage.desk.views()] == [f"invited {account.id}"]
    finally:
        await storage.close()
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert called(tmp_path, "desk", "people")[1] == f"{account.id}\tlead\tjoined\tAna Sosa\tana@desk.example\n"


async def test_an_account_is_made_beside_a_running_service(tmp_path: Path) -> None:
    """The service sees it at once, and goes on writing."""
    async with open_service(Settings(data_dir=tmp_path / "data")) as service:
        code, printed, told = await asyncio.to_thread(called, tmp_path, *INVITE)
        assert (code, told) == (0, "")
        assert await service.storage.desk.join(digest(secret(printed)), "a hash", 0.0)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("desk", "invite", "no address", "--name", "Ana"), "no e-mail address"),
        (("desk", "invite", "ana@desk.example", "--name", " "), "--name"),
        (("desk", "invite", "ana@desk.example", "--name", "Ana", "--role", "king"), "--role is lead, officer"),
        (("desk", "invite", "ana@desk.example", "--name", "Ana", "--language", "tlh"), "no language 'tlh'"),
    ],
)
def test_what_makes_no_account_is_said(tmp_path: Path, words: tuple[str, ...], says: str) -> None:
    """In one sentence, with exit code 1 and no link."""
    code, printed, told = called(tmp_path, *words)
    assert (code, printed) == (1, "")
    assert says in told
    assert "Traceback" not in told


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"NEEDS_OIDC_ISSUER": "https://id.example.org"}, "or none of them"),
        ({"NEEDS_OIDC_ISSUER": "http://id.example.org"}, "NEEDS_OIDC_ISSUER: write it with https://"),
    ],
)
def test_a_provider_is_set_whole_and_safe(tmp_path: Path, given: dict[str, str], says: str) -> None:
    """Half a provider stops the command, with what is missing."""
    done = needs("desk", "people", folder=tmp_path, **given)  # type: ignore[arg-type]  # all are text
    assert done.returncode == 1
    assert says in done.stderr


async def test_a_list_of_cases_is_brought_in(tmp_path: Path) -> None:
    """From the template, beside a running service; twice without harm, and with every wrong cell named."""
    file = tmp_path / "cases.csv"
    async with open_service(Settings(data_dir=tmp_path / "data")) as service:
        assert (await asyncio.to_thread(called, tmp_path, *INVITE))[0] == 0
        code, printed, told = await asyncio.to_thread(called, tmp_path, "desk", "template", str(file))
        assert (code, told) == (0, "")
        assert await asyncio.to_thread(called, tmp_path, "desk", "template", str(file)) == (
            1, "", f"needs: {str(file)!r} is there already; name another file\n",
        )  # fmt: skip
        bring = ("desk", "import", str(file), "--by", "ana@desk.example")
        assert await asyncio.to_thread(called, tmp_path, *bring) == (0, "1 cases opened, 0 were here already.\n", "")
        assert await asyncio.to_thread(called, tmp_path, *bring) == (0, "0 cases opened, 1 were here already.\n", "")
        (case,) = await service.storage.desk.queue(Queue())
        assert (case.country, case.team, case.hold) == ("HT", "CARICOM", "desk")
        file.write_text("title,country\nReefs,Atlantis\n,HT\n", encoding="utf-8")
        code, printed, told = await asyncio.to_thread(called, tmp_path, *bring)
        assert (code, printed) == (1, "")
        assert told.splitlines()[0] == "needs: nothing was opened; 2 cells are wrong:"
        assert [line.partition(":")[0] for line in told.splitlines()[1:]] == ["row 2, country", "row 3, title"]
        assert len(await service.storage.desk.queue(Queue())) == 1
        nobody = (*bring[:-1], "nobody@desk.example")
        assert "nobody at the desk" in (await asyncio.to_thread(called, tmp_path, *nobody))[2]
