"""The door platforms knock at: what is too long, too slow or of another kind never reaches an adapter."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.adapters import hook
from bot.adapters.hook import Hook, Hooks, Reply
from bot.channel import Accept
from storage.port import StorageUnavailable

MOST = 1000


@dataclass
class Desk:
    """An adapter as far as its hook goes."""

    hook: str = "/hooks/desk"
    got: list[bytes] = field(default_factory=list)
    fault: Exception | None = None

    async def handle(self, headers: Mapping[str, str], body: bytes) -> Reply:
        if self.fault:
            raise self.fault
        self.got.append(body)
        return Reply(200, headers["x-word"].encode())

    def app(self, accept: Accept) -> ASGIApp:
        return Hook(self.handle, MOST)


async def site(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": []})
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    async def accept(_: object) -> bool:
        raise AssertionError("the desk accepts nothing here")

    transport = httpx.ASGITransport(Hooks(site, [desk, Desk(hook="")], accept))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk.example") as client:
        yield client


async def test_a_call_reaches_the_adapter_whole(client: httpx.AsyncClient, desk: Desk) -> None:
    """Headers by small letters, the body as it was sent, the reply as given."""
    reply = await client.post(desk.hook, content=b"x" * MOST, headers={"X-Word": "yes"})
    assert (reply.status_code, reply.content) == (200, b"yes")
    assert desk.got == [b"x" * MOST]


async def test_other_paths_are_the_sites(client: httpx.AsyncClient) -> None:
    """A hook answers at its own path only; an adapter without one takes none."""
    for path in ("/", "/hooks", "/hooks/desk/more", ""):
        assert (await client.get(path)).status_code == 204


async def test_what_is_too_long_is_not_read(client: httpx.AsyncClient, desk: Desk) -> None:
    """Said to be too long, or found to be: refused, and the adapter sees nothing of it."""

    async def pieces() -> AsyncIterator[bytes]:
        for _ in range(MOST):
            yield b"xx"

    assert (await client.post(desk.hook, content=b"x" * (MOST + 1))).status_code == 413
    assert (await client.post(desk.hook, content=pieces())).status_code == 413
    for length in ("-1", "many", "9" * 5000):
        assert (await client.post(desk.hook, content=b"", headers={"content-length": length})).status_code == 413
    assert desk.got == []


async def test_only_posts(client: httpx.AsyncClient, desk: Desk) -> None:
    """Everything else is told what is possible."""
    for method in ("GET", "PUT", "DELETE", "HEAD"):
        reply = await client.request(method, desk.hook)
        assert (reply.status_code, reply.headers["allow"]) == (405, "POST")


async def test_who_dawdles_is_let_go(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A body that never ends does not hold a place for ever."""
    monkeypatch.setattr(hook, "PATIENCE", 0.01)
    sent: list[object] = []

    async def never() -> dict[str, object]:
        await asyncio.Event().wait()
        raise AssertionError

    async def send(message: object) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "POST", "path": desk.hook, "headers": []}
    await Hook(desk.handle, MOST)(scope, never, send)  # type: ignore[arg-type]  # as much of ASGI as a hook uses
    assert sent[0]["status"] == 408  # type: ignore[index]


async def test_what_was_not_saved_is_asked_for_again(client: httpx.AsyncClient, desk: Desk) -> None:
    """With the database away the platform hears 503 and when to come again."""
    desk.fault = StorageUnavailable("the disk is full")
    reply = await client.post(desk.hook, content=b"", headers={"X-Word": "yes"})
    assert (reply.status_code, reply.headers["retry-after"], reply.content) == (503, "5", b"")
