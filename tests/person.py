"""A person-shaped test client: says, taps, comes back; behind it all is real: database, search, understanding."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field, replace

from bot.channel import Limits, Send
from bot.message import Inbound, Option, Outbound, Place
from bot.turn import Mind
from bot.understanding.port import Reading, Situation, Understanding
from bot.wire import read_outbound
from bot.wiring import Service
from dialogs.state import State, load

NOON = 1_795_269_900.0
"""2026-11-21, 14:05 UTC."""


class Phone:
    """A channel that keeps what it was given, with buttons and cards."""

    name = "phone"
    limits = Limits(text=4_096, options=20, label=60, cards=True, deduplicates=True)

    def __init__(self) -> None:
        self.received: list[Send] = []

    async def run(self, accept: object) -> None:
        """Nothing arrives by itself: the person accepts."""

    async def send(self, send: Send) -> str:
        self.received.append(send)
        return str(send.id)


@dataclass
class Patient:
    """Understands once everything was accepted, so that what waits meanwhile does not depend on how fast a disk is."""

    understand: Understanding
    all_in: asyncio.Event = field(default_factory=asyncio.Event)

    def __call__(self, text: str, situation: Situation) -> Reading | Awaitable[Reading]:
        return self.understand(text, situation) if self.all_in.is_set() else self._later(text, situation)

    async def _later(self, text: str, situation: Situation) -> Reading:
        await self.all_in.wait()
        reading = self.understand(text, situation)
        return reading if isinstance(reading, Reading) else await reading


@dataclass
class Clock:
    now: float = NOON

    def __call__(self) -> float:
        return self.now


@dataclass
class Person:
    """One person in one chat. Use inside `async with person.present()`."""

    service: Service
    clock: Clock = field(default_factory=Clock)
    chat: str = "a"
    hint: str = "en"
    phone: Phone = field(default_factory=Phone)
    seen: list[Outbound] = field(default_factory=list)
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    def __post_init__(self) -> None:
        self.service.mind = replace(self.service.mind, clock=self.clock)

    @property
    def mind(self) -> Mind:
        return self.service.mind

    async def says(self, *texts: str) -> Sequence[Outbound]:
        """Send messages, all accepted before the first is answered; returns what came back."""
        return await self._send([self._message("text", text=text) for text in texts])

    async def taps(self, option: Option) -> Sequence[Outbound]:
        return await self._send([self._message("tap", text=option.label, tap=option.tap)])

    async def opens(self) -> Sequence[Outbound]:
        return await self._send([self._message("open")])

    async def comes_back(self) -> Sequence[Outbound]:
        return await self._send([self._message("resume")])

    async def is_silent(self, hours: int) -> Sequence[Outbound]:
        self.clock.now += hours * 3600
        return await self._send([self._message("timeout", text=str(hours))])

    async def state(self) -> State:
        stored = await self.service.storage.find(self.phone.name, self.chat)
        assert stored
        return load(stored.state)

    def option(self, label: str, messages: Sequence[Outbound]) -> Option:
        """The button with this label, or whose label begins with it."""
        offered = [o for m in reversed(messages) for o in (*m.options, *(o for f in m.found for o in f.options))]
        found = next((o for o in offered if o.label == label), None)
        found = found or next((o for o in offered if o.label.startswith(label)), None)
        assert found, f"no button {label!r} among {[o.label for o in offered]}"
        return found

    async def _send(self, messages: list[Inbound]) -> Sequence[Outbound]:
        stored = await self.service.storage.find(self.phone.name, self.chat)
        after = 0
        if stored:
            rows = await self.service.storage.transcript(stored.conversation)
            after = rows[-1].position if rows else 0
        patient = Patient(self.mind.understand)
        self.service.mind = replace(self.mind, understand=patient)
        async with self.service.answering(self.phone, timers=False) as inbox:
            assert self.service.worker
            await self.service.worker.drain()
            for message in messages:
                await inbox.accept(message)
            patient.all_in.set()
            await self.service.worker.drain()
            await self.service.librarian.load()
        self.service.mind = replace(self.mind, understand=patient.understand)
        stored = await self.service.storage.find(self.phone.name, self.chat)
        assert stored
        rows = await self.service.storage.transcript(stored.conversation, after)
        new = [read_outbound(row.text) for row in rows if row.direction == "out"]
        self.seen += new
        return new

    def _message(self, kind: str, *, text: str = "", tap: str = "") -> Inbound:
        number = next(self._ids)
        place = Place(self.phone.name, self.chat)
        return Inbound(place, f"d{number}", f"m{number}", text, tap, kind, self.hint, self.clock.now)  # type: ignore[arg-type]  # kinds of this file
