"""Pages that stand open, and who stands at them: woken, ended, forgotten."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bot.browser.answers import HEARTBEAT
from bot.console.live import LASTS, Streams, marks
from bot.console.presence import STAYS, Beside, Presence
from storage.desk.port import Account
from storage.port import StorageUnavailable

ANA = Account(1, "ana@desk.example", "Ana", "officer", "", (), "", 0, 0.0, 0.0)
BEN = Account(2, "ben@desk.example", "Ben", "officer", "", (), "", 0, 0.0, 0.0)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def played(streams: Streams, *said: str | float, clock: Clock | None = None) -> Callable[[], Awaitable[str]]:
    """Marks in order, each as soon as the one before was told; a number lets time pass; then the server stops."""
    left = list(said)

    async def mark() -> str:
        asyncio.get_running_loop().call_soon(streams.ring)
        if not left:
            streams.close()
            return "last"
        now = left.pop(0)
        if isinstance(now, float):
            assert clock
            clock.now += now
            return "same"
        if now == "gone":
            raise StorageUnavailable("the disk is full")
        return now

    return mark


async def told(streams: Streams, mark: Callable[[], Awaitable[str]], known: str, clock: Clock) -> list[str]:
    async with asyncio.timeout(5):
        lines = [line async for line in marks(streams, mark, known, clock=clock)]
    return [line.split("\n")[0] for line in lines[1:]]


async def test_a_mark_is_told_when_it_changes(clock: Clock) -> None:
    """Once each; while the database does not answer nothing is told; with the server the stream ends."""
    streams = Streams()
    mark = played(streams, "a", "b", "b", "gone", "c")
    assert await told(streams, mark, "a", clock) == ["id: b", "id: c", "id: last"]


async def test_silence_is_broken_and_no_stream_lasts_for_ever(clock: Clock) -> None:
    """Proxies cut silent connections; whoever signed out is let in no longer than the stream lasts."""
    streams = Streams()
    mark = played(streams, "same", HEARTBEAT, LASTS, clock=clock)
    assert await told(streams, mark, "same", clock) == [": still here", ": still here"]


async def test_who_names_no_mark_is_told_one(clock: Clock) -> None:
    """And let go."""
    assert await told(Streams(), played(Streams(), "a", "b"), "", clock) == ["id: a"]


async def test_after_the_end_no_stream_begins(clock: Clock) -> None:
    """Browsers that come back while the server stops do not hold it."""
    streams = Streams()
    streams.close()
    assert await told(streams, played(streams, "b"), "a", clock) == []


def test_a_colleague_is_seen_until_the_page_falls_silent(clock: Clock) -> None:
    """News is coming, going on to write, and coming back; not staying."""
    presence = Presence(clock)
    assert presence.here(7, ANA, writing=False)
    assert not presence.here(7, ANA, writing=False)
    assert presence.here(7, ANA, writing=True)
    assert presence.others(7, BEN.id) == (Beside(1, "Ana", writing=True),)
    assert presence.others(7, ANA.id) == presence.others(8, BEN.id) == ()
    clock.now += STAYS
    assert presence.others(7, BEN.id) == ()
    assert presence.here(7, ANA, writing=True)
    presence.left(7, ANA.id)
    presence.left(9, ANA.id)
    assert presence.others(7, BEN.id) == ()


@pytest.fixture
def clock() -> Clock:
    return Clock()
