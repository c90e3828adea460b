"""Two people who tell us something while something goes wrong, and the real inbox and database behind the adapter."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from structlog.testing import capture_logs

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.happening import Said
from bot.adapters.slack.parse import happening
from bot.message import Inbound
from storage import open_storage
from tests.bot.adapters.conformance import Gate, transcript
from tests.bot.adapters.slack.conftest import Drawer, Parked, by_call, over_socket, settings
from tests.bot.adapters.slack.faults import Promise
from tests.bot.adapters.slack.member import Member
from tests.bot.adapters.slack.workspace import ALICE, BOB, TEAM, Workspace


@dataclass
class Stage:
    """Two people in front of the adapter, the real inbox behind it."""

    workspace: Workspace
    gate: Gate
    alice: Member
    bob: Member
    parked: Parked
    held: asyncio.Event
    """Set: nobody is held up. Else Alice's messages are, on their way into the database."""
    events: list[Any] = field(default_factory=list)
    """What was logged."""
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def frames(self) -> web.WebSocketResponse:
        """The newest connection, from Slack's end."""
        return self.workspace.sockets[-1]

    def event(self, text: str, ts: str = "", id: str = "") -> dict[str, Any]:
        """What Slack tells of one message of Alice's; the same text has the same ids unless they are given."""
        ts = ts or f"1795269900.{sum(text.encode()):06}"
        message = {"type": "message", "channel_type": "im", "channel": self.alice.channel, "user": ALICE}
        told = {"type": "event_callback", "team_id": TEAM, "event_id": id or f"Ev{text}"}
        return {**told, "event": {**message, "text": text, "ts": ts, "event_ts": ts}}

    def envelope(self, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"envelope_id": f"e{next(self._ids)}", "type": "events_api", "payload": payload, **more}

    async def kept(self, who: Member) -> list[str]:
        """What is on disk of somebody's words, in order."""
        return [row.text for row in await transcript(self.gate.storage, who) if row.kind == "text"]

    def told(self, event: str) -> str:
        """What the log tells those who run the service to do."""
        return next((str(e.get("what_to_do", "said")) for e in self.events if e["event"] == event), "")


Meets = Callable[[Stage], Awaitable[None]]
Table = dict[str, tuple[Promise, Meets]]
"""Faults by name, with the promise each could break."""


def row(table: Table, name: str, risk: Promise) -> Callable[[Meets], Meets]:
    """One fault and the promise it could break; the function makes it happen, and holds the product to the promise."""

    def added(meets: Meets) -> Meets:
        table[name] = (risk, meets)
        return meets

    return added


async def at_once(seconds: float) -> None:
    """Time that passes at once."""
    await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def standing(workspace: Workspace, folder: Path, *, socket: bool) -> AsyncIterator[Stage]:
    """The adapter receives, over a socket or by signed calls."""
    async with contextlib.AsyncExitStack() as stack:
        storage = await open_storage(folder)
        stack.push_async_callback(storage.close)
        parked, gate, held = Parked(), Gate(storage), asyncio.Event()
        held.set()
        alices = f"{TEAM}:{ALICE}"

        async def accept(inbound: Inbound) -> bool:
            if inbound.place.chat == alices and not held.is_set():
                gate.asked.append(inbound)
                await held.wait()
            return await gate.accept(inbound)

        adapter = SlackAdapter(settings(workspace, socket=socket), Drawer(), parked, pause=at_once)
        events = stack.enter_context(capture_logs())
        way = over_socket if socket else by_call
        alice = await stack.enter_async_context(way(workspace, adapter, accept))
        bob = Member(workspace, alice.way, adapter, BOB)
        yield Stage(workspace, gate, alice, bob, parked, held, events)


async def check(stage: Stage, meets: Meets) -> None:
    """The fault, then two people who find that nothing is left of it."""
    await meets(stage)
    before = list(stage.gate.texts())
    assert await stage.alice.says("after")
    assert await stage.bob.says("after")
    assert stage.gate.texts() == [*before, "after", "after"]


async def is_away_for_a_moment(stage: Stage) -> None:
    """The database, while somebody writes: they are told, and what Slack sends again is one message."""
    stage.gate.broken = True
    assert not await stage.alice.says("x"), "acknowledged, and not saved"
    assert "not saved" in await stage.alice.sees()
    assert stage.told("storage_unavailable")
    stage.gate.broken = False
    assert await stage.alice.repeats()
    assert await stage.kept(stage.alice) == ["x"]


_numbers = itertools.count(1)


def always_new(*given: Any) -> Any:
    """Takes each telling for another message."""
    happened, id = happening(*given), str(next(_numbers))
    if not isinstance(happened, Said):
        return happened
    said = happened.inbound
    return Said(Inbound(said.place, id, id, said.text, at=said.at), happened.channel)
