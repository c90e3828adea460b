"""The limit: a state machine and SQLite with nothing between them, all that waits sharing one commit.

It promises what we promise: a message is on the disk before it is thought about, the reply with the state before it
is shown; two commits a turn, shared by all conversations of a round.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from benchmarks.contestant import Stopwatch
from benchmarks.peers.durable import connect
from benchmarks.peers.plain import START, answer

TABLES = """
CREATE TABLE conversation (chat TEXT PRIMARY KEY, state TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE message (id INTEGER PRIMARY KEY, chat TEXT NOT NULL, number INTEGER NOT NULL, text TEXT NOT NULL,
                      reply TEXT, UNIQUE (chat, number));
"""


def version() -> str:
    return f"bare state machine, SQLite {sqlite3.sqlite_version}, group commit"


@contextmanager
def open(folder: Path) -> Iterator[Table]:
    with closing(connect(folder / "bare.sqlite3")) as db:
        db.executescript(TABLES)
        yield Table(db)


class Table:
    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def play(self, chats: Sequence[str], texts: Sequence[str], watch: Stopwatch) -> None:
        db = self._db
        for number, text in enumerate(texts):
            started = time.perf_counter()
            db.execute("BEGIN IMMEDIATE")
            db.executemany(
                "INSERT INTO message (chat, number, text) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                [(chat, number, text) for chat in chats],
            )
            db.execute("COMMIT")
            accepted = time.perf_counter()
            turns = [(chat, *answer(self._state(chat), text)) for chat in chats]
            db.execute("BEGIN IMMEDIATE")
            db.executemany("REPLACE INTO conversation VALUES (?, ?)", [(c, json.dumps(state)) for c, state, _ in turns])
            db.executemany(
                "UPDATE message SET reply = ? WHERE chat = ? AND number = ?",
                [(reply, chat, number) for chat, _, reply in turns],
            )
            db.execute("COMMIT")
            for _ in chats:
                watch.done(number, started, accepted)

    def held(self, chat: str) -> Mapping[str, str]:
        answers = self._state(chat)["answers"]
        assert isinstance(answers, dict)
        return answers

    def _state(self, chat: str) -> dict[str, object]:
        row = self._db.execute("SELECT state FROM conversation WHERE chat = ?", (chat,)).fetchone()
        return dict(json.loads(row[0])) if row else START
