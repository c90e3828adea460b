"""A person sees that we are at work when it takes longer; whatever goes wrong with that harms nobody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.message import Place
from bot.signs import Signs
from storage import open_storage
from storage.port import Arrival, Storage


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    storage = await open_storage(tmp_path)
    yield storage
    await storage.close()


class Screen:
    """Keeps what was shown, and lets a test wait for the n-th sign."""

    def __init__(self) -> None:
        self.shown: list[tuple[Place, float]] = []
        self.enough = asyncio.Event()

    async def __call__(self, place: Place, seconds: float) -> None:
        self.shown.append((place, seconds))
        if len(self.shown) == 3:
            self.enough.set()


async def begun(storage: Storage) -> int:
    return (await storage.accept(Arrival("phone", "a", "", "d1", "m1", "text", "hello"))).conversation


async def test_a_slow_turn_shows_signs_until_it_ends(storage: Storage) -> None:
    """The first after a while, then again and again with the time gone by, none after the end."""
    screen = Screen()
    conversation = await begun(storage)
    with Signs(storage, screen, after=0.0, every=0.001).of_work(conversation):
        await asyncio.wait_for(screen.enough.wait(), 10)
    count = len(screen.shown)
    assert [seconds for _, seconds in screen.shown[:3]] == pytest.approx([0.0, 0.001, 0.002])
    assert {place for place, _ in screen.shown} == {Place("phone", "a")}
    await storage.read(conversation)  # Gives way to whatever was left running.
    assert len(screen.shown) == count


async def test_a_quick_turn_shows_none(storage: Storage) -> None:
    """Nothing is asked and nothing is shown for a turn that ends in time."""
    screen = Screen()
    conversation = await begun(storage)
    with Signs(storage, screen).of_work(conversation):
        await storage.read(conversation)
    assert screen.shown == []


async def test_a_sign_that_cannot_be_given_harms_no_turn(storage: Storage) -> None:
    """The platform refuses, or the conversation is gone: the turn goes on, and its own faults are its own."""
    asked = asyncio.Event()

    async def broken(place: Place, seconds: float) -> None:
        asked.set()
        raise RuntimeError("the platform refuses")

    with Signs(storage, broken, after=0.0).of_work(await begun(storage)):
        await asyncio.wait_for(asked.wait(), 10)
    with Signs(storage, broken, after=0.0).of_work(999):
        await storage.read(1)
    with pytest.raises(KeyError), Signs(storage, broken, after=0.0).of_work(1):
        raise KeyError("the turn's own fault")
