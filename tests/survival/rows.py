"""What the database of a running or killed service says about one chat, read beside it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from storage import sqlite


@dataclass(frozen=True, slots=True)
class Row:
    """A message that was accepted, or that is to be sent."""

    id: str
    """The platform's: of what was accepted; of what was sent, "" where it told none or nobody knows."""
    status: str
    text: str


def _ask(folder: Path, query: str, *values: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(folder / sqlite.FILE)) as db:
        return db.execute(query, values).fetchall()


def waits(folder: Path, chat: str) -> bool:
    """Whether something of a chat is still to be answered or sent."""
    query = """
        SELECT 1 FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE c.chat = ? AND m.status IN ('received', 'queued', 'attempting')
    """
    return _ask(folder, query, chat) != []


def accepted(folder: Path, chat: str) -> list[Row]:
    """In the order in which they were accepted; not what the service told itself to do next."""
    query = """
        SELECT m.message_id, m.status, m.text FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE c.chat = ? AND m.direction = 'in' AND m.kind <> 'read' ORDER BY m.position
    """
    return [Row(*found) for found in _ask(folder, query, chat)]


def to_say(folder: Path, chat: str) -> list[Row]:
    """Everything that was said there, or was to be, in order."""
    query = """
        SELECT m.remote, m.status, m.text FROM message m JOIN conversation c ON c.id = m.conversation
        WHERE c.chat = ? AND m.direction = 'out' ORDER BY m.position
    """
    return [Row(*found) for found in _ask(folder, query, chat)]


def notes(folder: Path, chat: str) -> list[str]:
    """What was passed on to the desk, in order."""
    query = "SELECT n.body FROM note n JOIN conversation c ON c.id = n.conversation WHERE c.chat = ? ORDER BY n.id"
    return [body for (body,) in _ask(folder, query, chat)]


def files(folder: Path, chat: str) -> list[bytes]:
    """What the files of a chat hold, in order."""
    query = (
        "SELECT a.data FROM attachment a JOIN conversation c ON c.id = a.conversation WHERE c.chat = ? ORDER BY a.id"
    )
    with closing(sqlite3.connect(folder / sqlite.FILE)) as db:
        return [data for (data,) in db.execute(query, (chat,))]


def requests(folder: Path, chat: str) -> list[dict[str, object]]:
    """The requests of a chat."""
    query = "SELECT r.body FROM request r JOIN conversation c ON c.id = r.conversation WHERE c.chat = ?"
    return [json.loads(body) for (body,) in _ask(folder, query, chat)]
