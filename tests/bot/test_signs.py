"""A person sees that we are at work when it takes longer; whatever goes wrong with that harms nobody."""

from __future__ import annotations

import asyncio

import pytest

from bot.message import Place
from bot.signs import Signs


class Screen:
    """Keeps what was shown, and lets a test wait for the n-th sign."""

    def __init__(self) -> None:
        self.shown: list[tuple[Place, float]] = []
        self.enough = asyncio.Event()

    async def __call__(self, place: Place, seconds: float) -> None:
        self.shown.append((place, seconds))
        if len(self.shown) == 3:
            self.enough.set()


HERE = Place("phone", "a")


async def test_a_slow_turn_shows_signs_until_it_ends() -> None:
    """The first after a while, then again and again with the time gone by, none after the end."""
    screen = Screen()
    with Signs(screen, after=0.0, every=0.001).of_work(HERE):
        await asyncio.wait_for(screen.enough.wait(), 10)
    count = len(screen.shown)
    assert [seconds for _, seconds in screen.shown[:3]] == pytest.approx([0.0, 0.001, 0.002])
    assert {place for place, _ in screen.shown} == {HERE}
    await asyncio.sleep(0.01)  # Gives way to whatever was left running.
    assert len(screen.shown) == count


async def test_a_sign_that_is_being_given_is_given() -> None:
    """The turn ends in the middle of it: broken off, what is half on a screen could not be taken back."""
    begun, may, given = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def slow(place: Place, seconds: float) -> None:
        begun.set()
        await may.wait()
        given.set()

    with Signs(slow, after=0.0).of_work(HERE):
        await asyncio.wait_for(begun.wait(), 10)
    may.set()
    await asyncio.wait_for(given.wait(), 10)


async def test_a_quick_turn_shows_none() -> None:
    """Nothing is shown for a turn that ends in time."""
    screen = Screen()
    with Signs(screen).of_work(HERE):
        await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert screen.shown == []


async def test_a_sign_that_cannot_be_given_harms_no_turn() -> None:
    """The platform refuses: the turn goes on, and its own faults are its own."""
    asked = asyncio.Event()

    async def broken(place: Place, seconds: float) -> None:
        asked.set()
        raise RuntimeError("the platform refuses")

    with Signs(broken, after=0.0).of_work(HERE):
        await asyncio.wait_for(asked.wait(), 10)
    with pytest.raises(KeyError), Signs(broken, after=0.0).of_work(HERE):
        raise KeyError("the turn's own fault")
