"""Killed at any named point of the running service, everything acknowledged is there once, in order, answered once."""

from __future__ import annotations

import asyncio
import os
import random
import re
import shutil
import signal
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storage import points
from tests.survival import folder as left
from tests.survival.client import Browser
from tests.survival.ledger import Ledger
from tests.survival.server import Server

WORDS = "Invasive lionfish eat our reefs in Jamaica"
PATIENCE = 60.0
"""Seconds for what comes after the person has seen their answer: a new process loads its model for it."""
PROBLEM = "Lionfish are on eight of our ten reefs and the catches fall"

BEYOND = {
    f"{kind}.{moment}"
    for kind in ("attempt", "sent", "failed", "lease", "park", "fetch", "read", "spend", "desk", "thread")
    for moment in ("before", "after")
}
"""Not passed by a web chat on SQLite that sends no file: committed is sent there, leases are Postgres's, no platform
delivers what we cannot read, no language model is asked, nobody is at the desk and
no case has a thread. tests/storage has them, and
test_channel_kill_points.py those on the way to a platform and of files."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A running service, who talks to it, and the folder's condition when they began."""

    server: Server
    browser: Browser


Day = Callable[[Desk], Awaitable[Browser]]
"""What a person does, however often the server dies under them; gives the browser that has the conversation then."""


async def sends(desk: Desk) -> Browser:
    """The one tap that submits the request."""
    browser = desk.browser
    await browser.open()
    if not any("code is" in one.text for one in browser.shown):
        await browser.says(tap=browser.tap("|do|send"))
    return browser


async def begins(desk: Desk) -> Browser:
    """The whole conversation."""
    browser = desk.browser
    await browser.open()
    for text in (WORDS, "yes", PROBLEM, "ana@example.org"):
        await browser.says(text)
    return await sends(desk)


async def moves(desk: Desk) -> Browser:
    """Pauses, and goes on in another browser by the secret link."""
    await desk.browser.open()
    await desk.browser.says("pause")
    page = await desk.browser.open()
    link = re.findall(r"/r/[\w-]+", page)[-1]
    other = Browser("elsewhere", desk.browser.ledger, desk.server.address)
    await other.follows(link)
    await other.says(tap=other.tap("|do|send"))
    return other


async def looks(desk: Desk) -> Browser:
    """Comes back to a request that was sent."""
    await desk.browser.open()
    return desk.browser


async def leaves(desk: Desk) -> Browser:
    """Has everything deleted."""
    await desk.browser.open()
    await desk.browser.erases()
    return desk.browser


SENDING = ("document", "start", "expire", "truncate", "accept", "turn", "send", "index", "indexed")

INDEXING = ("turn", "index", "rebuild", "move")
"""Where a kill could leave the index behind the database: there the next process looks into it."""

DAYS: dict[Day, tuple[str, ...]] = {
    begins: ("migrate.before", "migrate.after"),
    sends: tuple(f"{kind}.{moment}" for kind in SENDING for moment in ("before", "after")),
    looks: ("rebuild.before", "rebuild.after"),
    moves: ("move.before", "move.after"),
    leaves: ("turn.after:2", "rewrite.before", "rewrite.after", "truncate.before:2", "truncate.after:2"),
}
"""Which points are met in which day, and the how manieth time, when it is not the first."""


def test_every_point_is_met() -> None:
    """A new point needs a place in a day above, or a reason in `BEYOND`."""
    met = {point.partition(":")[0] for day in DAYS.values() for point in day}
    assert met | BEYOND == points.NAMES
    assert not met & BEYOND


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder killed when the review card was on the screen, with the client's cookie and ledger beside it."""
    place = tmp_path_factory.mktemp("drafted")
    asyncio.run(_draft(place))
    return place


async def _draft(place: Path) -> None:
    server = Server(place / "data")
    server.start()
    browser = Browser("ana", Ledger(place / "ledger"), server.address)
    try:
        await browser.open()
        for text in (WORDS, "yes", PROBLEM, "ana@example.org"):
            await browser.says(text)
        browser.keep(place / "browser")
    finally:
        await browser.close()
        server.close()


