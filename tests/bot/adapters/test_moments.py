"""The message that announces an answer becomes the answer or goes, whoever gives up in between."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from bot.adapters.moments import Moments
from bot.channel import Uncertain
from storage.port import StorageUnavailable
from tests.bot.adapters.conformance import until

CHAT = "ana"


class Book:
    """What a process leaves behind, in memory; it may not be written now."""

    def __init__(self) -> None:
        self.held: dict[str, int] = {}
        self.away = False

    async def keep(self, place: str, message: int) -> None:
        self._answer()
        self.held[place] = message

    async def claim(self, place: str, message: int) -> bool:
        self._answer()
        return self.held.get(place) == message and bool(self.held.pop(place))

    async def left(self) -> list[tuple[str, int]]:
        self._answer()
        return list(self.held.items())

    def _answer(self) -> None:
        if self.away:
            raise StorageUnavailable("the disk is full")


class Screen:
    """Posts when it may."""

    def __init__(self) -> None:
        self.may = asyncio.Event()
        self.asked = asyncio.Event()
        self.shows: list[int] = []
        self.fails: Callable[[], None] = lambda: None
        self.beside: set[asyncio.Task[None]] = set()

    async def post(self) -> int:
        self.asked.set()
        await self.may.wait()
        self.fails()
        self.shows.append(len(self.shows) + 1)
        return self.shows[-1]

    async def remove(self, chat: str, message: int) -> None:
        assert chat == CHAT
        self.shows.remove(message)

    def moments(self, lapse: float = 30.0, memory: Book | None = None) -> Moments[str, int]:
        return Moments(self.remove, self.soon, memory=memory, lapse=lapse)

    def soon(self, call: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self.beside.add(asyncio.create_task(call()))


@pytest.fixture
async def screen() -> Screen:
    return Screen()


async def shown(moments: Moments[str, int], screen: Screen) -> asyncio.Task[None]:
    """It is on its way to the screen."""
    task = asyncio.create_task(moments.show(CHAT, screen.post))
    await screen.asked.wait()
    return task


async def test_an_answer_waits_for_what_it_takes_the_place_of(screen: Screen) -> None:
    """Who posted it was cancelled in the middle of that: its number is known to the answer all the same."""
    moments = screen.moments()
    (await shown(moments, screen)).cancel()
    taken = asyncio.create_task(moments.take(CHAT))
    screen.may.set()
    assert await taken == 1
    assert await moments.take(CHAT) is None


async def test_it_is_posted_once(screen: Screen) -> None:
    """Signs that follow, while it is on its way or there, leave it as it is."""
    moments = screen.moments()
    first = await shown(moments, screen)
    second = asyncio.create_task(moments.show(CHAT, screen.post))
    screen.may.set()
    await asyncio.gather(first, second)
    await moments.show(CHAT, screen.post)
    assert screen.shows == [1]


async def test_without_an_answer_it_goes(screen: Screen) -> None:
    """By itself after a while, also when nobody waited for its posting to end."""
    moments = screen.moments(lapse=0.05)
    screen.may.set()
    (await shown(moments, screen)).cancel()
    await until(lambda: screen.shows == [1])
    await until(lambda: screen.shows == [])


async def test_one_that_never_came_to_be_is_forgotten(screen: Screen) -> None:
    """The post fails: whoever shows it is told, an answer stands by itself, and the next sign is posted anew."""

    def breaks() -> None:
        raise Uncertain("no answer in time")

    moments = screen.moments()
    screen.may.set()
    screen.fails = breaks
    with pytest.raises(Uncertain):
        await moments.show(CHAT, screen.post)
    assert await moments.take(CHAT) is None
    screen.fails = lambda: None
    await moments.show(CHAT, screen.post)
    assert await moments.take(CHAT) == 1


async def test_at_the_end_none_is_left(screen: Screen) -> None:
    """One that an answer did not take the place of after all goes too."""
    moments = screen.moments()
    screen.may.set()
    await moments.show(CHAT, screen.post)
    number = await moments.take(CHAT)
    assert number == 1
    await moments.put_back(CHAT, number)
    await moments.close()
    assert screen.shows == []


async def test_what_cannot_take_its_place_takes_it_away(screen: Screen) -> None:
    """A file was sent: nothing that follows may stand in a place above it."""
    moments = screen.moments()
    first = await shown(moments, screen)
    dropped = asyncio.create_task(moments.drop(CHAT))
    screen.may.set()
    await asyncio.gather(first, dropped)
    assert await moments.take(CHAT) is None
    await until(lambda: screen.shows == [])


async def test_what_a_dead_process_left_becomes_the_answer() -> None:
    """Or it goes after a while; what stands in its place then is nothing that a third process would take away."""
    screen, book = Screen(), Book()
    screen.may.set()
    await screen.moments(memory=book).show(CHAT, screen.post)
    assert book.held == {CHAT: 1}
    second = screen.moments(memory=book)
    assert await second.take(CHAT) == 1
    assert book.held == {}
    assert await screen.moments(memory=book).take(CHAT) is None
    await second.put_back(CHAT, 1)
    third = screen.moments(lapse=0.01, memory=book)
    await third.recall()
    await until(lambda: screen.shows == [])
    assert book.held == {}


async def test_what_another_process_turned_into_an_answer_stays() -> None:
    """Two know of the message; the one that claims it first has it, and the other takes nothing away."""
    screen, book = Screen(), Book()
    screen.may.set()
    living = screen.moments(memory=book)
    await living.show(CHAT, screen.post)
    beside = screen.moments(lapse=0.05, memory=book)
    await beside.recall()
    assert await living.take(CHAT) == 1
    assert await beside.take(CHAT) is None
    assert screen.shows == [1]


async def test_a_memory_that_is_away_holds_up_no_answer() -> None:
    """This process alone knows of the message then, and takes its place all the same."""
    screen, book = Screen(), Book()
    screen.may.set()
    book.away = True
    moments = screen.moments(memory=book)
    await moments.show(CHAT, screen.post)
    book.away = False
    assert await moments.take(CHAT) == 1
    await moments.show(CHAT, screen.post)
    book.away = True
    assert await moments.take(CHAT) == 2
