"""A person on a platform: writes by a script, whatever becomes of the service meanwhile."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import httpx

from tests.survival import account, rows
from tests.survival.disturbance import SEED, Figures
from tests.survival.fronts import Front
from tests.survival.ledger import Ledger, Message

HURRY = 0.3
"""How often somebody writes on without waiting for the answer."""
PATIENCE = 120.0
"""Seconds until a wait counts as a failure: a killed server has to start in between."""
AGAIN = 0.1
"""Seconds between two tries, or two looks; the platforms take longer."""

OPENING = (
    "Invasive lionfish eat our reefs in Jamaica",
    "yes",
    "Lionfish are on eight of our ten reefs and the catches fall",
    "ana@example.org",
)

FILE = b"Lionfish counted in March: 41 on the north reef, 12 on the south reef.\n"


class Writer:
    """Tells a problem, corrects its cost over and over, adds a file, sends it, and goes on writing afterwards."""

    def __init__(self, number: int, front: Front, ledger: Ledger, folder: Path) -> None:
        self.chat = front.chat(number)
        self._costs: list[int] = []
        """Corrections, in order: the answer to each names it."""
        self._notes: list[str] = []
        """What was written after sending: each is passed on to the desk, once."""
        self._front = front
        self._ledger = ledger
        self._folder = folder
        self._random = random.Random(f"{SEED}-{number}")
        self._redeliveries: list[Message] = []

    async def lives(self, turns: int) -> None:
        """Write so many messages."""
        for text in OPENING:
            await self._says(text)
        for turn in range(len(OPENING), turns * 2 // 3 - 1):
            self._costs.append(41_000 + turn)
            await self._says(f"no, the budget is {self._costs[-1]} USD")
        await self._says("the count of March", FILE)
        await self._says("send")
        await self._says("skip")
        for number in range(turns * 2 // 3 + 2, turns):
            self._notes.append(f"observation {number} about the reef of chat {self.chat}")
            await self._says(self._notes[-1], hurried=self._random.random() < HURRY)
        while self._redeliveries:
            await self._redeliver()
        await self._answered()

    def accounts(self, figures: Figures) -> None:
        """Say what went wrong here, once all is quiet."""
        seen, said = self._front.seen(self.chat), rows.to_say(self._folder, self.chat)
        account.accepted(self.chat, self._ledger, self._folder, figures)
        account.screen(self.chat, seen, said, figures)
        account.answers(self.chat, self._costs, seen, said, figures)
        account.effects(self.chat, self._costs[-1], self._notes, FILE, self._folder, figures)

    async def _says(self, text: str, file: bytes = b"", *, hurried: bool = False) -> None:
        message = await self._front.write(self.chat, text, file)
        await self._deliver(message, again=False)
        self._redeliveries.append(message)
        while len(self._redeliveries) > 5:
            await self._redeliver()
        if not hurried:
            await self._answered()

    async def _redeliver(self) -> None:
        """Any of the last few messages again: redeliveries overtake one another, and later messages too."""
        message = self._redeliveries.pop(self._random.randrange(len(self._redeliveries)))
        await self._deliver(message, again=True)

    async def _deliver(self, message: Message, *, again: bool) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                self._ledger.note("sending", message)
                try:
                    taken = await self._front.deliver(message, again)
                except (ConnectionRefusedError, httpx.ConnectError):
                    self._ledger.note("unreachable", message)
                except (OSError, httpx.TransportError):
                    self._ledger.note("unanswered", message)
                else:
                    self._ledger.note("acknowledged" if taken else "refused", message)
                    if taken:
                        return
                await asyncio.sleep(AGAIN)

    async def _answered(self) -> None:
        """Return once the service owes this chat nothing: whoever waits for an answer that is lost writes on."""
        async with asyncio.timeout(PATIENCE):
            while rows.waits(self._folder, self.chat):  # noqa: ASYNC110 - the other process cannot tell us.
                await asyncio.sleep(AGAIN)
