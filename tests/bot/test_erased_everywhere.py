"""What a person had erased stands nowhere any more: words planted through every surface, searched in every byte."""

from __future__ import annotations

import asyncio
import contextlib
import html
import os
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest

from bot import caselist
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.papers import StoredPapers
from bot.adapters.terminal import Terminal
from bot.adapters.web.adapter import WebAdapter
from bot.channel import Adapter
from bot.codes import digest
from bot.export.files import Files
from bot.inbox import Inbox
from bot.settings import Settings
from bot.wiring import Service, open_service, web
from storage.desk.port import Account, NewAccount
from tests.bot.adapters.slack.conftest import Parked, by_call
from tests.bot.adapters.slack.conftest import settings as slack_settings
from tests.bot.adapters.slack.talker import Talker
from tests.bot.adapters.slack.workspace import Workspace
from tests.bot.adapters.telegram.conftest import Papers, adapter, running
from tests.bot.adapters.telegram.server import ALICE, Telegram
from tests.bot.adapters.telegram.talk import Talk
from tests.bot.adapters.test_terminal import Sheet
from tests.bot.adapters.web.forms import fields
from tests.bot.console.conftest import COOKIE, Browser
from tests.bot.console.talks import signed_in
from tests.storage.conftest import fresh_database

SERVER = os.environ.get("NEEDS_TEST_POSTGRES", "")

TOLD = {
    "first words": "Zanzibarquartz",
    "problem": "velvetmango",
    "changed message": "cobaltgherkin",
    "e-mail": "m.oonstone",
    "name": "Quillfeather",
    "phone": "6857719283",
    "organization": "Thistlewaite",
    "question": "amberlantern",
    "words to the officer": "saffronanvil",
    "file name": "walnutsextant",
    "file content": "brasspangolin",
}
"""By the person."""
DONE = {
    "note": "ochrebadger",
    "reply": "indigowaffle",
    "case reason": "tinparasol",
    "focal point's name": "Umberfinch",
    "mandate": "jadetrombone",
    "words of the focal point": "mauvecrowbar",
    "who endorsed": "Periwinklestone",
    "whom a link is for": "Cinnabarwick",
    "reason to pass on": "opalturnip",
    "reason to close": "plumsundial",
}
"""About the person, by officers and a focal point."""
BROUGHT = {
    "title of an e-mail": "rubyhaystack",
    "pasted e-mail": "pewterokapi",
    "institution": "Slatewhistle",
    "whom that case is for": "Bronzethimble",
    "imported title": "lilacbobsled",
    "imported notes": "copperwalrus",
}
"""Cases that began elsewhere, and that the person confirmed as theirs."""
PASSING = {"looked for by an officer": "garnetpelican", "code that somebody tried": "onyxmarmot"}
"""Never kept at all."""


class Chat(Protocol):
    channel: str
    files: bool
    """Whether files can be sent here."""

    async def says(self, text: str) -> None: ...

    async def changes(self, text: str) -> None:
        """The last message."""

    async def sends(self, name: str, content: bytes) -> None: ...

    def heard(self) -> str:
        """Everything that is on the screen."""


@dataclass
class OnTheWeb:
    service: Service
    client: httpx.AsyncClient
    channel: str = "web"
    files: bool = True
    shown: str = ""

    async def says(self, text: str) -> None:
        await self._posts(text)

    async def changes(self, text: str) -> None:
        await self._posts(text)

    async def sends(self, name: str, content: bytes) -> None:
        await self._posts("", files={"file": (name, content, "text/plain")})

    def heard(self) -> str:
        return html.unescape(self.shown)

    async def _posts(self, text: str, **more: Any) -> None:
        page = (await self.client.get("/")).text
        assert (await self.client.post("/say", data={**fields(page), "text": text}, **more)).status_code == 200
        assert self.service.worker
        await self.service.worker.drain()
        self.shown = (await self.client.get("/")).text


@dataclass
class InTelegram:
    talk: Talk
    channel: str = "telegram"
    files: bool = True

    async def says(self, text: str) -> None:
        await self.talk.says(text)

    async def changes(self, text: str) -> None:
        mine = [one for one in self.talk.telegram.chats[ALICE].values() if one.message.from_user.id == ALICE]
        await self.talk.edits(mine[-1].message.message_id, text)

    async def sends(self, name: str, content: bytes) -> None:
        await self.talk.sends_file(name, content)

    def heard(self) -> str:
        return self.talk.telegram.screen()


