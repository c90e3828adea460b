"""Read files in a process of their own: it may use so much memory and time, and is killed beyond."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from knowledge.reading.child import Order, Task
from knowledge.reading.port import (
    LIMITS,
    Limits,
    Part,
    Progress,
    Reading,
    Row,
    Table,
    Unreadable,
    silently,
)

log = structlog.get_logger()

AT_ONCE = 2
"""Files read at the same time; the others wait, so that an afternoon of uploads cannot take the machine. Chosen."""

PIECE = 64 * 1024
"""Bytes taken from the process in one go."""

_ROOT = str(Path(__file__).parents[2])
_COMMAND = (sys.executable, "-P", "-s", "-m", "knowledge.reading.child")


class Reader:
    """Implements `knowledge.reading.port.Reads`. Cancelling ends the process."""

    def __init__(self, limits: Limits = LIMITS, at_once: int = AT_ONCE) -> None:
        self._limits = limits
        self._room = asyncio.Semaphore(at_once)

    async def read(self, data: bytes, name: str, progress: Progress = silently) -> Reading | Unreadable:
        """As the port promises."""
        found = await self._asked("read", data, name, progress)
        return _reading(found["reading"]) if "reading" in found else Unreadable(found["unreadable"])

    async def table(self, data: bytes, name: str) -> Table | Unreadable:
        """As the port promises."""
        found = await self._asked("table", data, name, silently)
        return _table(found["table"]) if "table" in found else Unreadable(found["unreadable"])

    async def _asked(self, task: Task, data: bytes, name: str, progress: Progress) -> dict[str, Any]:
        if len(data) > self._limits.size:
            return {"unreadable": "size"}
        async with self._room:
            begun = time.perf_counter()
            found = await self._answer(Order(task, name, self._limits), data, progress)
        ms = round((time.perf_counter() - begun) * 1000)
        log.info("file_read", size=len(data), ms=ms, unreadable=found.get("unreadable", ""))
        return found

    async def _answer(self, order: Order, data: bytes, progress: Progress) -> dict[str, Any]:
        process = await asyncio.create_subprocess_exec(
            *_COMMAND,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # Warnings of the parsers quote the file.
            env=_environment(),
            start_new_session=True,  # Ctrl-C in a terminal is for us alone; we end it ourselves.
        )
        try:
            async with asyncio.timeout(self._limits.seconds):
                feeding = asyncio.create_task(_feed(process, order.line() + data))
                try:
                    found = await _listen(process, progress, self._limits)
                finally:
                    feeding.cancel()
                    await asyncio.gather(feeding, return_exceptions=True)
        except TimeoutError:
            return {"unreadable": "slow"}
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        return found or {"unreadable": "damaged"}


async def _feed(process: asyncio.subprocess.Process, data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # It ended before it had all: it says why.
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()


async def _listen(process: asyncio.subprocess.Process, progress: Progress, limits: Limits) -> dict[str, Any] | None:
    """The answer; None when the process ended without one, or said more than any answer holds."""
    assert process.stdout is not None
    most = 12 * limits.characters + 100 * limits.rows + PIECE  # A character is at most twelve bytes of JSON.
    said = bytearray()
    while piece := await process.stdout.read(PIECE):
        said += piece
        if len(said) > most:
            return None
        while b"\n" in piece and (end := said.find(b"\n")) >= 0:
            answer: dict[str, Any] = json.loads(said[:end])
            del said[: end + 1]
            if "progress" not in answer:
                return answer
            progress(*answer["progress"])
    return None


def _environment() -> Mapping[str, str]:
    """Nothing of ours: no token or address can be read from in there."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, "PYTHONPATH": _ROOT, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def _reading(found: dict[str, Any]) -> Reading:
    parts = tuple(Part(**part) for part in found["parts"])
    return Reading(found["title"], found["language"], parts, tuple(found["lost"]))


def _table(found: dict[str, Any]) -> Table:
    return Table(tuple(found["columns"]), tuple(Row(**row) for row in found["rows"]))
