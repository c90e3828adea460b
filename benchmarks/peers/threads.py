"""Conversations side by side for machinery that blocks: a few threads share what is ready to be answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from queue import SimpleQueue

from benchmarks.contestant import Stopwatch

Say = Callable[[str, str], None]
"""(chat, text); returns once the reply is on the disk."""


def side_by_side(say: Say, chats: Sequence[str], texts: Sequence[str], watch: Stopwatch, *, threads: int) -> None:
    """Play the texts in every chat, first come first served.

    Raises whatever a turn raised, once the other threads have stopped.
    """
    if len(chats) == 1:
        for number, text in enumerate(texts):
            started = time.perf_counter()
            say(chats[0], text)
            watch.done(number, started)
        return
    ready: SimpleQueue[tuple[str, int, float] | None] = SimpleQueue()
    lock = threading.Lock()
    left = len(chats)
    faults: list[BaseException] = []

    def serve() -> None:
        nonlocal left
        while (turn := ready.get()) is not None:
            chat, number, started = turn
            try:
                say(chat, texts[number])
            except BaseException as fault:
                faults.append(fault)
                stop()
                return
            with lock:
                watch.done(number, started)
                if number + 1 < len(texts):
                    ready.put((chat, number + 1, time.perf_counter()))
                    continue
                left -= 1
            if not left:
                stop()

    def stop() -> None:
        for _ in range(threads):
            ready.put(None)

    for chat in chats:
        ready.put((chat, 0, time.perf_counter()))
    crew = [threading.Thread(target=serve) for _ in range(threads)]
    for thread in crew:
        thread.start()
    for thread in crew:
        thread.join()
    if faults:
        raise faults[0]
