"""Our own path, whole: inbox, worker, turn, understanding, rendering, storage, with the settings of `make run`.

The form is the request form cut down to the twelve slots that everybody fills. Its fields do not search, because the
peers' do not either; NEEDS_BENCH_SEARCH=1 lets them search and be found, as in service.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from importlib.metadata import version as installed
from pathlib import Path
from typing import cast

from benchmarks.contestant import Stopwatch
from benchmarks.script import SLOTS
from bot.cli.start import collect_seldom, logs
from bot.inbox import Inbox
from bot.library import Librarian
from bot.message import Inbound, Place
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from dialogs.answers import Answer, Money, Value
from dialogs.form import Depth, Form
from dialogs.forms.request import REQUEST
from dialogs.state import Phase, load
from storage.port import Arrival, Receipt, Storage, TurnWrite, Written

SEARCHES = os.environ.get("NEEDS_BENCH_SEARCH") == "1"
"""Whether the problem is searched for, as in service, and sent requests are indexed meanwhile."""

FORM: Form = replace(
    REQUEST,
    fields=tuple(
        replace(field, proposed=False, searches=field.searches and SEARCHES, depth=Depth.QUICK)
        for field in REQUEST.fields
        if field.key in SLOTS
    ),
    limits=((Depth.QUICK, len(SLOTS) + 1),),
)


def version() -> str:
    return (
        f"needs-desk {installed('needs-desk')}, settings of `make run`{', searching and indexing' if SEARCHES else ''}"
    )


@contextmanager
def open(folder: Path) -> Iterator[Table]:
    logs("info")
    collect_seldom()
    with asyncio.Runner() as runner:
        desk = _desk(folder)
        table = runner.run(desk.__aenter__())
        table.runner = runner
        try:
            yield table
        finally:
            runner.run(desk.__aexit__(None, None, None))


@asynccontextmanager
async def _desk(folder: Path) -> AsyncIterator[Table]:
    async with open_service(Settings(data_dir=folder, library="shipped" if SEARCHES else "none")) as service:
        await service.prepare()
        replies = Replies(service.storage)
        service.storage = storage = cast(Storage, replies)  # What it does not define itself is the storage's own.
        service.mind = replace(service.mind, form=FORM)
        if not SEARCHES:
            service.librarian = Idle(storage, service.knowledge, _nothing)
        adapter = web(service)
        async with service.answering(adapter) as inbox:
            yield Table(service, adapter.name, replies, inbox)


class Replies:
    """The storage as the inbox and the turns see it, with a note of which chat's reply was just committed."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._chats: dict[int, str] = {}
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._accepted: dict[str, float] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._storage, name)

    async def to(self, chat: str, inbox: Inbox, inbound: Inbound) -> float:
        """Accept a message and wait for the reply's commit; returns when the message was on the disk."""
        future = self._waiting[chat] = asyncio.get_running_loop().create_future()
        await inbox.accept(inbound)
        await future
        return self._accepted[chat]

    async def accept(self, arrival: Arrival, foretold: Callable[[Receipt], None] | None = None) -> Receipt:
        receipt = await self._storage.accept(arrival, foretold)
        self._chats[receipt.conversation] = arrival.chat
        self._accepted[arrival.chat] = time.perf_counter()
        return receipt

    async def write_all(
        self, turns: Sequence[TurnWrite], behind: Receipt | None = None
    ) -> Sequence[Written | Exception]:
        outcomes = await self._storage.write_all(turns, behind)
        for turn, outcome in zip(turns, outcomes, strict=True):
            if isinstance(outcome, Written):
                self._waiting[self._chats[turn.conversation]].set_result(None)
        return outcomes


class Idle(Librarian):
    """Leaves what was queued for the index to another day: the peers have nothing like it."""

    async def run(self) -> None:
        await self.load()


async def _nothing() -> int:
    return 0


class Table:
    runner: asyncio.Runner

    def __init__(self, service: Service, channel: str, replies: Replies, inbox: Inbox) -> None:
        self._service = service
        self._channel = channel
        self._replies = replies
        self._inbox = inbox

    def play(self, chats: Sequence[str], texts: Sequence[str], watch: Stopwatch) -> None:
        self.runner.run(self._play(chats, texts, watch))

    def held(self, chat: str) -> Mapping[str, str]:
        stored = self.runner.run(self._service.storage.find(self._channel, chat))
        assert stored
        state = load(stored.state)
        assert state.phase is Phase.SENT, f"{chat} ended in phase {state.phase.value!r}"
        held = {key: _plain(held.value) for key, held in state.answers.items() if isinstance(held, Answer)}
        # The first words begin the problem; the others keep them apart.
        told = held["problem_statement"].removeprefix(f"{held['first_words']}\n")
        return {**held, "problem_statement": told}

    async def _play(self, chats: Sequence[str], texts: Sequence[str], watch: Stopwatch) -> None:
        await asyncio.gather(*(self._converse(chat, texts, watch) for chat in chats))
        assert self._service.worker
        await self._service.worker.drain()

    async def _converse(self, chat: str, texts: Sequence[str], watch: Stopwatch) -> None:
        place = Place(self._channel, chat)
        for number, text in enumerate(texts):
            message = Inbound(place, f"{number}", f"{number}", text, language="en", at=time.time())
            started = time.perf_counter()
            accepted = await self._replies.to(chat, self._inbox, message)
            watch.done(number, started, accepted)


def _plain(value: Value) -> str:
    match value:
        case Money(amount=amount, currency=currency):
            return f"{amount} {currency}"
        case tuple():
            return ",".join(value)
        case _:
            return str(value)
