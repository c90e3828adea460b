"""Bad days of the running service: people keep their words and are told the truth, the operator is told what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from storage import sqlite
from tests.storage.fsync import compiler
from tests.survival import folder as left
from tests.survival.client import Browser
from tests.survival.ledger import Ledger
from tests.survival.server import Server

WORDS = "Invasive lionfish eat our reefs in Jamaica"
MORTAL = () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override")
"""Root may write what is write-protected, unless it gives up that right."""
LONG = "The reef wardens cannot keep up with the lionfish. " * 300


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "data")
    yield server
    server.close()


@pytest.fixture
async def browser(server: Server, tmp_path: Path) -> AsyncIterator[Browser]:
    """Somebody who has said hello; the server runs."""
    server.start()
    browser = Browser("ana", Ledger(tmp_path / "ledger"), server.address)
    await browser.open()
    yield browser
    await browser.close()


@contextmanager
def locked(server: Server) -> Iterator[None]:
    """Another program writes and does not finish."""
    with closing(sqlite3.connect(server.folder / sqlite.FILE, isolation_level=None)) as db:
        db.execute("BEGIN IMMEDIATE")
        yield


async def refused(browser: Browser, text: str) -> None:
    """The message is not acknowledged: with script by a code, without script by a page that keeps the words."""
    message = browser.write(text)
    assert not await browser.post(message)
    assert browser.ledger.marked("refused")[-1] == message
    page = await browser.without_script(message)
    assert page.status_code == 503
    assert "not saved" in page.text.partition('id="state"')[2]
    assert text in page.text.partition("<textarea")[2]


async def goes_on(browser: Browser, server: Server) -> None:
    """The refused message, sent again, is one message; everything is answered and whole."""
    message = browser.ledger.marked("refused")[-1]
    await browser.send(message)
    await browser.answered(message)
    await left.settled(server.folder)
    await browser.open()
    assert left.in_order(browser)
    assert sum(one.ours == message.id for one in browser.shown) == 1


async def test_a_locked_database(server: Server, browser: Browser) -> None:
    """Nobody is told "saved"; the operator reads who is to blame; when the lock ends, everything goes on."""
    with locked(server):
        await refused(browser, WORDS)
        assert (await browser.get("/")).status_code == 200, "what is there can be read"
    assert "another program locks the database" in server.told
    await goes_on(browser, server)
    server.kill()
    left.sound(server.folder)


async def test_a_database_locked_at_the_start(server: Server, browser: Browser) -> None:
    """The start is refused with the reason; what was acknowledged before is answered by the next one."""
    server.kill()
    server.start("turn.before")
    message = browser.write(WORDS)
    await browser.send(message)
    server.ended()
    with locked(server):
        assert not server.start()
        assert server.ended() == 1
    assert "needs: another program locks the database" in server.told
    assert server.start()
    await browser.answered(message)
    await left.settled(server.folder)
    server.kill()
    left.sound(server.folder)


async def test_a_full_disk(server: Server, browser: Browser) -> None:
    """What does not fit is refused whole, and fits as soon as there is room again, without a restart."""
    server.kill()
    with closing(sqlite3.connect(server.folder / sqlite.FILE)) as db:
        db.execute("CREATE TABLE ballast (bytes BLOB)")
        db.execute("INSERT INTO ballast VALUES (zeroblob(2000000))")
        db.commit()
    full = Server(server.folder, program="tests.survival.full_disk", port=server.port)
    full.start()
    try:
        await refused(browser, LONG)
        assert "full" in full.told
        with closing(sqlite3.connect(server.folder / sqlite.FILE)) as db:
            db.execute("DELETE FROM ballast")
            db.commit()
        await goes_on(browser, full)
        full.kill()
        left.sound(server.folder)
    finally:
        full.close()


@pytest.fixture
def ailing(tmp_path: Path) -> Path:
    """The library with which a program's disk ails for as long as the file of its name without ending is there."""
    found = compiler()
    if found is None:
        pytest.skip("needs a C compiler (install gcc) to make a disk ail")
    source, library = Path(__file__).with_name("ailing_shim.c"), tmp_path / "ails.so"
    subprocess.run([found, "-shared", "-fPIC", "-o", str(library), str(source), "-ldl"], check=True)
    return library


