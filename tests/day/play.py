"""A day at the desk: people arrive over three channels while officers work, all at once, on the program as served."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.bot.console.conftest import Browser as Forms
from tests.day.ledger import Figures, Ledger, account, marks, warned
from tests.day.meetings import Meetings
from tests.day.officers import InSlack, Officer, lines, view
from tests.day.people import GLANCE, Person, Tempo
from tests.day.stage import Stage, stage
from tests.day.stories import Story
from tests.day.work import works
from tests.survival import folder as left

SETTLED = 30.0
"""Seconds in which the last posts have to arrive in their threads."""


@dataclass(frozen=True, slots=True)
class Plan:
    stories: Sequence[Story]
    tempo: Tempo
    officers: Sequence[str] = ("Ben", "Cleo")
    """At the console, beside Ana in Slack."""
    chromium: bool = True
    phones: int = 0
    """How many of those on the web have a real phone."""
    window: float = 0.0
    """Seconds in which all arrive."""
    paced: bool = True
    """Whether messages leave at the pace of service."""
    every: int = 4
    """At every so many cases two officers meet on purpose."""
    patience: float = 900.0
    """Seconds after which it is over whatever is missing."""


@dataclass(slots=True)
class Day:
    """What was played, and what came of it."""

    ledger: Ledger
    officers: Sequence[Officer]
    meetings: Meetings
    people: Sequence[Person]
    threads: Callable[[], Mapping[str, Sequence[str]]]
    """What stands in the desk's channel."""
    figures: Figures = field(default_factory=Figures)
    owners: dict[str, int] = field(default_factory=dict)
    """Whose case each code is."""
    refused: Sequence[Any] = ()
    """What the program did that a platform does not take."""
    faults: Sequence[str] = ()
    """What the browsers complained of."""
    seconds: float = 0.0
    posts: Sequence[int] = ()
    """How many lines each post in a thread has."""


async def play(folder: Path, plan: Plan) -> Day:
    """Play it, and compare."""
    ledger = Ledger()
    async with stage(folder, paced=plan.paced, chromium=plan.chromium) as held:
        await held.signs_in({"Ana": "officer", "Dora": "reader", **dict.fromkeys(plan.officers, "officer")})
        ana = held.ana(ledger)
        officers = [ana, *[await held.officer(name) for name in plan.officers]]
        phones = [place for place, story in enumerate(plan.stories) if story.channel == "web"][: plan.phones]
        people = [
            Person(n, story, await held.screen(n, story.channel, real=n in phones), ledger, plan.tempo)
            for n, story in enumerate(plan.stories)
        ]
        meetings = Meetings(plan.every, [one.name for one in officers], plan.tempo.chance)
        day, began = Day(ledger, officers, meetings, people, ana.threads), time.monotonic()
        await _passes(day, plan)
        day.seconds = time.monotonic() - began
        await _compared(day, held, ana)
    return day


async def _passes(day: Day, plan: Plan) -> None:
    """Until everybody's case is closed, or the patience is at its end; what failed in between is raised."""

    async def comes(person: Person) -> None:
        await asyncio.sleep(plan.tempo.chance.uniform(0, plan.window))
        await person.lives()

    async def watches() -> None:
        while True:
            for found in day.threads().values():
                day.ledger.stands(found)
            await asyncio.sleep(GLANCE)

    watching = asyncio.create_task(watches())
    working = [asyncio.create_task(works(one, day.ledger, day.meetings, plan.tempo)) for one in day.officers]
    coming = asyncio.gather(*(comes(person) for person in day.people))
    try:
        await asyncio.wait({coming, *working}, timeout=plan.patience, return_when=asyncio.FIRST_COMPLETED)
        for task in (coming, *working):
            if task.done():
                task.result()
    finally:
        for task in (coming, watching, *working):
            task.cancel()
        await asyncio.gather(coming, watching, *working, return_exceptions=True)


async def _compared(day: Day, held: Stage, ana: InSlack) -> None:
    """What was said with what stands everywhere once nothing is on its way any more."""
    with contextlib.suppress(TimeoutError):  # What did not settle is told by the account.
        await left.said(held.server.folder)
    dora = await held.forms("Dora")
    cases = {code: view((await dora.get(f"/case/{code}")).text).marks for code in await _codes(dora)}
    texts = {one.number: await one.screen.anew() for one in day.people}
    screens = {number: marks(read) for number, read in texts.items()}
    told = {mark for read in texts.values() for mark in warned(read)}
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(SETTLED):
            while account(day.ledger, screens, cases, ana.threads(), told)[0].lost:  # noqa: ASYNC110 - as GLANCE says
                await asyncio.sleep(GLANCE)
    day.figures, day.owners = account(day.ledger, screens, cases, ana.threads(), told)
    day.refused, day.faults, day.posts = held.refused, held.faults, ana.posts()


async def _codes(reader: Forms) -> list[str]:
    """Of every case there is."""
    found: list[str] = []
    for shown in ("open", "closed"):
        number = 1
        while more := lines((await reader.get(f"/queue?view={shown}&page={number}")).text):
            found += [line.code for line in more]
            number += 1
    return found
