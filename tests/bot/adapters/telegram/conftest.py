"""A Telegram of our own, and the adapter in front of it, by long polling or by webhook."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.adapters.telegram.adapter import TelegramAdapter
from bot.adapters.telegram.polling import Backoff
from bot.adapters.telegram.settings import TelegramSettings
from bot.channel import Accept
from bot.message import Place
from dialogs.words import AVAILABLE
from tests.bot.adapters.telegram.server import TOKEN, Telegram

API = Path(os.environ.get("NEEDS_SHARED") or "no-such-folder") / "telegram" / "api.json"
"""The documented Bot API, machine-readable, where the folder named by NEEDS_SHARED holds it."""

QUICK = 0.5
"""Seconds a call may take in these tests."""

SOON = 30.0
"""Seconds after which what did not happen will not."""


@dataclass
class Papers:
    """The files that go with messages, and what was put aside."""

    files: dict[str, bytes] = field(default_factory=lambda: {"request.docx": b"PK docx", "everything.json": b"{}"})
    parked: list[tuple[bytes, str]] = field(default_factory=list)

    async def of_place(self, place: Place, name: str, kept: int = 0) -> bytes | None:
        return self.files.get(name)

    async def park(self, body: bytes, why: str) -> None:
        self.parked.append((body, why))


@pytest.fixture
async def telegram() -> AsyncIterator[Telegram]:
    async with Telegram().open() as telegram:
        yield telegram


@pytest.fixture
def papers() -> Papers:
    return Papers()


def adapter(
    telegram: Telegram, papers: Papers, *, webhook: str = "", patience: float = QUICK, wait: float = 5
) -> TelegramAdapter:
    settings = TelegramSettings(TOKEN, webhook=webhook, site="https://desk.example", api=telegram.address)
    return TelegramAdapter(
        settings, papers, papers.park, wait=wait, patience=patience, rival=0.02, lapse=1.0,
        backoff=lambda: Backoff(0.02, 0.05),
    )  # fmt: skip


@contextlib.asynccontextmanager
async def running(adapter: TelegramAdapter, accept: Accept, telegram: Telegram) -> AsyncIterator[None]:
    """The adapter receives inside the block."""
    task = asyncio.create_task(adapter.run(accept))
    try:
        await until(lambda: len(telegram.menus) == len(AVAILABLE) or task.done())
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@contextlib.asynccontextmanager
async def served(app: Callable[[str], ASGIApp]) -> AsyncIterator[None]:
    """The application that `app` makes for the address it is given, on a real web server on loopback."""
    listener = socket.create_server(("127.0.0.1", 0))
    made = app(f"http://127.0.0.1:{listener.getsockname()[1]}")
    server = _Server(uvicorn.Config(made, log_config=None, access_log=False, lifespan="off"))
    task = asyncio.create_task(server.serve([listener]))
    try:
        await until(lambda: server.started)
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


async def nothing(scope: Scope, receive: Receive, send: Send) -> None:
    """A web site without pages."""
    await send({"type": "http.response.start", "status": 404, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})


async def until(true: Callable[[], bool]) -> None:
    """Let others run until something is true; a failure after `SOON`."""
    async with asyncio.timeout(SOON):
        while not true():  # noqa: ASYNC110 (what is waited for happens in the adapter, which has no event for us)
            await asyncio.sleep(0.002)