@pytest.fixture(scope="module")
def sent(drafted: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same folder after a quiet day on which the request was sent; its index was lost since."""
    place = tmp_path_factory.mktemp("sent")
    screen = asyncio.run(_undisturbed(sends, drafted, place))
    (place / "screen").write_text("\0".join(screen), "utf-8")
    shutil.rmtree(place / "data" / "index")
    return place


@pytest.fixture(scope="module")
def folders(drafted: Path, sent: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Day, Path]:
    """What each day begins with."""
    return dict.fromkeys(DAYS, drafted) | {begins: tmp_path_factory.mktemp("nothing"), looks: sent}


@pytest.fixture(scope="module")
def undisturbed(drafted: Path, sent: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Day, list[str]]:
    """What each day leaves on the screen when nothing is killed."""
    screens = {day: (sent / "screen").read_text("utf-8").split("\0") for day in (begins, sends, looks)}
    return screens | {
        day: asyncio.run(_undisturbed(day, drafted, tmp_path_factory.mktemp("quiet"))) for day in (moves, leaves)
    }


async def _undisturbed(day: Day, begun: Path, place: Path) -> list[str]:
    desk = _desk(begun, place)
    desk.server.start()
    try:
        browser = await day(desk)
        await browser.open()
        await left.settled(desk.server.folder)
        desk.browser.keep(place / "browser")
        return texts(browser)
    finally:
        desk.server.close()


@pytest.fixture(scope="module")
def outcomes(
    request: pytest.FixtureRequest,
    folders: dict[Day, Path],
    undisturbed: dict[Day, list[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[dict[str, Future[None]]]:
    """The chosen tests of this file, under way as many at once as there are processors: starting a server takes one."""
    chosen = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        yield {
            point: pool.submit(
                asyncio.run,
                _day_with_a_kill(day, point, folders[day], undisturbed[day], tmp_path_factory.mktemp("kill")),
            )
            for day, met in DAYS.items()
            for point in met
            if {"day": day, "point": point} in chosen
        }


@pytest.mark.parametrize(("day", "point"), [(day, point) for day, met in DAYS.items() for point in met])
def test_killed_at(day: Day, point: str, outcomes: dict[str, Future[None]]) -> None:
    """The person notices nothing: the same screen as on a quiet day, one request, findable by who sent it."""
    outcomes[point].result()


async def _day_with_a_kill(day: Day, point: str, begun: Path, undisturbed: list[str], place: Path) -> None:
    desk = _desk(begun, place, library="shipped" if point.startswith("document") else "none")
    try:
        browser = await _killed(desk, day(desk), point)
        await browser.open()
        assert texts(browser) == undisturbed
        await _nothing_changes_by_redelivery(browser)
        assert left.in_order(browser)
        requests = (await browser.everything())["requests"]
        await left.settled(desk.server.folder)
        desk.server.kill()
        left.sound(desk.server.folder)
        if day is leaves:
            assert requests == []
            assert not left.holds(desk.server.folder, WORDS)
        else:
            assert len(requests) == 1
            if point.startswith(INDEXING):
                await left.findable(desk.server.folder, requests[0]["code"], PROBLEM)
    finally:
        await desk.browser.close()
        desk.server.close()


async def _killed(desk: Desk, day: Coroutine[Any, Any, Browser], point: str) -> Browser:
    """The day, with the process killed at a point and started again."""
    living = asyncio.create_task(day)
    await asyncio.to_thread(desk.server.start, point)
    dying = asyncio.create_task(asyncio.to_thread(desk.server.ended))
    await asyncio.wait([living, dying], return_when=asyncio.FIRST_COMPLETED)
    if not dying.done():  # The last points come after the person has seen their answer.
        await asyncio.wait([dying], timeout=PATIENCE)
    assert dying.done(), f"{point} was not reached; the process told {desk.server.told[-2000:]}"
    assert await dying == -signal.SIGKILL
    await asyncio.to_thread(desk.server.start)
    return await living


async def _nothing_changes_by_redelivery(browser: Browser) -> None:
    before = texts(browser)
    again = browser.ledger.marked("acknowledged", browser.chat)
    random.Random(len(again)).shuffle(again)
    if not any(one.ours for one in browser.shown):
        return  # After an erasure nothing is known of earlier messages, their numbers included.
    for message in again:
        await browser.send(message)
    await browser.open()
    assert texts(browser) == before


def texts(browser: Browser) -> list[str]:
    """The screen, without what chance decides."""
    told = (re.sub(r"\b[A-Z]{4}-\d{4}\b", "CODE", one.text) for one in browser.shown)
    return [re.sub(r"\d{1,2} \w+ \d{4}, \d\d:\d\d UTC", "TIME", text) for text in told]


def _desk(begun: Path, place: Path, library: str = "none") -> Desk:
    shutil.copytree(begun, place, dirs_exist_ok=True)
    server = Server(place / "data", library=library)
    ledger = Ledger(place / "ledger")
    if (place / "browser").exists():
        return Desk(server, Browser.kept(place / "browser", ledger, server.address))
    return Desk(server, Browser("ana", ledger, server.address))
