"""Where the terminal's lines come from and go to: a person at a keyboard, or a plain pipe."""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TextIO, TypeVar

from bot.adapters.terminal import Console, Hangup

T = TypeVar("T")

BLOCK = 65_536  # bytes


def attached() -> Console:
    """The console this process was started at: a keyboard when both ends are a terminal, else a pipe."""
    return Keyboard() if present() else Pipe(sys.stdin.fileno(), sys.stdout)


def present() -> bool:
    """Whether a person sits at this terminal, not a pipe."""
    return sys.stdin.isatty() and sys.stdout.isatty()


class Pipe:
    """Lines from a descriptor, answers to a text stream: no prompt, no escape codes, a blank line after each answer."""

    def __init__(self, source: int, sink: TextIO) -> None:
        self._lines = _lines(source)
        self._sink = sink

    async def read(self, prompt: str, draft: str) -> str | None:
        return await _in_daemon(lambda: next(self._lines, None))

    def write(self, text: str) -> None:
        try:
            self._sink.write(f"{text}\n\n")
            self._sink.flush()
        except (BrokenPipeError, ValueError) as closed:
            raise Hangup from closed


class Keyboard:
    """A person at a terminal: no history is kept, pasted lines stay one message, Alt-Enter breaks a line."""

    def __init__(self) -> None:
        from prompt_toolkit import PromptSession
        from prompt_toolkit.history import DummyHistory
        from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

        keys = KeyBindings()

        @keys.add("escape", "enter")
        def _(event: KeyPressEvent) -> None:
            event.current_buffer.insert_text("\n")

        self._session: PromptSession[str] = PromptSession(history=DummyHistory(), key_bindings=keys)

    async def read(self, prompt: str, draft: str) -> str | None:
        from prompt_toolkit.patch_stdout import patch_stdout

        try:
            with patch_stdout():  # What the desk says while the person types appears above their line.
                return await self._session.prompt_async(f"{prompt}> ", default=draft)
        except (EOFError, KeyboardInterrupt):
            return None

    def write(self, text: str) -> None:
        print(
            f"\n{text}\n", flush=True
        )  # sys.stdout is looked up at every call, so that patch_stdout is used while it lasts.


def _lines(source: int) -> Iterator[str]:
    """Lines as they arrive, without their ends; a last line without one counts. Bytes that are not UTF-8 become �."""
    held = b""
    while block := os.read(source, BLOCK):
        *whole, held = (held + block).split(b"\n")
        for line in whole:
            yield _decoded(line)
    if held:
        yield _decoded(held)


def _decoded(line: bytes) -> str:
    return line.removesuffix(b"\r").decode("utf-8", errors="replace")


async def _in_daemon(work: Callable[[], T]) -> T:
    """The result of a call that may wait for ever. Unlike a pool's thread, it does not keep the process from ending."""
    done: concurrent.futures.Future[T] = concurrent.futures.Future()
    done.set_running_or_notify_cancel()  # Nobody waiting any more must not make the late result an error.

    def run() -> None:
        try:
            done.set_result(work())
        except Exception as fault:
            done.set_exception(fault)

    threading.Thread(target=run, name="terminal-read", daemon=True).start()
    return await asyncio.wrap_future(done)
