"""LangGraph in the fastest setting that is still durable for each turn: one node, one checkpoint when the run ends.

NEEDS_BENCH_MESSAGES=1 keeps what was said on both sides, as ours does, in LangGraph's own `MessagesState`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from importlib.metadata import version as installed
from pathlib import Path
from typing import Any, Literal, TypedDict, cast

from langgraph.checkpoint.sqlite import SqliteSaver
from langgraph.graph import END, START, MessagesState, StateGraph

from benchmarks.contestant import Stopwatch
from benchmarks.peers.durable import durable
from benchmarks.peers.plain import START as EMPTY
from benchmarks.peers.plain import answer
from benchmarks.peers.threads import side_by_side

DURABILITY = cast('Literal["exit", "sync"]', os.environ.get("NEEDS_BENCH_DURABILITY", "exit"))
"""The run's checkpoint is written, and committed, before `invoke` returns; "sync" writes one for each step besides."""

THREADS = int(os.environ.get("NEEDS_BENCH_THREADS", "2"))
"""One thinks while another waits for the disk; more were slower. The saver's own lock lets one at a time write."""


MESSAGES = os.environ.get("NEEDS_BENCH_MESSAGES") == "1"


class Conversation(TypedDict):
    form: dict[str, object]
    text: str
    reply: str


class Transcript(MessagesState):
    form: dict[str, object]


def version() -> str:
    saver = installed("langgraph-checkpoint-sqlite")
    kept = ", messages kept" if MESSAGES else ""
    return f"LangGraph {installed('langgraph')}, SqliteSaver {saver}, durability={DURABILITY!r}{kept}"


@contextmanager
def open(folder: Path) -> Iterator[Table]:
    # The saver commits by itself, so the connection keeps the transactions of Python's own making.
    with closing(sqlite3.connect(folder / "langgraph.sqlite3", check_same_thread=False)) as db:
        saver = SqliteSaver(durable(db))
        saver.setup()
        graph: Any = StateGraph(Transcript if MESSAGES else Conversation)
        graph.add_node("turn", _turn_kept if MESSAGES else _turn)
        graph.add_edge(START, "turn")
        graph.add_edge("turn", END)
        yield Table(graph.compile(checkpointer=saver))


def _turn(state: Conversation) -> dict[str, Any]:
    form, reply = answer(state.get("form") or EMPTY, state["text"])
    return {"form": form, "reply": reply}


def _turn_kept(state: Transcript) -> dict[str, Any]:
    form, reply = answer(state.get("form") or EMPTY, str(state["messages"][-1].content))
    return {"form": form, "messages": [("ai", reply)]}


class Table:
    def __init__(self, graph: Any) -> None:
        self._graph = graph

    def play(self, chats: Sequence[str], texts: Sequence[str], watch: Stopwatch) -> None:
        side_by_side(self._say, chats, texts, watch, threads=THREADS)

    def held(self, chat: str) -> Mapping[str, str]:
        return dict(self._graph.get_state(_config(chat)).values["form"]["answers"])

    def _say(self, chat: str, text: str) -> None:
        said = {"messages": [("human", text)]} if MESSAGES else {"text": text}
        after = self._graph.invoke(said, _config(chat), durability=DURABILITY)
        assert after["messages"][-1].content if MESSAGES else after["reply"]


def _config(chat: str) -> dict[str, Any]:
    return {"configurable": {"thread_id": chat}}
