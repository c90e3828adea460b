"""One person in two chats of one running service: what is done in either, and what time does to both."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bot.inbox import Inbox
from bot.message import Inbound, Option, Outbound
from bot.settings import Settings
from bot.upkeep import Upkeep
from bot.wiring import Service, open_service
from dialogs.words import AVAILABLE, say
from tests.caller import Caller, Chatter
from tests.person import NOON, Clock

_MESSAGES = itertools.count()
"""Numbers of messages; one that was sent to a service is not given again to one over a copy of its folder."""


@dataclass
class Guest(Chatter):
    """Writes to a service that runs on, so that it remembers what it remembers between two messages."""

    inbox: Inbox | None = None
    _ids: itertools.count[int] = field(default_factory=lambda: _MESSAGES)

    def heard(self) -> Sequence[Outbound]:
        mine = [send.message for send in self.phone.received if send.place.chat == self.chat]
        new = mine[len(self.seen) :]
        self.seen += new
        return new

    async def has_upkeep(self) -> Sequence[Outbound]:
        worker = self.service.worker
        assert worker
        await Upkeep(self.service.storage, worker.wake, erased=worker.forget, clock=self.clock).round()
        await worker.drain()
        return self.heard()

    async def conversation(self) -> int:
        """Which conversation is here; 0 when there is none."""
        stored = await self.service.storage.find(self.phone.name, self.chat)
        return stored.conversation if stored else 0

    async def goes_on_there(self) -> Sequence[Outbound]:
        """Continue beside what began here, as far as that is offered; what is heard here at the end."""
        assert isinstance(self.beside, Guest)
        offered = await self.says("continue on another channel")
        way = next((message.way for message in offered if message.way), "")
        asked = await self.beside.does("link", way.rpartition("/")[2]) if way else ()
        if (yes := agreement(asked)) is None:
            return offered
        await self.beside.taps(yes)
        knocked = agreement(self.heard())
        return await self.taps(knocked) if knocked else offered

    async def _send(self, messages: list[Inbound]) -> Sequence[Outbound]:
        assert self.inbox
        assert self.service.worker
        for message in messages:
            await self.inbox.accept(message)
        await self.service.worker.drain()
        return self.heard()


def agreement(messages: Sequence[Outbound]) -> Option | None:
    """The yes of a question."""
    return next((o for message in messages for o in message.options if o.tap.endswith("|pick|yes")), None)


def told(id: str, messages: Sequence[Outbound]) -> bool:
    """Whether a sentence of ours is among these, in whatever language."""
    return any(say(f"say.{id}", language) in message.text for message in messages for language in AVAILABLE)


@dataclass
class Hall:
    """A service with a telephone and a second app on it."""

    service: Service
    phone: Caller
    app: Caller
    clock: Clock
    inbox: Inbox
    guests: int = 0

    def two_chats(self) -> tuple[Guest, Guest]:
        """Those of somebody who was never here."""
        self.guests += 1
        here, there = (
            Guest(self.service, clock=self.clock, chat=f"{self.guests}", phone=phone, inbox=self.inbox)
            for phone in (self.phone, self.app)
        )
        here.beside, there.beside = there, here
        return here, there


@contextlib.asynccontextmanager
async def hall(folder: Path, at: float = NOON) -> AsyncIterator[Hall]:
    """A service over a data folder, from now on."""
    phone, app, clock = Caller(), Caller("telegram"), Clock(at)
    async with open_service(Settings(data_dir=folder, library="none")) as service:
        service.mind = replace(service.mind, clock=clock)
        async with service.answering(phone, app, timers=False) as inbox:
            yield Hall(service, phone, app, clock, inbox)
