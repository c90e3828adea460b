"""A platform that takes everything at once and keeps nothing: Telegram's or Slack's answers, in another process."""

from __future__ import annotations

import asyncio
import itertools
import json
import multiprocessing
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlsplit

Answer = Callable[[str], Any]
"""From the name of a method to what is answered."""

_NUMBERS = itertools.count(1)
_TRUE = ("setWebhook", "deleteWebhook", "setMyCommands", "sendChatAction", "answerCallbackQuery")


def telegram(method: str) -> Any:
    """What the Bot API answers."""
    if method == "getMe":
        me = {"id": 110201543, "is_bot": True, "first_name": "Desk", "username": "needs_desk_bot"}
        return {"ok": True, "result": me}
    if method in _TRUE:
        return {"ok": True, "result": True}
    chat = {"id": 1, "type": "private", "first_name": "Ana"}
    return {"ok": True, "result": {"message_id": next(_NUMBERS), "date": 1_795_000_000, "chat": chat, "text": "x"}}


def slack(method: str) -> Any:
    """What Slack's Web API answers."""
    if method == "auth.test":
        return {"ok": True, "team": "Desk", "team_id": "T1", "user": "needs", "user_id": "U0BOT", "bot_id": "B0BOT"}
    ts = f"1795000000.{next(_NUMBERS):06}"
    return {"ok": True, "channel": "D1", "ts": ts, "message": {"ts": ts, "text": "x", "user": "U0BOT"}}


@contextmanager
def served(answer: Answer) -> Iterator[str]:
    """The address of such a platform."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(answer, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}"
    finally:
        process.kill()
        process.join()


def _serve(answer: Answer, told: Connection) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    asyncio.run(_listen(answer, told))


async def _listen(answer: Answer, told: Connection) -> None:
    async with listening(answer) as address:
        told.send(urlsplit(address).port)
        await asyncio.Event().wait()


@asynccontextmanager
async def listening(
    answer: Answer, heard: Callable[[str, bytes], None] = lambda method, body: None
) -> AsyncIterator[str]:
    """The address of such a platform in this process; `heard` is told of each call, before it is answered."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                first, *lines = head.split("\r\n")
                fields = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
                method = first.split(" ")[1].partition("?")[0].rpartition("/")[2]
                heard(method, await reader.readexactly(int(fields.get("content-length", "0"))))
                body = json.dumps(answer(method)).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n" % len(body)
                    + body
                )
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()  # Cancelled at the end of the run.

    async with await asyncio.start_server(connected, "127.0.0.1", 0, backlog=1_000) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
