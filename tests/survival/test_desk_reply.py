"""An officer's reply with a file, while the service dies at every place on its way: once, in order, nothing lost."""

from __future__ import annotations

import asyncio
import re
import signal
import time
from pathlib import Path

import httpx

from bot.codes import digest
from storage import points
from storage.desk.port import NewAccount, Queue
from storage.opening import open_beside
from tests.survival import folder as left
from tests.survival import fronts, rows
from tests.survival.fronts import Front
from tests.survival.server import Server

KINDS = ("desk", "turn", "attempt", "send", "sent")
"""The way of a reply, in order: the act, the turn of the person's conversation, the words, and then the file."""
WAY = (
    *(f"{kind}.{moment}" for kind in KINDS for moment in ("before", "after")),
    *(f"{kind}.{moment}:2" for kind in ("attempt", "send", "sent") for moment in ("before", "after")),
)
PERHAPS = ("attempt.after", "send.before", "send.after", "sent.before")
"""A death between these two commits leaves one message listed as uncertain; a death anywhere else leaves none."""
TOKEN = "session-of-ana".ljust(43, "x")
PATIENCE = 90.0
PAUSE = 1.0
"""Seconds between two replies: a process meets its place before the officer has written everything."""


def test_the_way_is_known() -> None:
    assert {point.partition(":")[0] for point in WAY} <= points.NAMES


async def test_killed_on_the_way(tmp_path: Path) -> None:
    """Whoever sends their form again after a death sends nothing twice; the file never overtakes its words."""
    server = Server(tmp_path / "data", program="tests.survival.loopback")
    async with fronts.telegram_by_webhook(server.address) as front:
        server.settings = front.settings
        try:
            code = await _asked_for(server, front)
            await left.settled(server.folder)
            await asyncio.to_thread(server.kill)
            officer = asyncio.create_task(_works(server, code))
            for point in WAY:
                await asyncio.to_thread(server.start, point)
                assert await asyncio.to_thread(server.ended) == -signal.SIGKILL, point
            await asyncio.to_thread(server.start)
            await officer
            await left.settled(server.folder)
        finally:
            server.close()
        shown = [one.text for one in front.seen(front.chat(0))]
        assert front.refused == []
    left.sound(server.folder, uncertain=True)
    wanted = [mark for number in range(len(WAY)) for mark in (f"words {number}.", f"file-{number}.txt")]
    places = {mark: [at for at, text in enumerate(shown) if mark in text] for mark in wanted}
    assert [mark for mark, at in places.items() if len(at) > 1] == []
    seen = [at[0] for at in places.values() if at]
    assert seen == sorted(seen)
    listed = left.uncertain(server.folder)
    assert listed <= sum(point.partition(":")[0] in PERHAPS for point in WAY)
    assert len([mark for mark, at in places.items() if not at]) <= listed


async def _asked_for(server: Server, front: Front) -> str:
    """The code of a case in which somebody in Telegram asked for a person; Ana is at the desk."""
    await asyncio.to_thread(server.start)
    chat = front.chat(0)
    message = await front.write(chat, "Lionfish eat our reefs in Jamaica, can I talk to a person")
    async with asyncio.timeout(PATIENCE):
        while not await _delivered(front, message):  # noqa: ASYNC110 - it is the platform that tries again.
            await asyncio.sleep(0.1)
        while rows.waits(server.folder, chat):  # noqa: ASYNC110 - the other process cannot tell us.
            await asyncio.sleep(0.1)
    storage, now = await open_beside(server.folder), time.time()
    try:
        ana = await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "", 0.0, 0.0))
        await storage.desk.sign_in(digest(TOKEN), ana.id, now, now + 7200)
        (case,) = await storage.desk.queue(Queue())
    finally:
        await storage.close()
    return case.code


async def _delivered(front: Front, message: object) -> bool:
    try:
        return await front.deliver(message, again=False)  # type: ignore[arg-type]
    except (OSError, httpx.TransportError):
        return False


async def _works(server: Server, code: str) -> None:
    """One reply after the other, as many as there are deaths."""
    for number in range(len(WAY)):
        await _sends(server, code, number)
        await asyncio.sleep(PAUSE)


async def _sends(server: Server, code: str, number: int) -> None:
    """Send one form until the case is shown again, as somebody at a browser that was cut off."""
    path = f"{server.address}/desk/case/{code}"
    form: dict[str, str] = {}
    async with httpx.AsyncClient(cookies={"desk": TOKEN}, timeout=20.0) as client, asyncio.timeout(PATIENCE):
        while True:
            try:
                if not form:
                    page = (await client.get(path)).text
                    fields = ("seal", "key", "seen")
                    form = {name: re.findall(rf'name="{name}" value="([^"]+)"', page)[0] for name in fields}
                files = {"file": (f"file-{number}.txt", f"content {number}".encode())}
                sent = await client.post(f"{path}/reply", data=form | {"text": f"words {number}."}, files=files)
            except (OSError, httpx.TransportError):
                await asyncio.sleep(0.1)
            else:
                assert sent.status_code == 303, sent.text[:2000]
                return
