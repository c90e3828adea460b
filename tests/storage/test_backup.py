"""A copy of a data folder taken while others write: whole, of one moment, private, and a folder to serve from."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import backup, open_storage
from storage.backup import back_up
from storage.port import Arrival, Post, Storage, StorageUnavailable, TurnWrite


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
async def storage(source: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(source)
    (source / "web.key").write_bytes(b"k" * 32)
    yield storage
    await storage.close()


async def say(storage: Storage, chat: str, text: str, *answers: str, sent: bool = False) -> None:
    receipt = await storage.accept(Arrival("phone", chat, "", f"d-{chat}-{text}", f"m-{chat}-{text}", "text", text))
    stored = await storage.read(receipt.conversation)
    posts = tuple(Post(f'{{"text":"{answer}"}}', sent=sent) for answer in answers)
    await storage.write(TurnWrite(receipt.conversation, stored.token, receipt.message, "{}", posts))


async def texts(folder: Path, chat: str) -> list[tuple[str, str]]:
    copy = await open_storage(folder)
    try:
        stored = await copy.find("phone", chat)
        assert stored is not None
        return [(row.text, row.status) for row in await copy.transcript(stored.conversation)]
    finally:
        await copy.close()


async def test_a_copy_is_a_data_folder(storage: Storage, source: Path, tmp_path: Path) -> None:
    """Taken beside the writing process, it opens as one, with its keys, and its owner alone reads it."""
    await say(storage, "a", "the reef is dying", "Where is it?", sent=True)
    made = back_up(source, tmp_path / "copies" / "monday")
    assert (made.conversations, made.requests) == (1, 0)
    assert made.size == sum(path.stat().st_size for path in made.folder.iterdir())
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700
    assert (made.folder / "web.key").read_bytes() == b"k" * 32
    assert await texts(made.folder, "a") == [("the reef is dying", "handled"), ('{"text":"Where is it?"}', "sent")]


async def test_what_may_have_been_sent_since_is_not_sent_again(storage: Storage, source: Path, tmp_path: Path) -> None:
    """A message that waited to be sent is listed as uncertain in the copy, and still waits in the original."""
    await say(storage, "a", "hello", "Where is it?")
    made = back_up(source, tmp_path / "copy")
    copy = await open_storage(made.folder)
    try:
        assert await copy.due(["phone"]) == []
        assert len(await copy.uncertain()) == 1
    finally:
        await copy.close()
    assert len(await storage.due(["phone"])) == 1


async def test_writing_goes_on_meanwhile(
    storage: Storage, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is of the moment it began, however much is written while it is made, and it comes to an end."""
    monkeypatch.setattr(backup, "PAGES", 1)
    await say(storage, "a", "before")
    portions = 0
    with sqlite3.connect(source / "needs.sqlite3", isolation_level=None) as other:

        def write(done: int, total: int) -> None:
            nonlocal portions
            portions += 1
            other.execute("INSERT INTO note (conversation, kind, body, at) VALUES (1, 'query', ?, 1)", ("x" * 9000,))

        made = back_up(source, tmp_path / "copy", write)
    assert portions > 10
    with sqlite3.connect(made.folder / "needs.sqlite3") as copy:
        assert copy.execute("SELECT COUNT(*) FROM note").fetchone()[0] < portions
        assert copy.execute("SELECT text FROM message").fetchall() == [("before",)]


def test_nothing_is_overwritten(source: Path, tmp_path: Path) -> None:
    """A folder that exists, and a source without a database, are refused with what to do; nothing is left behind."""
    (tmp_path / "there").mkdir()
    with pytest.raises(StorageUnavailable, match="NEEDS_DATA_DIR"):
        back_up(source, tmp_path / "copy")
    source.mkdir()
    sqlite3.connect(source / "needs.sqlite3").close()
    with pytest.raises(StorageUnavailable, match="exists already"):
        back_up(source, tmp_path / "there")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "there"]


async def test_a_copy_cut_short_leaves_nothing(storage: Storage, source: Path, tmp_path: Path) -> None:
    """A fault in the middle leaves no half copy, and the next one succeeds."""

    def fail(done: int, total: int) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(StorageUnavailable, match="free some space"):
        back_up(source, tmp_path / "copy", fail)
    assert not (tmp_path / "copy").exists()
    assert back_up(source, tmp_path / "copy").folder == tmp_path / "copy"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["copy", "data"]  # noqa: ASYNC240 - nothing else runs.
