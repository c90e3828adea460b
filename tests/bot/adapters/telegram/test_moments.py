"""The message that announces an answer becomes the answer or goes, whoever gives up in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from bot.adapters.telegram.errands import Errands
from bot.adapters.telegram.line import Line
from bot.adapters.telegram.moments import Moments
from bot.adapters.telegram.text import Rich
from bot.channel import Uncertain
from tests.bot.adapters.telegram.conftest import until
from tests.bot.adapters.telegram.server import TOKEN

CHAT = 42


class Slow(Line):
    """Posts when it may, and keeps what is on the screen."""

    def __init__(self) -> None:
        super().__init__(TOKEN)
        self.may = asyncio.Event()
        self.asked = asyncio.Event()
        self.screen: list[int] = []
        self.fails: Callable[[], None] = lambda: None

    async def say(self, chat: int, rich: Rich, rows: object = ()) -> int:
        self.asked.set()
        await self.may.wait()
        self.fails()
        self.screen.append(len(self.screen) + 1)
        return self.screen[-1]

    async def remove(self, chat: int, message: int) -> None:
        self.screen.remove(message)


@pytest.fixture
async def line() -> Slow:
    return Slow()


async def shown(moments: Moments, line: Slow) -> asyncio.Task[None]:
    """It is on its way to the screen."""
    task = asyncio.create_task(moments.show(CHAT, Rich("One moment")))
    await line.asked.wait()
    return task


async def test_an_answer_waits_for_what_it_takes_the_place_of(line: Slow) -> None:
    """Who posted it was cancelled in the middle of that: its number is known to the answer all the same."""
    moments = Moments(line, Errands())
    (await shown(moments, line)).cancel()
    taken = asyncio.create_task(moments.take(CHAT))
    line.may.set()
    assert await taken == 1
    assert await moments.take(CHAT) is None


async def test_it_is_posted_once(line: Slow) -> None:
    """Signs that follow, while it is on its way or there, leave it as it is."""
    moments = Moments(line, Errands())
    first = await shown(moments, line)
    second = asyncio.create_task(moments.show(CHAT, Rich("One moment")))
    line.may.set()
    await asyncio.gather(first, second)
    await moments.show(CHAT, Rich("One moment"))
    assert line.screen == [1]


async def test_without_an_answer_it_goes(line: Slow) -> None:
    """By itself after a while, also when nobody waited for its posting to end."""
    errands = Errands()
    moments = Moments(line, errands, lapse=0.05)
    line.may.set()
    (await shown(moments, line)).cancel()
    await until(lambda: line.screen == [1])
    await until(lambda: line.screen == [])
    await errands.stop()


async def test_one_that_never_came_to_be_is_forgotten(line: Slow) -> None:
    """The post fails: whoever shows it is told, an answer stands by itself, and the next sign is posted anew."""

    def breaks() -> None:
        raise Uncertain("no answer in time")

    moments = Moments(line, Errands())
    line.may.set()
    line.fails = breaks
    with pytest.raises(Uncertain):
        await moments.show(CHAT, Rich("One moment"))
    assert await moments.take(CHAT) is None
    line.fails = lambda: None
    await moments.show(CHAT, Rich("One moment"))
    assert await moments.take(CHAT) == 1


async def test_at_the_end_none_is_left(line: Slow) -> None:
    """One that an answer did not take the place of after all goes too."""
    moments = Moments(line, Errands())
    line.may.set()
    await moments.show(CHAT, Rich("One moment"))
    number = await moments.take(CHAT)
    assert number == 1
    moments.put_back(CHAT, number)
    await moments.close()
    assert line.screen == []
