"""A day in Slack in front of an emulator that others wrote; a program, as it wants a network of its own.

    unshare -rn sh -c 'ip link set lo up && exec python -m tests.bot.adapters.slack.emulated BINARY socket FOLDER'

The emulator listens on every address of the machine, hence the network with nothing but loopback. What it leaves out:
it checks no arguments, limits nothing, and hands over no ticked boxes, so that several answers are typed here.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import sys
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import uvicorn

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.papers import StoredPapers
from bot.adapters.slack.settings import PATH, SlackSettings
from bot.channel import Accept
from bot.export.files import Files
from bot.settings import Settings
from bot.wiring import Service, open_service
from dialogs.form import Depth
from tests.bot.adapters.slack.conftest import Parked, running
from tests.bot.adapters.slack.day import live_through
from tests.bot.adapters.slack.member import escaped, shown
from tests.bot.adapters.slack.rules import walk
from tests.bot.adapters.slack.talker import Screen, labelled

EMULATOR, OURS = "http://127.0.0.1:3000", "http://127.0.0.1:4000"
BOT, ALICE, GENERAL = "U0BOT", "U01ALICE", "C01GENERAL"
PATIENCE = 30.0
"""Seconds for either side to come up."""


@dataclass
class Emulated:
    """Somebody in the emulator's workspace; see day.Somebody."""

    http: httpx.AsyncClient
    service: Service
    adapter: SlackAdapter
    channel: str
    screen: Screen = field(default_factory=lambda: Screen(BOT))

    async def says(self, text: str) -> None:
        await self.does("message", {"channel": self.channel, "user": ALICE, "text": escaped(text)})

    async def mentions(self, text: str) -> str:
        """Speak of the bot where others read; the time of the message."""
        said = {"channel": GENERAL, "user": ALICE, "text": f"<@{BOT}> {escaped(text)}"}
        return str((await self.does("message", said))["message"]["ts"])

    async def presses(self, label: str) -> None:
        message, block, part = labelled(label, await self.messages())
        element = next(p for p in walk(block) if p.get("action_id") and part in (p, *p.get("options", ())))
        action = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"]}
        action |= {"value": part["value"], "text": part["text"]} if element is part else {"selected_option": part}
        spot = {"channel": self.channel, "messageTs": message["ts"], "user": ALICE}
        await self.does("interact", {**spot, "action": action})

    async def ticks(self, *labels: str) -> None:
        await self.says(", ".join(labels))

    async def edits(self, text: str) -> None:
        mine = [message for message in await self.messages() if message["user"] == ALICE]
        spot = {"channel": self.channel, "ts": mine[-1]["ts"], "user": ALICE}
        await self.does("edit-message", {**spot, "text": escaped(text)})

    async def uploads(self, name: str, content: bytes, media_type: str) -> None:
        fields = {"channel": self.channel, "user": ALICE}
        await self.done(self.http.post("/_control/upload", data=fields, files={"file": (name, content, media_type)}))

    async def reads(self) -> str:
        return self.screen.new(await self.messages())

    async def messages(self, channel: str = "") -> list[dict[str, Any]]:
        answer = await self.http.get(f"/_control/messages/{channel or self.channel}")
        return list(answer.json()["messages"])

    async def does(self, what: str, fields: dict[str, Any]) -> Any:
        return await self.done(self.http.post(f"/_control/{what}", json=fields))

    async def done(self, call: Any) -> Any:
        """Once the emulator has told the bot, and the bot has answered."""
        answer = await call
        assert answer.status_code == 200, answer.text
        assert self.service.worker
        await self.service.worker.drain()
        await asyncio.wait_for(self.adapter.settled(), PATIENCE)
        return answer.json()

    async def sees_home(self) -> str:
        """Our Home, as it stands on the emulator's own screen."""
        await self.does("open-home", {"user": ALICE})
        async with aiohttp.ClientSession() as session, session.ws_connect(f"{EMULATOR}/ui") as screen:
            first = await screen.receive_json(timeout=PATIENCE)
        [view] = first["state"]["homeViews"][ALICE].values()
        return shown(view)