@dataclass
class InSlack:
    talker: Talker
    channel: str = "slack"
    files: bool = True

    async def says(self, text: str) -> None:
        await self.talker.says(text)

    async def changes(self, text: str) -> None:
        await self.talker.edits(text)

    async def sends(self, name: str, content: bytes) -> None:
        await self.talker.uploads(name, content, "text/plain")

    def heard(self) -> str:
        return "\n".join(str(one) for one in self.talker.member.workspace.messages[self.talker.member.channel])


@dataclass
class AtTheTerminal:
    sheet: Sheet
    channel: str = "terminal"
    files: bool = False

    async def says(self, text: str) -> None:
        await self.sheet.enter(text, within=30.0)

    async def changes(self, text: str) -> None:
        await self.says(text)

    async def sends(self, name: str, content: bytes) -> None:
        raise AssertionError("a terminal takes no files")

    def heard(self) -> str:
        return "\n".join(self.sheet.screen)


Present = Callable[[Service, WebAdapter, AsyncExitStack], AbstractAsyncContextManager[Chat]]


@dataclass
class House:
    """The whole program over a folder: somebody in a chat, an officer in the console, anybody in a browser."""

    service: Service
    chat: Chat
    officer: Account
    desk: Browser
    anybody: httpx.AsyncClient
    person: httpx.AsyncClient
    """The person's own browser."""

    async def settled(self) -> None:
        assert self.service.worker
        await self.service.worker.drain()

    async def act(self, code: str, form: str, /, **given: str) -> str:
        """Send a form of a case's page; what is shown then."""
        page = (await self.desk.get(f"/case/{code}" + ("/way" if form.startswith("way/") else ""))).text
        seen, key = (re.search(rf'name="{field}" value="(\w+)"', page) for field in ("seen", "key"))
        assert key
        response = await self.desk.post(f"/case/{code}/{form}", seen=seen[1] if seen else "0", key=key[1], **given)
        assert response.status_code == 200, (form, response.text[-3000:])
        await self.settled()
        return html.unescape(response.text)


@asynccontextmanager
async def opened(folder: Path, channel: str, database: str = "") -> AsyncIterator[House]:
    read = Settings(data_dir=folder, library="none", _env_file=None)
    if database:
        read = Settings(data_dir=folder, library="none", database_url=database, _env_file=None)
    async with open_service(read) as service, AsyncExitStack() as stack:
        site = web(service)
        assert isinstance(site, WebAdapter)
        chat, adapters = await CHANNELS[channel](service, stack)
        inbox = await stack.enter_async_context(service.answering(site, *adapters, timers=False))
        await chat.begins(inbox, stack)
        app = site.app(inbox.accept)

        async def browser(address: str) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(app, client=(address, 4000))
            client = httpx.AsyncClient(transport=transport, base_url="http://localhost", follow_redirects=True)
            return await stack.enter_async_context(client)

        now = service.mind.clock()
        officer = await service.storage.desk.invite(
            NewAccount("ana@desk.example", "Ana", "lead", digest("ana"), now + 60, now, languages=("en",))
        )
        desk = Browser(await browser("198.51.100.8"))
        desk.client.cookies.set(COOKIE, await signed_in(service, officer))
        person = await browser("198.51.100.7")
        yield House(
            service, chat.chat or OnTheWeb(service, person), officer, desk, await browser("198.51.100.9"), person
        )


@dataclass
class Begins:
    """How a chat comes about: what stands in front of the service, and who is in front of that."""

    start: Callable[[Inbox, AsyncExitStack], Any]
    chat: Chat | None = None

    async def begins(self, inbox: Inbox, stack: AsyncExitStack) -> None:
        self.chat = await self.start(inbox, stack)


async def on_the_web(service: Service, stack: AsyncExitStack) -> tuple[Begins, list[Adapter]]:
    async def start(inbox: Inbox, stack: AsyncExitStack) -> None:
        return None

    return Begins(start), []


async def in_telegram(service: Service, stack: AsyncExitStack) -> tuple[Begins, list[Adapter]]:
    telegram = await stack.enter_async_context(Telegram().open())
    papers = Papers()
    papers.of_place = Files(service.storage).of_place  # type: ignore[method-assign]  # the real files, for once
    bot = adapter(telegram, papers, patience=5.0)
    bot.limits = replace(bot.limits, pace=None)
    accepted: list[bool] = []

    async def start(inbox: Inbox, stack: AsyncExitStack) -> Chat:
        async def accept(inbound: Any) -> bool:
            accepted.append(await inbox.accept(inbound))
            return accepted[-1]

        await stack.enter_async_context(running(bot, accept, telegram))
        return InTelegram(Talk(service, telegram, accepted))

    return Begins(start), [bot]


