"""Small things that may be left undone, done beside what matters."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from structlog.testing import capture_logs

from bot.adapters import errands
from bot.adapters.errands import Errand, Errands
from bot.channel import Uncertain


def fails(error: Exception) -> Errand:
    async def call() -> None:
        raise error

    return call


def adds(done: list[int], number: int) -> Errand:
    async def call() -> None:
        done.append(number)

    return call


@pytest.mark.parametrize(
    ("error", "level"), [(Uncertain("no answer"), "info"), (KeyError("a fault of ours"), "error")], ids=str
)
async def test_one_that_fails_keeps_none_back(error: Exception, level: str) -> None:
    """Those after it are done, in their order, and the log says what went wrong and no word of it."""
    done: list[int] = []
    made = Errands("slack")
    with capture_logs() as logs:
        made.run(adds(done, 1), fails(error), adds(done, 2))
        await made.settled()
    assert done == [1, 2]
    assert logs == [{"event": "slack_errand_failed", "error": type(error).__name__, "log_level": level}]


async def test_what_comes_on_top_is_left_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    """A flood holds no more of them than so many, and none of it waits for the next one."""
    monkeypatch.setattr(errands, "MOST", 1)
    done: list[int] = []
    made, gate = Errands("slack"), asyncio.Event()
    made.run(gate.wait, adds(done, 1))
    with capture_logs() as logs:
        made.run(adds(done, 2), adds(done, 3))
    gate.set()
    await made.settled()
    assert done == [1]
    assert [(one["event"], one["count"]) for one in logs] == [("slack_errand_left", 2)]


async def test_none_outlives_the_channel() -> None:
    """What is under way when it ends is broken off."""
    ended: list[Callable[[], object]] = []

    async def hangs() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(hangs)

    made = Errands("slack")
    made.run(hangs)
    await asyncio.sleep(0)
    await made.close()
    assert ended == [hangs]
