"""Twenty people over HTTP, every message delivered twice, a server that is killed again and again: nothing is lost."""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from pathlib import Path

import pytest

from tests.survival import folder as left
from tests.survival.client import Browser
from tests.survival.disturbance import SEED, Figures, disturb
from tests.survival.ledger import Ledger, Message
from tests.survival.server import Server

NIGHTLY = os.environ.get("NEEDS_SOAK") == "nightly"
CHATS = 20
TURNS = 1000 if NIGHTLY else 100
"""Messages of each chat, its arrival included."""
KILLS = 100 if NIGHTLY else 10
HURRY = 0.3
"""How often somebody writes on without waiting for the answer."""


class Person:
    """Tells a problem, corrects it over and over, sends it, and goes on writing afterwards; a script by turn number."""

    def __init__(self, number: int, ledger: Ledger, address: str) -> None:
        self.name = f"person{number:02}"
        self.browser = Browser(self.name, ledger, address)
        self.notes: list[str] = []
        """What was written after sending: each is passed on to the desk, once."""
        self.problem = ""
        self._random = random.Random(f"{SEED}-{self.name}")
        self._redeliveries: list[Message] = []

    async def lives(self) -> None:
        await self.browser.open()
        beginning = ("Invasive lionfish eat our reefs in Jamaica", "yes", self._told(0), "ana@example.org")
        for text in beginning:
            await self._says(text)
        turn = 1 + len(beginning)
        while turn < TURNS // 2:
            await self._says(tap=self.browser.tap("|change|problem_statement"))
            await self._says(self._told(turn))
            turn += 2
        await self._says(tap=self.browser.tap("|do|send"))
        await self._says("skip")
        for number in range(turn + 2, TURNS):
            self.notes.append(f"{self.name} adds observation {number} about the reef")
            await self._says(self.notes[-1], hurried=self._random.random() < HURRY)
        while self._redeliveries:
            await self._redeliver()
        await left.answered(self.browser)

    def _told(self, number: int) -> str:
        self.problem = f"Lionfish were counted {number} times on the reefs of {self.name} and the catches fall"
        return self.problem

    async def _says(self, text: str = "", tap: str = "", *, hurried: bool = False) -> None:
        message = self.browser.write(text, tap)
        await self.browser.send(message)
        self._redeliveries.append(message)
        while len(self._redeliveries) > 5:
            await self._redeliver()
        if not hurried:
            await self.browser.answered(message)

    async def _redeliver(self) -> None:
        """Any of the last few messages again: redeliveries overtake one another, and later messages too."""
        await self.browser.send(self._redeliveries.pop(self._random.randrange(len(self._redeliveries))))


@pytest.mark.soak
async def test_soak(tmp_path: Path) -> None:
    """Everything acknowledged is there once, in order, and had its effect once; what was uncertain is listed."""
    server = Server(tmp_path / "data")
    ledger = Ledger(tmp_path / "ledger")
    figures = Figures()
    moments = random.Random(SEED).sample(range(CHATS * 4, 2 * CHATS * TURNS - CHATS * 10), KILLS)
    server.start()
    people = [Person(number, ledger, server.address) for number in range(CHATS)]
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(disturb(server, ledger, figures, sorted(moments)))
            for person in people:
                group.create_task(person.lives())
        await left.settled(server.folder)
        for person in people:
            await _account(person, figures)
        figures.deliveries = len(ledger.tries("sending"))
        figures.uncertain = [message.id for message in ledger.tries("unanswered")]
        server.kill()
        left.sound(server.folder)
        written = left.turns(server.folder)
        figures.turns = sum(count for count, _ in written)
        figures.unresolved = left.uncertain(server.folder)
    finally:
        for person in people:
            await person.browser.close()
        server.close()
    print(f"\n{figures}")
    assert (figures.lost, figures.duplicated, figures.out_of_order, figures.unresolved) == ([], [], [], 0)
    assert [accepted for _, accepted in written] == [count for count, _ in written], "a turn too many, or too few"
    assert figures.turns >= CHATS * TURNS
    assert figures.kills == KILLS


async def _account(person: Person, figures: Figures) -> None:
    """Compare what the ledger says with the page, the request and the desk's notes of one person."""
    browser = person.browser
    await browser.open()
    acknowledged = {message.id for message in browser.ledger.marked("acknowledged", person.name)}
    wanted = [message.id for message in browser.ledger.marked("sending", person.name) if message.id in acknowledged]
    shown = [one.ours for one in browser.shown if one.ours]
    figures.lost += [id for id in wanted if id not in set(shown)]
    figures.duplicated += [id for id, count in Counter(shown).items() if count > 1]
    if [id for id in dict.fromkeys(shown) if id in acknowledged] != [id for id in wanted if id in set(shown)]:
        figures.out_of_order.append(person.name)

    held = await browser.everything()
    told = [str(note["body"]) for note in held["notes_for_the_desk"]]
    for text in person.notes:
        count = sum(text in body for body in told)
        figures.lost += [text] if not count else []
        figures.duplicated += [text] if count > 1 else []
    places = [index for text in person.notes for index, body in enumerate(told) if text in body]
    if places != sorted(places):
        figures.out_of_order.append(f"notes of {person.name}")

    (request,) = held["requests"]
    assert person.problem in str(request), "the last correction is the one that was sent"
