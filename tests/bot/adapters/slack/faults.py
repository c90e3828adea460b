"""What goes wrong between us and Slack, as Slack's server shows it: answers for `Workspace.faults`."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Literal

from aiohttp import web

from tests.bot.adapters.slack.workspace import Workspace

Promise = Literal["nothing lost", "nothing twice", "order", "others not delayed", "the operator is told"]
"""What a fault could break."""

Answer = Callable[[web.Request], Any]
"""Made instead of what Slack would do; the call is not carried out, unless `done` stands around it."""


def says(status: int, body: bytes | str = b"", **headers: str) -> Answer:
    """An answer as it stands; headers with `_` for `-`."""
    raw = body.encode() if isinstance(body, str) else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: web.Response(status=status, body=raw, headers=named)


def refuses(code: str, status: int = 200, **headers: str) -> Answer:
    """Slack's own word for no."""
    body = json.dumps({"ok": False, "error": code})
    return says(status, body, content_type="application/json; charset=utf-8", **headers)


def resets(request: web.Request) -> web.Response:
    """The connection is reset, with no answer."""
    assert request.transport
    request.transport.abort()
    return web.Response()  # Goes nowhere.


async def hangs(request: web.Request) -> None:
    """No answer for longer than anybody waits."""
    await asyncio.sleep(3_600.0)


async def half(request: web.Request) -> web.StreamResponse:
    """The beginning of an answer, then the end of the connection."""
    response = web.StreamResponse(headers={"content-length": "1000", "content-type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"ok": true, "ts": "17')
    assert request.transport
    request.transport.abort()
    return response


def done(workspace: Workspace, then: Answer) -> Answer:
    """Slack does what was asked, and what it answers is lost: `then` comes instead."""

    async def answer(request: web.Request) -> Any:
        carried = await workspace.carried_out(request)
        assert carried.status == 200
        told = then(request)
        return await told if isinstance(told, Awaitable) else told

    return answer