async def in_slack(service: Service, stack: AsyncExitStack) -> tuple[Begins, list[Adapter]]:
    workspace = await stack.enter_async_context(Workspace().served())
    papers = StoredPapers(service.storage, Files(service.storage))
    bot = SlackAdapter(slack_settings(workspace, socket=False), papers, Parked())
    bot.limits = replace(bot.limits, pace=None)

    async def start(inbox: Inbox, stack: AsyncExitStack) -> Chat:
        member = await stack.enter_async_context(by_call(workspace, bot, inbox.accept))
        return InSlack(Talker(member, service))

    return Begins(start), [bot]


async def at_the_terminal(service: Service, stack: AsyncExitStack) -> tuple[Begins, list[Adapter]]:
    sheet = Sheet()
    here = Terminal(sheet, service.settled, chat="here", greets=False)

    async def start(inbox: Inbox, stack: AsyncExitStack) -> Chat:
        task = asyncio.create_task(here.run(inbox.accept))

        async def leave() -> None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

        stack.push_async_callback(leave)
        return AtTheTerminal(sheet)

    return Begins(start), [here]


CHANNELS = {"web": on_the_web, "telegram": in_telegram, "slack": in_slack, "terminal": at_the_terminal}


async def tells(house: House) -> str:
    """The person tells, answers, sends a file and the request, and asks for a person; the code."""
    chat = house.chat
    await chat.says(f"our reefs near {TOLD['first words']} are eaten by lionfish in Jamaica")
    await chat.says("yes")
    if chat.files:
        notes = f"Field notes. {TOLD['file content']} was seen on the reef at noon."
        await chat.sends(f"{TOLD['file name']}.txt", notes.encode())
        await house.settled()
    await chat.says(f"Since 2022 lionfish are on 8 of 10 sites; the fishers of {TOLD['problem']} catch half as much.")
    await chat.changes(f"Since 2022 lionfish are on 8 of 10 sites; {TOLD['changed message']} catches half as much.")
    await chat.says(f"My name is Anna {TOLD['name']}, from the {TOLD['organization']} Institute")
    await chat.says(f"{TOLD['e-mail']}@ministry.example, +{TOLD['phone']}")
    await chat.says(f"who pays for {TOLD['question']} when the money is late?")
    await chat.says("send it")
    await chat.says("I want to talk to a person")
    codes = [case.code for case in await house.service.storage.desk.cases(await house.service.storage.desk.findable())]
    assert codes
    return codes[-1]


async def is_worked_on(house: House, code: str) -> None:
    """An officer does everything there is to do, and the focal point answers."""
    chat, act = house.chat, house.act
    await act(code, "note", text=f"A note on {DONE['note']}")
    await act(code, "reply", text=f"Good morning, {DONE['reply']} is known to us.")
    await chat.says(f"thank you, {TOLD['words to the officer']} is what we need")
    await act(code, "stage", stage="coaching", text=f"because of {DONE['case reason']}")
    shown = await act(
        code, "way/ask", name=DONE["focal point's name"], language="en", agreed="by phone", days="20",
        mandate=f"Decree {DONE['mandate']}", without_consent="by phone",
    )  # fmt: skip
    opens = re.search(r"/e/[\w-]+", shown)
    assert opens, shown
    page = (await house.anybody.get(opens[0])).text
    page = (await house.anybody.post(opens[0], data={"seal": _seal(page), "do": "open"})).text
    answer = {"verdict": "changes-asked", "name": DONE["who endorsed"], "words": DONE["words of the focal point"]}
    said = await house.anybody.post(opens[0], data={"seal": _seal(page), "do": "answer", **answer})
    assert said.status_code == 200
    await act(code, "way/link", purpose="succeed", name=DONE["whom a link is for"])
    await act(code, "way/transfer", team="CARICOM", text=DONE["reason to pass on"])
    await act(code, "close", text=f"over, for {DONE['reason to close']}")
    await house.desk.client.get("/desk/find", params={"q": PASSING["looked for by an officer"]})
    await house.anybody.get("/status", params={"code": PASSING["code that somebody tried"]})


