"""A small HTTP server on loopback whose connections can be made to fail in every way a network knows."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    status: int
    body: bytes
    media_type: str = "application/json"


Broken = Literal["hang", "reset", "close", "half", "slow", "no http", "cut header", "too long"]


@dataclass(slots=True)
class Fault:
    """What goes wrong with a call, so many times."""

    how: Broken | Response
    times: int = 1
    after: bool = False
    """The call has its effect; only the answer goes wrong."""
    only: bytes = b""
    """Of all calls those whose body holds this."""


Answer = Callable[[Request], Awaitable[Response]]


@dataclass
class Wire:
    """Answers requests; `fault` says for each what goes wrong with it, None for nothing."""

    answer: Answer
    fault: Callable[[Request], Fault | None]
    port: int = 0
    _server: asyncio.Server | None = None
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @contextlib.asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        await self.start()
        try:
            yield
        finally:
            await self.stop()

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._connected, "127.0.0.1", self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        assert self._server
        self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._open.add(task)
        try:
            while (request := await _read(reader)) is not None:
                if not await self._serve(request, writer):
                    break
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.close()

    async def _serve(self, request: Request, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection may be used again."""
        fault = self.fault(request)
        if fault is None:
            writer.write(_written(await self.answer(request)))
            await writer.drain()
            return True
        response = await self.answer(request) if fault.after else Response(200, b'{"ok":true,"result":true}')
        if isinstance(fault.how, Response):
            writer.write(_written(fault.how))
            await writer.drain()
            return True
        await _break(fault.how, _written(response), writer)
        return False


async def _break(how: Broken, whole: bytes, writer: asyncio.StreamWriter) -> None:
    match how:
        case "hang":
            await asyncio.Event().wait()
        case "reset":
            own = writer.get_extra_info("socket")
            own.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        case "close":
            pass
        case "half":
            writer.write(whole[:-5])
        case "cut header":
            writer.write(whole[:12])
        case "no http":
            writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")
        case "too long":
            writer.write(b"HTTP/1.1 200 OK\r\nx-much: " + b"x" * 200_000)
        case "slow":
            for byte in whole:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.5)
    with contextlib.suppress(ConnectionError):
        await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    method, path, _ = first.split(" ")
    headers = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines if line)
    }
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, path, headers, body)


def _written(response: Response) -> bytes:
    head = (
        f"HTTP/1.1 {response.status} X\r\ncontent-type: {response.media_type}\r\ncontent-length: {len(response.body)}"
    )
    return head.encode() + b"\r\n\r\n" + response.body
