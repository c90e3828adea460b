"""Apache Burr with its own SQLite persister: one action, saved by the library's hook after every step."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any

from burr.core import Application, ApplicationBuilder, State, action
from burr.core.persistence import SQLitePersister

from benchmarks.contestant import Stopwatch
from benchmarks.peers.durable import durable
from benchmarks.peers.plain import START, answer
from benchmarks.peers.threads import side_by_side

FILES = os.environ.get("NEEDS_BENCH_FILES") == "many"
"""A database and a thread for each conversation: faster with many, and nobody's deployment. In one file the persister's
one connection, which has no lock, allows one thread: with two, commits were lost to "no transaction is active"."""


def version() -> str:
    files = "a file for each conversation" if FILES else "one file"
    return f"Apache Burr {installed('apache-burr')}, SQLitePersister in WAL mode, {files}"


@contextmanager
def open(folder: Path) -> Iterator[Table]:
    yield Table(folder)


@action(reads=["form"], writes=["form", "reply"])
def turn(state: State[Any], text: str) -> State[Any]:
    form, reply = answer(state["form"], text)
    return state.update(form=form, reply=reply)


class Table:
    """Keeps every conversation's application in memory, as fast as the library can be used."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._apps: dict[str, Application[Any]] = {}
        self._persisters: dict[str, SQLitePersister] = {}

    def play(self, chats: Sequence[str], texts: Sequence[str], watch: Stopwatch) -> None:
        for chat in chats:
            self._apps[chat] = self._application(chat)
        side_by_side(self._say, chats, texts, watch, threads=len(chats) if FILES else 1)

    def held(self, chat: str) -> Mapping[str, str]:
        saved = self._persister(chat).load("", chat)
        assert saved
        return dict(saved["state"]["form"]["answers"])

    def _say(self, chat: str, text: str) -> None:
        stepped = self._apps[chat].step(inputs={"text": text})
        assert stepped
        assert stepped[2]["reply"]

    def _application(self, chat: str) -> Application[Any]:
        return (
            ApplicationBuilder()
            .with_actions(turn)
            .with_transitions(("turn", "turn"))
            .with_state(form=START)
            .with_entrypoint("turn")
            .with_identifiers(app_id=chat, partition_key="")
            .with_state_persister(self._persister(chat))
            .build()
        )

    def _persister(self, chat: str) -> SQLitePersister:
        file = f"{chat}.sqlite3" if FILES else "burr.sqlite3"
        if file not in self._persisters:
            db = durable(sqlite3.connect(self._folder / file, check_same_thread=False))
            persister = SQLitePersister(file, connection=db)
            persister.initialize()
            self._persisters[file] = persister
        return self._persisters[file]