async def confirms(house: House) -> None:
    """Cases that were pasted and imported become the person's, by links that they open in their browser."""
    mail = f"Subject: {BROUGHT['title of an e-mail']}\nFrom: a@b.example\n\nDear desk, {BROUGHT['pasted e-mail']}"
    await house.desk.get("/open")
    await house.desk.post("/open", text=mail, country="JM", institution=BROUGHT["institution"])
    table = [caselist.COLUMNS, ["R1", BROUGHT["imported title"], *[""] * 7, BROUGHT["imported notes"]]]
    desk = house.service.storage.desk
    listed = caselist.entries(table, await desk.accounts(), house.service.mind.clock())
    await caselist.bring(desk, house.officer, [one for one in listed if isinstance(one, caselist.Entry)])
    for case in await desk.cases(await desk.findable()):
        if case.conversation is None:
            shown = await house.act(case.code, "way/link", purpose="confirm", name=BROUGHT["whom that case is for"])
            path = re.search(r"/t/[\w-]+", shown)
            assert path
            page = (await house.person.get(path[0])).text
            await house.person.post(path[0], data={"seal": _seal(page)})
            await house.settled()


def _seal(page: str) -> str:
    found = re.search(r'name="seal" value="([^"]+)"', page)
    return found[1] if found else ""


def found(folder: Path, marks: Mapping[str, str]) -> dict[str, set[str]]:
    """In which files of the folder each mark stands, whatever the size of its letters; those that stand nowhere are
    left out."""
    content = {path: path.read_bytes().lower() for path in folder.rglob("*") if path.is_file()}
    kept = {
        label: {path.name for path, bytes in content.items() if _written(mark, bytes)} for label, mark in marks.items()
    }
    return {label: names for label, names in kept.items() if names}


def _written(mark: str, content: bytes) -> bool:
    return mark.lower().encode() in content or mark.lower().encode("utf-16-le") in content


async def plant(house: House) -> dict[str, str]:
    """Everything a person can have said, and that can be said of them; the marks that were planted."""
    code = await tells(house)
    await is_worked_on(house, code)
    marks = {**TOLD, **DONE}
    if not house.chat.files:
        marks = {label: mark for label, mark in marks.items() if not label.startswith("file")}
    if house.chat.channel == "web":
        await confirms(house)
        marks |= BROUGHT
    return marks


async def erases(house: House) -> str:
    """The person says so; what they hear."""
    await house.chat.says("delete everything")
    await house.chat.says("yes")
    await house.service.prepare()
    return house.chat.heard()


@pytest.mark.parametrize("channel", CHANNELS)
async def test_no_byte_is_left_of_what_a_person_had_erased(tmp_path: Path, channel: str) -> None:
    """Told, sent, changed, kept as a file, written by officers and the focal point, brought from elsewhere, indexed:
    it stood in the folder, and after the erasure and the end of the service stands in no byte of it."""
    folder = tmp_path / "data"
    async with opened(folder, channel) as house:
        marks = await plant(house)
        await house.service.prepare()
        assert set(found(folder, marks)) == set(marks), "each was kept, or its absence later would prove nothing"
        codes = await house.service.storage.codes_of(await _mine(house))
        told = await erases(house)
        assert "Receipt" in told
        assert all(code in told for code in codes)
        assert codes
    assert found(folder, {**marks, **PASSING}) == {}


async def _mine(house: House) -> int:
    cases = await house.service.storage.desk.cases(await house.service.storage.desk.findable())
    return next(case.conversation for case in cases if case.conversation is not None)


@pytest.mark.skipif(not SERVER, reason="NEEDS_TEST_POSTGRES names no server")
@pytest.mark.parametrize("channel", CHANNELS)
async def test_no_row_is_left_on_postgres(tmp_path: Path, channel: str) -> None:
    """The same, searched in everything that a dump of all tables says, and in the folder beside it."""
    folder, database = tmp_path / "data", fresh_database()
    async with opened(folder, channel, database) as house:
        marks = await plant(house)
        assert set(dumped(database, marks)) == set(marks)
        assert "Receipt" in await erases(house)
    assert dumped(database, {**marks, **PASSING}) == {}
    assert found(folder, {**marks, **PASSING}) == {}


def dumped(database: str, marks: Mapping[str, str]) -> dict[str, set[str]]:
    """In which tables each mark stands."""
    import psycopg
    from psycopg import sql

    with psycopg.connect(database) as db:
        tables = [name for (name,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        rows = {
            table: b"\n".join(
                _bytes(row) for row in db.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(table)))
            )
            for table in tables
        }
    kept = {
        label: {table for table, content in rows.items() if _written(mark, content)} for label, mark in marks.items()
    }
    return {label: names for label, names in kept.items() if names}


def _bytes(row: tuple[object, ...]) -> bytes:
    return b"\t".join(cell if isinstance(cell, bytes) else str(cell).encode() for cell in row).lower()
