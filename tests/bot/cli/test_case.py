"""`needs export`, `needs replay` and the files a person can take away, of a request that was really sent."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from pathlib import Path

import pytest

from bot.cli.case import asked_about
from bot.export.files import Files
from bot.settings import Settings
from bot.wiring import open_service
from dialogs.forms.request import REQUEST
from dialogs.keys import BIO_BRIDGE
from dialogs.words import AVAILABLE, say
from storage import open_storage
from tests.bot.cli.test_converse import ROW, held
from tests.bot.cli.test_program import needs
from tests.person import Person


@pytest.fixture
async def sent(data_folder: Path) -> str:
    """The code of a request sent from this folder."""
    await held(data_folder, ROW, "a")
    storage = await open_storage(data_folder, read_only=True)
    try:
        stored = await storage.find("script", "a")
        assert stored is not None
        (request,) = await storage.requests(stored.conversation)
        return request.code
    finally:
        await storage.close()


async def test_every_format_comes_out(sent: str, data_folder: Path, tmp_path: Path) -> None:
    """JSON and page on standard output, the document in a file; a code in small letters will do."""
    where = {"folder": tmp_path, "NEEDS_DATA_DIR": str(data_folder)}
    record = json.loads(needs("export", sent.lower(), **where).stdout)  # type: ignore[arg-type]  # all are text or a path
    assert record["code"] == sent
    assert {answer["field"]: answer["value"] for answer in record["answers"]}["country"] == ["WS"]
    bbi = json.loads(needs("export", sent, "--format", "bbi", **where).stdout)  # type: ignore[arg-type]
    assert list(bbi) == list(BIO_BRIDGE)
    page = needs("export", sent, "--format", "page", **where).stdout  # type: ignore[arg-type]
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    done = needs("export", sent, "--format", "docx", "--out", str(tmp_path / "r.docx"), **where)  # type: ignore[arg-type]
    assert done.returncode == 0
    assert zipfile.is_zipfile(tmp_path / "r.docx")


@pytest.mark.parametrize("command", ["export", "replay"])
async def test_it_works_beside_a_running_service(sent: str, data_folder: Path, tmp_path: Path, command: str) -> None:
    """While another process holds the folder and has just written, both commands read what it wrote."""
    async with open_service(Settings(data_dir=data_folder)) as service:
        held = asyncio.to_thread(needs, command, sent, folder=tmp_path, NEEDS_DATA_DIR=str(data_folder))
        await Person(service).says("our mangroves are dying")
        done = await held
        writes = await asyncio.to_thread(
            needs, "knowledge", "rebuild", folder=tmp_path, NEEDS_DATA_DIR=str(data_folder)
        )
    assert done.returncode == 0, done.stderr
    assert "turtle" in done.stdout
    assert writes.returncode == 1, "the folder was not held at all"


async def test_a_conversation_can_be_read_again(sent: str, data_folder: Path, tmp_path: Path) -> None:
    """Both sides in order, questions with their field, and no secret link."""
    done = needs("replay", sent, folder=tmp_path, NEEDS_DATA_DIR=str(data_folder))
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    assert any(
        line.endswith("person: Dogs dig up turtle nests in Samoa and our 12 wardens come too late") for line in lines
    )
    assert any("assistant [contact_channel]:" in line or "assistant [contact_name]:" in line for line in lines)
    assert "/r/" not in done.stdout
    assert "/p/" not in done.stdout


@pytest.mark.parametrize("command", ["export", "replay"])
def test_an_unknown_code_is_explained(command: str, data_folder: Path, tmp_path: Path) -> None:
    """One sentence that says where to look, no traceback."""
    done = needs(command, "NONE-0000", folder=tmp_path, NEEDS_DATA_DIR=str(data_folder))
    assert done.returncode == 1
    assert "no case 'NONE-0000'" in done.stderr
    assert "Traceback" not in done.stderr


async def test_files_of_a_code_and_of_a_conversation(sent: str, data_folder: Path) -> None:
    """Page, document, record, and everything that is held; nothing for a code that nobody has."""
    storage = await open_storage(data_folder, read_only=True)
    try:
        files = Files(storage)
        page, paper, record = await files.page(sent), await files.docx(sent), await files.record(sent)
        assert page is not None
        assert sent in page.body
        assert paper is not None
        assert zipfile.is_zipfile(io.BytesIO(paper))
        assert record is not None
        assert json.loads(record)["code"] == sent
        assert await files.page("NONE-0000") is None
        assert await files.docx("") is None
        stored = await storage.find("script", "a")
        assert stored is not None
        everything = json.loads(await files.everything(stored.conversation) or b"{}")
        assert everything["requests"][0]["code"] == sent
        assert everything["messages"][0]["from"] in ("person", "assistant")
        assert any(message["text"].startswith("Dogs dig up") for message in everything["messages"])
        assert await files.everything(999) is None
    finally:
        await storage.close()


@pytest.mark.parametrize("language", AVAILABLE)
def test_questions_are_known_by_their_wording(language: str) -> None:
    """Every question of the form leads back to its field, also with other words around it."""
    for field in REQUEST.fields:
        assert asked_about(f"Thanks.\n\n{say(f'ask.{field.key}', language)}", language) == field.key