async def test_a_disk_that_turns_read_only(server: Server, browser: Browser, ailing: Path) -> None:
    """In the middle of a day nothing more is acknowledged; what is there can be read; well again, it goes on."""
    ails = ailing.with_suffix("")
    server.kill()
    server.start(LD_PRELOAD=str(ailing), NEEDS_AILING=str(ails))
    await browser.says("The reef wardens cannot keep up")
    ails.touch()
    await refused(browser, WORDS)
    assert "The reef wardens cannot keep up" in (await browser.get("/")).text
    assert "storage_unavailable" in server.told
    assert "the disk failed to read or write" in server.told
    assert "Traceback" not in server.told
    ails.unlink()
    await goes_on(browser, server)
    server.kill()
    left.sound(server.folder)


async def test_a_folder_that_is_moved_away(server: Server, browser: Browser) -> None:
    """Nothing is written into a folder that is no longer where it was; back in its place it is the same service."""
    await browser.says(WORDS)
    elsewhere = server.folder.with_name("elsewhere")
    server.folder.rename(elsewhere)
    await refused(browser, "yes")
    assert "moved" in server.told
    elsewhere.rename(server.folder)
    await goes_on(browser, server)
    server.kill()
    left.sound(server.folder)


async def test_a_folder_that_was_moved_serves_from_there(server: Server, browser: Browser) -> None:
    """Stopped, moved and started elsewhere: the same people find the same words, and nothing is answered twice."""
    await browser.says(WORDS)
    before = [one.text for one in browser.shown]
    server.kill()
    moved = Server(server.folder.rename(server.folder.with_name("elsewhere")), port=server.port)
    try:
        assert moved.start()
        await browser.open()
        assert [one.text for one in browser.shown] == before
        await browser.says("yes")
        moved.kill()
        left.sound(moved.folder)
    finally:
        moved.close()


async def test_a_copy_made_while_it_serves(server: Server, browser: Browser, tmp_path: Path) -> None:
    """SQLite's own backup of the running database, alone in a new folder, is the whole service; the index is made."""
    await browser.says(WORDS)
    copy = Server(tmp_path / "copy")
    copy.folder.mkdir()
    with (
        closing(sqlite3.connect(server.folder / sqlite.FILE)) as source,
        closing(sqlite3.connect(copy.folder / sqlite.FILE)) as target,
    ):
        source.backup(target)
    before = [one.text for one in browser.shown]
    await browser.says("yes")
    there = Browser.kept(_kept(browser, tmp_path), Ledger(tmp_path / "another ledger"), copy.address)
    try:
        assert copy.start()
        await there.open()
        assert [one.text for one in there.shown] == before
        copy.kill()
        left.sound(copy.folder)
    finally:
        await there.close()
        copy.close()


def _kept(browser: Browser, folder: Path) -> Path:
    """A file with the browser's cookies."""
    browser.keep(folder / "cookies")
    return folder / "cookies"


async def test_a_second_process_on_the_folder(server: Server, browser: Browser) -> None:
    """It ends at once with the sentence that names the first, which does not notice."""
    second = Server(server.folder)
    assert not second.start()
    assert second.ended() == 1
    assert "stop it first" in second.told
    assert "Traceback" not in second.told
    await browser.says(WORDS)


async def test_a_lost_index(server: Server, browser: Browser) -> None:
    """It is built again at the start, from the database."""
    await browser.says(WORDS)
    server.kill()
    shutil.rmtree(server.folder / "index")
    assert server.start()
    await browser.says("yes")
    assert "Traceback" not in server.told


async def test_an_index_of_another_model(server: Server, browser: Browser) -> None:
    """The service runs without search, says so to the operator with the remedy, and the conversation goes on."""
    server.kill()
    for file in (server.folder / "index").rglob("chroma.sqlite3"):
        with closing(sqlite3.connect(file)) as db:
            changed = db.execute("UPDATE collection_metadata SET str_value = 'another' WHERE key = 'model'").rowcount
            db.commit()
            assert changed == 2, "what people find, and the cases that officers find"
    assert server.start()
    assert "serving without search" in server.told
    assert "needs knowledge rebuild" in server.told
    await browser.says(WORDS)
    assert "yes" in browser.tap("|pick|yes")


async def test_a_database_that_cannot_be_written(server: Server, browser: Browser) -> None:
    """At the start the operator is told which file, and what to do; with the right back everything is there."""
    await browser.says(WORDS)
    server.kill()
    file = server.folder / sqlite.FILE
    file.chmod(0o444)
    mortal = Server(server.folder, under=MORTAL)
    assert not mortal.start()
    assert mortal.ended() == 1
    assert "cannot be written" in mortal.told
    assert str(file) in mortal.told
    assert "Traceback" not in mortal.told
    file.chmod(0o600)
    assert server.start()
    await browser.open()
    assert left.in_order(browser)
