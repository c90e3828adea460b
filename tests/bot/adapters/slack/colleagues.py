"""The whole program with a desk's channel in Slack: people on the web, officers in Slack and in the console."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx

from bot import wiring
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.desk import DeskThreads
from bot.adapters.slack.papers import StoredPapers
from bot.adapters.web.adapter import WebAdapter
from bot.codes import digest
from bot.export.files import Files
from bot.inbox import Inbox
from bot.message import Inbound, Place
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from storage.desk.port import Account, Case, NewAccount, Role
from tests.bot.adapters.slack.conftest import Parked, by_call, over_socket, settings
from tests.bot.adapters.slack.member import Member, lines_of
from tests.bot.adapters.slack.workspace import BOT, Workspace
from tests.bot.console.conftest import COOKIE, Browser
from tests.bot.console.talks import signed_in

ROOM = "C0DESK"
ANA, BEN = "U0ANA", "U0BEN"


@dataclass
class Hours:
    """Slack's clock, which begins now and goes on when a test says so."""

    now: float

    def __call__(self) -> float:
        return self.now


@dataclass
class Office:
    workspace: Workspace
    service: Service
    inbox: Inbox
    site: WebAdapter
    threads: DeskThreads
    slack: SlackAdapter
    ana: Member
    hours: Hours
    stack: contextlib.AsyncExitStack
    _said: int = 0

    async def says(self, chat: str, text: str) -> None:
        """A person writes on the web, and everything that follows from it is done."""
        self._said += 1
        id = f"m-{self._said}"
        at = self.service.mind.clock()
        await self.inbox.accept(Inbound(Place("web", chat), id, id, text, language="en", at=at))
        await self.settled()

    async def waits(self, chat: str) -> Case:
        """A person asks for somebody of the desk; their case, whose thread begins."""
        for text in ("Lionfish eat our reef fish in Fiji", "yes", "I want to talk to a person"):
            await self.says(chat, text)
        return await self.case(chat)

    async def settled(self) -> None:
        """Everything was answered, and every thread is up to date."""
        assert self.service.worker
        for _ in range(2):
            await self.service.worker.drain()
            await self.threads._keeper.round()
        await self.service.worker.drain()

    async def later(self, seconds: float = 60.0) -> None:
        """Everybody has read what stands there."""
        await self.settled()
        self.hours.now += seconds

    async def case(self, chat: str) -> Case:
        stored = await self.service.storage.find("web", chat)
        assert stored
        found = await self.service.storage.desk.case_of(stored.conversation)
        assert found
        return found

    async def heard(self, chat: str) -> list[str]:
        """What the person was told, in order."""
        stored = await self.service.storage.find("web", chat)
        assert stored
        rows = await self.service.storage.transcript(stored.conversation)
        return [row.text for row in rows if row.direction == "out" and row.status != "withdrawn"]

    def roots(self) -> list[dict[str, Any]]:
        return [m for m in self.workspace.messages.get(ROOM, []) if m["user"] == BOT and not m.get("thread_ts")]

    def thread(self, root: dict[str, Any] | None = None) -> list[str]:
        """The lines we wrote in a thread, the first one's unless another is named."""
        return [line for post in self.posts(root) for line in post]

    def posts(self, root: dict[str, Any] | None = None) -> list[list[str]]:
        """The same, by the posts they stand in."""
        ts = (root or self.roots()[0])["ts"]
        return [lines_of(m) for m in self.workspace.messages[ROOM] if m["user"] == BOT and m.get("thread_ts") == ts]

    def whispered(self, who: Member) -> list[str]:
        return [one["text"] for one in self.workspace.whispers if one["user"] == who.user]

    async def writes(self, who: Member, text: str) -> bool:
        """In the first thread."""
        taken = await who.says(text, thread=self.roots()[0]["ts"], channel=ROOM)
        await self.settled()
        return taken

    async def presses(self, who: Member, act: str) -> bool:
        """The button under the first thread's first message."""
        taken = await who.presses(act, self.roots()[0], ROOM)
        await self.settled()
        return taken

    async def sends_off(self, who: Member, why: str) -> dict[str, Any]:
        """The window that was opened last; what Slack is told in return."""
        taken, told = await who.submits(why)
        assert taken
        await self.settled()
        return told

    async def deletes(self, who: Member) -> bool:
        """Their newest message."""
        gone = next(m for m in reversed(self.workspace.messages[ROOM]) if m["user"] == who.user)
        self.workspace.messages[ROOM].remove(gone)
        event = {"type": "message", "subtype": "message_deleted", "channel": ROOM, "channel_type": "group"}
        event |= {"deleted_ts": gone["ts"], "previous_message": {"type": "message", **gone}, "hidden": True}
        ts = self.workspace.ts()
        taken = await who._event({**event, "ts": ts, "event_ts": ts})
        await self.settled()
        return taken

    def member(self, user: str) -> Member:
        """Somebody else in the channel; of the desk only once they have an account."""
        self.workspace.members[ROOM].add(user)
        self.workspace.profiles.setdefault(user, {"profile": {"email": f"{user}@elsewhere.example"}})
        return Member(self.workspace, self.ana.way, self.slack, user)

    async def account(self, user: str, name: str, role: Role = "officer", language: str = "en") -> Account:
        """Somebody of the desk, who has an account in Slack with the same address."""
        desk, email, now = self.service.storage.desk, f"{name.lower()}@desk.example", self.service.mind.clock()
        if user:
            self.workspace.profiles[user] = {"profile": {"email": email.title()}}
        new = NewAccount(email, name, role, digest(email), now + 60, now, languages=(language,))
        return await desk.account_of(email) or await desk.invite(new)

    async def browser(self, account: Account) -> Browser:
        """The console, signed in."""
        transport = httpx.ASGITransport(self.site.app(self.inbox.accept), raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True)
        await self.stack.enter_async_context(client)
        client.cookies.set(COOKIE, await signed_in(self.service, account))
        return Browser(client)