async def lived(binary: Path, folder: Path, *, socket: bool) -> None:
    """The same day as in our own workspace; then the document, Home, a thread and the command."""
    parked = Parked()
    async with contextlib.AsyncExitStack() as stack:
        await stack.enter_async_context(emulator(binary, folder, socket=socket))
        service = await stack.enter_async_context(
            open_service(Settings(data_dir=folder, _env_file=None), depth=Depth.STANDARD)
        )
        told = SlackSettings("xoxb-bot", "xapp-app" if socket else "", "signing-secret", OURS, f"{EMULATOR}/api/")
        adapter = SlackAdapter(told, StoredPapers(service.storage, Files(service.storage)), parked)
        adapter.limits = replace(adapter.limits, pace=None)  # The emulator limits nothing.
        inbox = await stack.enter_async_context(service.answering(adapter))
        await stack.enter_async_context(running(adapter, inbox.accept))
        http = await stack.enter_async_context(httpx.AsyncClient(base_url=EMULATOR, timeout=2 * PATIENCE))
        if socket:
            await until_connected(http)
        else:
            await stack.enter_async_context(served(adapter, inbox.accept))
        opened = await http.post("/api/conversations.open", json={"users": ALICE, "token": "xoxb-bot"})
        person = Emulated(http, service, adapter, opened.json()["channel"]["id"])
        await live_through(person)
        await look_around(person)
    assert parked.kept == [], parked.kept


async def look_around(person: Emulated) -> None:
    """What is left of the day, and the other ways to talk."""
    files = [file for message in await person.messages() for file in message.get("files", ())]
    document = next(file for file in files if file["name"] == "request.docx")
    proof = {"authorization": "Bearer xoxb-bot"}
    content = (await person.http.get(document["url_private_download"], headers=proof)).content
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()
    seen = await person.sees_home()
    assert "waiting for the help desk" in seen, seen
    began = await person.mentions("Lionfish eat our reef fish in Fiji")
    answers = [message for message in await person.messages(GENERAL) if message["user"] == BOT]
    assert {message["thread_ts"] for message in answers} == {began}
    assert "Others in this channel can read this thread." in shown(answers[-1])
    await person.does("command", {"channel": GENERAL, "user": ALICE, "command": "/needs", "text": "where is my case?"})
    assert "I wrote to you in a direct message" in shown((await person.messages(GENERAL))[-1])
    assert "waiting for the help desk" in await person.reads()


@contextlib.asynccontextmanager
async def emulator(binary: Path, folder: Path, *, socket: bool) -> AsyncIterator[None]:
    app = {
        "appId": "A01DESK", "botUserId": BOT, "botName": "needs", "botToken": "xoxb-bot", "appToken": "xapp-app",
        "signingSecret": "signing-secret", "mode": "socket" if socket else "events", "requestUrl": f"{OURS}{PATH}",
    }  # fmt: skip
    config = {
        "workspace": {"name": "Desk", "domain": "desk", "teamId": "T01DESK"},
        "apps": [app],
        "users": [{"id": ALICE, "name": "alice", "real_name": "Alice", "email": "alice@example.org"}],
        "channels": [{"id": GENERAL, "name": "general", "members": [ALICE, BOT]}],
    }
    written = folder.parent / "slack.json"
    written.write_text(json.dumps(config), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        binary, "--config", written, "--port", "3000", "--base-host", "127.0.0.1", stdout=sys.stderr
    )
    try:
        async with httpx.AsyncClient(base_url=EMULATOR) as http, asyncio.timeout(PATIENCE):
            while not await answers(http):  # noqa: ASYNC110 - another process, which has no event for us
                await asyncio.sleep(0.05)
        yield
    finally:
        process.terminate()
        await process.wait()


async def answers(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/_control/state")).status_code == 200
    except httpx.TransportError:
        return False


async def until_connected(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(PATIENCE):
        while "socket connected" not in (await http.get("/_control/log")).text:  # noqa: ASYNC110 - as in `emulator`
            await asyncio.sleep(0.05)


@contextlib.asynccontextmanager
async def served(adapter: SlackAdapter, accept: Accept) -> AsyncIterator[None]:
    """The adapter's address, on a real web server."""
    config = uvicorn.Config(adapter.app(accept), port=4000, log_config=None, access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(PATIENCE):
            while not server.started:  # noqa: ASYNC110 - the server has no event for it
                await asyncio.sleep(0.01)
        yield
    finally:
        server.should_exit = True
        await task


if __name__ == "__main__":
    asyncio.run(lived(Path(sys.argv[1]), Path(sys.argv[3]), socket=sys.argv[2] == "socket"))
    print("lived through")
