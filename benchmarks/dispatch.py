"""Full turns through a channel beside the library's own dispatch: what telegram_dispatch and slack_dispatch share.

The same people write the same messages to each contestant: the payload as the platform sends it goes in, and a turn
counts when the last call that answers it has come back. Each contestant has a process of its own, on one core; the
platform (stub.py) is another process, on the other core.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, cast

from starlette.types import ASGIApp, Message, Scope

from benchmarks import stub
from benchmarks.contestant import Stopwatch
from benchmarks.figures import percentiles, table
from benchmarks.ours import FORM, Idle
from benchmarks.script import CONVERSATION
from bot.channel import Adapter, Send
from bot.cli.start import collect_seldom, logs
from bot.settings import Settings
from bot.wiring import Service, open_service
from storage.port import Arrival, Receipt, Storage, TurnWrite, Written
from tests.storage.fsync import build

ROOT = Path(__file__).parent.parent
DELAY = 0.001
"""Seconds each fsync takes: a good solid-state disk."""
TEXTS = tuple(line.text for line in CONVERSATION[:-1])
"""All but the last, which sends the request and has a document made."""
SIZES = {1: 20, 50: 3}
"""Chats side by side, and how often."""


class Contestant(Protocol):
    """Somebody who answers."""

    async def hear(self, chat: int, number: int, text: str) -> None:
        """Return once the answer to the message has been taken by the platform."""


Open = Callable[[str], AbstractAsyncContextManager[Contestant]]
"""Ready to hear, for the address of the platform."""


class Followed:
    """The storage as inbox and turns see it, with a note of how many messages a turn has left to send."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._chats: dict[int, str] = {}
        self._owed: dict[str, int] = {}
        self._done: dict[str, asyncio.Future[None]] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._storage, name)

    def expect(self, chat: str) -> asyncio.Future[None]:
        """Done once the next turn of this chat has sent all it had to say."""
        self._done[chat] = asyncio.get_running_loop().create_future()
        return self._done[chat]

    async def accept(self, arrival: Arrival, foretold: Callable[[Receipt], None] | None = None) -> Receipt:
        def heard(receipt: Receipt) -> None:
            self._chats[receipt.conversation] = arrival.chat
            if foretold:
                foretold(receipt)

        receipt = await self._storage.accept(arrival, heard)
        self._chats[receipt.conversation] = arrival.chat
        return receipt

    async def write_all(
        self, turns: Sequence[TurnWrite], behind: Receipt | None = None
    ) -> Sequence[Written | Exception]:
        for turn in turns:
            self._owed[self._chats[turn.conversation]] = len(turn.posts)
        return await self._storage.write_all(turns, behind)

    def said(self, chat: str) -> None:
        self._owed[chat] -= 1
        if self._owed[chat] == 0:
            self._done[chat].set_result(None)


@asynccontextmanager
async def desk(build_adapter: Callable[[Service], Adapter]) -> AsyncIterator[tuple[ASGIApp, Followed]]:
    """Our service with one channel in front, at no pace: what the platform calls, and what tells of turns done."""
    logs("info")
    collect_seldom()
    with tempfile.TemporaryDirectory() as folder:
        async with open_service(Settings(data_dir=Path(folder), library="none")) as service:
            await service.prepare()
            followed = Followed(service.storage)
            service.storage = cast(Storage, followed)
            service.mind = replace(service.mind, form=FORM)
            service.librarian = Idle(service.storage, service.knowledge, _nothing)
            adapter = build_adapter(service)
            adapter.limits = replace(adapter.limits, pace=None)
            send = adapter.send

            async def noted(message: Send) -> str:
                remote = await send(message)
                followed.said(message.place.chat)
                return remote

            adapter.send = noted  # type: ignore[method-assign]  # the clock of this measurement
            async with service.answering(adapter) as inbox:
                running = asyncio.create_task(adapter.run(inbox.accept))
                try:
                    yield adapter.app(inbox.accept), followed  # type: ignore[attr-defined]  # both platforms call it
                finally:
                    running.cancel()
                    await asyncio.gather(running, return_exceptions=True)


async def _nothing() -> int:
    return 0


async def call(app: ASGIApp, path: str, headers: Mapping[str, str], body: bytes) -> None:
    """Call an application as a web server does; AssertionError unless it says 200."""
    scope: Scope = {
        "type": "http", "method": "POST", "path": path, "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    statuses: list[int] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            statuses.append(message["status"])

    await app(scope, receive, send)
    assert statuses == [200], statuses


async def _play(open: Open, address: str, chats: int, rounds: int) -> dict[str, Any]:
    async with open(address) as contestant:
        await asyncio.gather(*(_converse(contestant, -1 - n, Stopwatch()) for n in range(3)))
        watch = Stopwatch()
        cpu, started = time.process_time(), time.perf_counter()
        for number in range(rounds):
            await asyncio.gather(*(_converse(contestant, 1 + number * chats + n, watch) for n in range(chats)))
        seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    return {"turns": len(watch.latencies), "seconds": seconds, "cpu": cpu, "latencies": watch.latencies}


async def _converse(contestant: Contestant, chat: int, watch: Stopwatch) -> None:
    for number, text in enumerate(TEXTS):
        started = time.perf_counter()
        await contestant.hear(1_000 + chat, number, text)
        watch.done(number, started)


def main(module: str, platform: stub.Answer, contestants: Mapping[str, tuple[str, Open]]) -> None:
    """Compare the contestants, each a name with its version; with `--play` be one of them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--play", choices=contestants)
    parser.add_argument("--chats", type=int, default=1)
    parser.add_argument("--address", default="")
    options = parser.parse_args()
    if options.play:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
        open = contestants[options.play][1]
        print(json.dumps(asyncio.run(_play(open, options.address, options.chats, SIZES[options.chats]))))
        return
    load = os.getloadavg()[0]
    print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, each fsync {DELAY * 1000:g} ms, load at the start {load:.1f}\n")
    with tempfile.TemporaryDirectory() as folder, stub.served(platform) as address:
        environment = {**os.environ, **build(Path(folder)).environment(delay=DELAY, skip=True)}
        for size in SIZES:
            rows = []
            for name in contestants:
                arguments = [sys.executable, "-m", module, "--play", name, "--chats", str(size), "--address", address]
                done = subprocess.run(arguments, cwd=ROOT, env=environment, capture_output=True, text=True)
                if done.returncode:
                    sys.exit(f"{name} failed:\n{done.stderr[-3000:]}")
                rows.append(_row(name, json.loads(done.stdout.splitlines()[-1])))
            print(table((f"chats: {size}", "turns/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms/turn"), rows) + "\n")
    print("\n".join(f"- {name}: {version}" for name, (version, _) in contestants.items()))


def _row(name: str, run: Mapping[str, Any]) -> tuple[str, ...]:
    latency = percentiles(run["latencies"])
    return (
        name,
        f"{run['turns'] / run['seconds']:,.0f}",
        *(f"{seconds * 1000:.1f}" for seconds in (latency.p50, latency.p95, latency.p99)),
        f"{run['cpu'] / run['turns'] * 1000:.2f}",
    )
