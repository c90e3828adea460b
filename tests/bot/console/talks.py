"""Cases for the tests of the console: real conversations, through the real program, of people who want the desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
from pydantic import SecretStr

from bot.adapters.web.adapter import WebAdapter
from bot.codes import digest
from bot.inbox import Inbox
from bot.message import Inbound, Place
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from storage.desk.port import Account, Case, NewAccount, Role
from tests.bot.console.conftest import COOKIE, Browser

PROBLEM = (
    "les poissons-lions mangent les jeunes poissons de nos récifs en Haïti et les pêcheurs ne savent pas quoi faire"
)


@dataclass(slots=True)
class Talks:
    """The program while it answers, people who write to it, and browsers of the desk."""

    service: Service
    inbox: Inbox
    adapter: WebAdapter
    stack: AsyncExitStack
    number: int = 0

    async def says(self, chat: str, text: str, kind: str = "text") -> None:
        """A person writes, and everything that follows from it is done."""
        self.number += 1
        id = f"m-{self.number}"
        place = Place("web", chat)
        await self.inbox.accept(Inbound(place, id, id, text, kind=kind, language="fr", at=self.service.mind.clock()))  # type: ignore[arg-type]
        await self.settled()

    async def settled(self) -> None:
        assert self.service.worker
        await self.service.worker.drain()

    async def case(self, chat: str) -> Case:
        stored = await self.service.storage.find("web", chat)
        assert stored
        found = await self.service.storage.desk.case_of(stored.conversation)
        assert found
        return found

    async def heard(self, chat: str) -> str:
        """All that the person was told, one message after the other."""
        stored = await self.service.storage.find("web", chat)
        assert stored
        rows = await self.service.storage.transcript(stored.conversation)
        return "\n".join(row.text for row in rows if row.direction == "out")

    async def browser(self, name: str, role: Role = "officer", language: str = "en") -> Browser:
        account = await self.account(name, role, language)
        transport = httpx.ASGITransport(self.adapter.app(self.inbox.accept), raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True)
        await self.stack.enter_async_context(client)
        client.cookies.set(COOKIE, await signed_in(self.service, account))
        return Browser(client)

    async def account(self, name: str, role: Role = "officer", language: str = "en") -> Account:
        desk, email, now = self.service.storage.desk, f"{name.lower()}@desk.example", self.service.mind.clock()
        known = await desk.account_of(email)
        return known or await desk.invite(
            NewAccount(email, name, role, digest(email), now + 60, now, languages=(language,))
        )


async def signed_in(service: Service, account: Account) -> str:
    """What the cookie of a browser of theirs holds."""
    token, now = f"session-of-{account.id}-".ljust(43, "x"), service.mind.clock()
    await service.storage.desk.sign_in(digest(token), account.id, now, now + 7200)
    return token


@asynccontextmanager
async def talking(folder: Path, clock: Callable[[], float] | None = None, model: str = "") -> AsyncIterator[Talks]:
    """The program over a folder of its own, without the library, for nothing here depends on what is found; with the
    language model at an address, where one is given."""
    settings = Settings(data_dir=folder, operator="The Secretariat", library="none")
    if model:
        named = {"model": "openai:scripted", "model_url": model, "model_key": SecretStr("sk-test")}
        settings = settings.model_copy(update=named)
    async with open_service(settings) as service, AsyncExitStack() as stack:
        if clock:
            service.mind = replace(service.mind, clock=clock)
        adapter = web(service)
        assert isinstance(adapter, WebAdapter)
        async with service.answering(adapter, timers=False) as inbox:
            yield Talks(service, inbox, adapter, stack)
