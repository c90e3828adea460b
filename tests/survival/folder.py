"""What a killed service left in its data folder, looked at from outside and by the next process."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.library import rebuild
from bot.settings import Settings
from bot.wiring import open_service
from knowledge.port import Query, Viewer
from storage import sqlite
from storage.desk.port import case_document
from tests.survival.client import Browser

PATIENCE = 120.0
"""Seconds the index may take to follow the database: beside five other programs, a new one took 25 to load its model
and its index."""


def in_order(browser: Browser) -> bool:
    """Whether the page shows every acknowledged message once, in the order it was first sent, each answered."""
    known = [message.id for message in browser.ledger.marked("sending", browser.chat)]
    acknowledged = {message.id for message in browser.ledger.marked("acknowledged", browser.chat)}
    mine = [one.ours for one in browser.shown if one.ours in set(known)]
    if not any(one.ours for one in browser.shown):
        return True  # Everything was erased.
    return mine == [id for id in known if id in acknowledged] and browser.shown[-1].ours == ""


async def answered(browser: Browser) -> None:
    """Return once the page ends with something from us."""
    async with asyncio.timeout(PATIENCE):
        while not browser.shown or browser.shown[-1].ours:
            if not await browser.look():
                await asyncio.sleep(0.05)


def sound(folder: Path, *, uncertain: bool = False) -> None:
    """Every message was answered once and everything to say was said; nothing is left half done.

    With `uncertain` some of it was perhaps said, on a platform that cannot be asked.
    """
    with closing(sqlite3.connect(folder / sqlite.FILE)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        wrong = db.execute(
            """
            SELECT c.id, c.token, c.next_position, count(*), sum(m.direction = 'in'), max(m.position)
            FROM conversation c JOIN message m ON m.conversation = c.id GROUP BY c.id
            HAVING c.next_position <> 1 + max(m.position) OR count(*) <> count(DISTINCT m.position)
            """
        ).fetchall()
        assert wrong == []
        unanswered = "SELECT id FROM message WHERE direction = 'in' AND status NOT IN ('handled', 'erased')"
        said = "'sent', 'uncertain'" if uncertain else "'sent'"
        unsaid = f"SELECT id, status FROM message WHERE direction = 'out' AND status NOT IN ({said})"
        assert db.execute(unanswered).fetchall() == []
        assert db.execute(unsaid).fetchall() == []


def turns(folder: Path) -> list[tuple[int, int]]:
    """Of each conversation, (turns written, messages accepted); equal when each was answered exactly once."""
    with closing(sqlite3.connect(folder / sqlite.FILE)) as db:
        return db.execute(
            """
            SELECT c.token, sum(m.direction = 'in') FROM conversation c JOIN message m ON m.conversation = c.id
            GROUP BY c.id ORDER BY c.id
            """
        ).fetchall()


def uncertain(folder: Path) -> int:
    """How many sends the service lists as perhaps arrived, for the desk."""
    with closing(sqlite3.connect(folder / sqlite.FILE)) as db:
        (count,) = db.execute("SELECT count(*) FROM message WHERE status = 'uncertain'").fetchone()
        return int(count)


async def settled(folder: Path) -> None:
    """Return once nothing waits for an answer, to be sent or to be indexed."""
    await _none(folder, f"SELECT (SELECT count(*) FROM index_task) + ({_WAITING})")


async def said(folder: Path) -> None:
    """Return once nothing waits for an answer or to be sent; what can be found of it may still have to be indexed."""
    await _none(folder, _WAITING)


_WAITING = "SELECT count(*) FROM message WHERE status IN ('received', 'queued', 'attempting')"


async def _none(folder: Path, waiting: str) -> None:
    with closing(sqlite3.connect(folder / sqlite.FILE)) as db:
        async with asyncio.timeout(PATIENCE):
            while db.execute(waiting).fetchone() != (0,):  # noqa: ASYNC110 - the other process cannot tell us.
                await asyncio.sleep(0.05)


async def findable(folder: Path, code: str, words: str) -> None:
    """The index has what the database has; the owner finds the request where a stranger does not, the desk the case."""
    async with open_service(Settings(data_dir=folder, library="none", _env_file=None)) as service:
        request = await service.storage.request(code)
        assert request is not None
        owner, stranger = Viewer(owner=str(request.conversation)), Viewer(owner="999")
        for viewer, found in ((owner, True), (stranger, False)):
            hits = await service.knowledge.search(Query(words, viewer, kinds=("request",)))
            assert (code in [hit.document.id for hit in hits]) is found
        case = await service.storage.desk.by_code(code)
        assert case is not None
        hits = await service.knowledge.search(Query(words, Viewer(desk=True), kinds=("case",)))
        assert case_document(case.id) in [hit.document.id for hit in hits]
        passages = await service.knowledge.check()
        await rebuild(service.storage, service.knowledge)
        assert await service.knowledge.check() == passages


def holds(folder: Path, words: str) -> bool:
    """Whether any file of the folder has these words in it."""
    return any(words.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