@contextlib.asynccontextmanager
async def office(workspace: Workspace, folder: Path, *, socket: bool = True) -> AsyncIterator[Office]:
    """Ana of the desk is in Slack; at the end nothing that Slack refuses was called, and nothing parked."""
    parked, hours = Parked(), Hours(time.time())
    workspace.now = hours
    workspace.members[ROOM] = {ANA, BOT}
    workspace.rooms[ROOM] = {"is_private": True}
    async with contextlib.AsyncExitStack() as stack:
        read = Settings(data_dir=folder, operator="The Secretariat", library="none", _env_file=None)
        service = await stack.enter_async_context(open_service(read))
        told = replace(settings(workspace, socket=socket), desk=ROOM)
        door, threads = wiring.slack_desk(service, told)
        threads.limits = replace(threads.limits, pace=None)  # Nobody waits in a test.
        slack = SlackAdapter(told, StoredPapers(service.storage, Files(service.storage)), parked, desk=door)
        slack.limits = replace(slack.limits, pace=None)
        site = web(service)
        assert isinstance(site, WebAdapter)
        inbox = await stack.enter_async_context(service.answering(site, slack, threads, timers=False))
        way = over_socket if socket else by_call
        ana = await stack.enter_async_context(way(workspace, slack, inbox.accept))
        stack.push_async_callback(threads._calls.close)
        ana.user, ana.channel = ANA, workspace.direct(ANA)
        ana.way.patience = 30.0  # type: ignore[attr-defined]  # signed calls have none, and take it
        made = Office(workspace, service, inbox, site, threads, slack, ana, hours, stack)
        await made.account(ANA, "Ana")
        yield made
        assert parked.kept == []


async def until(condition: Any) -> None:
    async with asyncio.timeout(10.0):
        while not condition():  # noqa: ASYNC110 - the program under test has no event for us
            await asyncio.sleep(0.02)
