"""People in Telegram and Slack, every message delivered twice, a service that is killed: nothing is lost or doubled.

What people see is the record of the platform's own server (tests/bot/adapters/telegram, slack), not the service's.
There an interrupted send is never repeated blindly: whatever answer is missing has to be among the uncertain sends that
the service lists for the desk, and nothing else may be.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.survival import folder as left
from tests.survival import fronts, rows
from tests.survival.disturbance import SEED, Figures, disturb
from tests.survival.fronts import Front, Opened
from tests.survival.ledger import Ledger, Message
from tests.survival.rows import Row
from tests.survival.server import Server

NIGHTLY = os.environ.get("NEEDS_SOAK") == "nightly"
CHATS = 20 if NIGHTLY else 10
TURNS = 300 if NIGHTLY else 20
"""Messages of each chat."""
KILLS = 100 if NIGHTLY else 10
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


class Person:
    """Tells a problem, corrects its cost over and over, sends it, and goes on writing afterwards."""

    def __init__(self, number: int, front: Front, ledger: Ledger, folder: Path) -> None:
        self.chat = front.chat(number)
        self.costs: list[int] = []
        """Corrections, in order: the answer to each names it."""
        self.notes: list[str] = []
        """What was written after sending: each is passed on to the desk, once."""
        self._front = front
        self._ledger = ledger
        self._folder = folder
        self._random = random.Random(f"{SEED}-{number}")
        self._redeliveries: list[Message] = []

    async def lives(self) -> None:
        for text in OPENING:
            await self._says(text)
        for turn in range(len(OPENING), TURNS * 2 // 3):
            self.costs.append(41_000 + turn)
            await self._says(f"no, the budget is {self.costs[-1]} USD")
        await self._says("send")
        await self._says("skip")
        for number in range(TURNS * 2 // 3 + 2, TURNS):
            self.notes.append(f"observation {number} about the reef of chat {self.chat}")
            await self._says(self.notes[-1], hurried=self._random.random() < HURRY)
        while self._redeliveries:
            await self._redeliver()
        await self._answered()

    async def _says(self, text: str, *, hurried: bool = False) -> None:
        message = await self._front.write(self.chat, text)
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


@pytest.mark.soak
@pytest.mark.parametrize(
    "opened", [fronts.telegram_by_webhook, fronts.telegram_by_polling, fronts.slack_by_calls, fronts.slack_by_socket]
)
async def test_soak(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    """Everything acknowledged was taken once, in order, and answered once or listed as perhaps answered."""
    server = Server(tmp_path / "data", program="tests.survival.loopback")
    ledger = Ledger(tmp_path / "ledger")
    figures = Figures()
    moments = random.Random(SEED).sample(range(CHATS * 2, 2 * CHATS * TURNS - CHATS * 5), KILLS)
    async with opened(server.address) as front:
        server.settings = front.settings
        await asyncio.to_thread(server.start)
        people = [Person(number, front, ledger, server.folder) for number in range(CHATS)]
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(disturb(server, ledger, figures, sorted(moments)))
                for person in people:
                    group.create_task(person.lives())
            await left.settled(server.folder)
        finally:
            server.close()
        for person in people:
            _account(person, front, ledger, server.folder, figures)
        assert front.refused == []
    left.sound(server.folder, uncertain=True)
    figures.turns = sum(count for count, _ in left.turns(server.folder))
    figures.deliveries = len(ledger.tries("sending"))
    figures.unresolved = left.uncertain(server.folder)
    print(f"\n{figures}")
    assert (figures.lost, figures.duplicated, figures.out_of_order) == ([], [], [])
    assert figures.kills == KILLS


def _account(person: Person, front: Front, ledger: Ledger, folder: Path, figures: Figures) -> None:
    """Compare what was delivered, what the service holds, and what stands on the screen of one person."""
    chat = person.chat
    wanted = [message.id for message in ledger.marked("acknowledged", chat)]
    first_sent = [message.id for message in ledger.marked("sending", chat)]
    taken = [row.id for row in rows.accepted(folder, chat)]
    figures.lost += sorted(set(wanted) - set(taken))
    figures.duplicated += sorted({id for id in taken if taken.count(id) > 1})
    if taken != first_sent:
        figures.out_of_order.append(f"what {chat} wrote")
    _screen(front.seen(chat), rows.to_say(folder, chat), chat, figures)
    perhaps = "\n".join(row.text for row in rows.to_say(folder, chat) if row.status == "uncertain")
    answered = [text for one in front.seen(chat) for text in _costs(one.text)]
    figures.duplicated += sorted({cost for cost in answered if answered.count(cost) > 1})
    figures.lost += [f"{cost:,}" for cost in person.costs if f"{cost:,}" not in answered and f"{cost:,}" not in perhaps]
    if answered != sorted(answered):
        figures.out_of_order.append(f"answers to {chat}")
    _effects(person, folder, figures)


def _costs(text: str) -> Iterator[str]:
    """The cost that an answer says it has corrected."""
    _, found, rest = text.partition("Corrected. Rough cost: ")
    if found:
        yield rest.partition(" ")[0]


def _screen(seen: list[fronts.Seen], said: list[Row], chat: str, figures: Figures) -> None:
    """What stands on the screen is what was said, in order; only an uncertain message may be missing."""
    at = 0
    sent = {row.id for row in said if row.status == "sent" and row.id}
    for one in seen:
        skipped: list[Row] = []
        while at < len(said) and not _is(one, said[at], one.remote in sent):
            skipped.append(said[at])
            at += 1
        if at == len(said):
            (figures.out_of_order if one.remote in sent else figures.duplicated).append(f"{chat}: {one.text[:40]}")
            return
        figures.lost += [row.text for row in skipped if row.status != "uncertain"]
        at += 1
    figures.lost += [row.text for row in said[at:] if row.status != "uncertain"]


def _is(one: fronts.Seen, row: Row, known: bool) -> bool:
    """Whether a message on the screen is this one; one that the service knows nothing of was perhaps sent."""
    if known:
        return row.id == one.remote
    return row.status == "uncertain" or (row.status == "sent" and row.id == "")


def _effects(person: Person, folder: Path, figures: Figures) -> None:
    """One request, which holds the last correction; each note passed on once, in order."""
    requests = rows.requests(folder, person.chat)
    figures.lost += [f"request of {person.chat}"] if not requests else []
    figures.duplicated += [f"request of {person.chat}"] if len(requests) > 1 else []
    assert all(str(person.costs[-1]) in str(request) for request in requests), "the last correction is the one sent"
    told = rows.notes(folder, person.chat)
    for text in person.notes:
        count = sum(body.count(text) for body in told)
        figures.lost += [text] if not count else []
        figures.duplicated += [text] if count > 1 else []
    all_told = "\n".join(told)
    places = [all_told.find(text) for text in person.notes]
    if places != sorted(places):
        figures.out_of_order.append(f"notes of {person.chat}")
