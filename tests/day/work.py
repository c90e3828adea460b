"""What an officer does all day, wherever they sit: takes up who waits, reads, answers, closes what is done."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from tests.day.ledger import Ledger, Reply
from tests.day.meetings import Meetings
from tests.day.officers import Line, Officer, View
from tests.day.people import GLANCE, Tempo

READ = 12.0
"""Seconds after which what stands in a thread counts as read, and a little (bot/adapters/slack/desk_door.py)."""
SENTENCES = (
    "Thank you. How many families depend on it?",
    "We can ask the regional centre for somebody who has done this.",
    "Which office of the ministry should be in copy?",
    "Do you have a map or a count from an earlier year?",
)


async def works(officer: Officer, ledger: Ledger, meetings: Meetings, tempo: Tempo) -> None:
    """Until cancelled; comes when a colleague's hand is on the same case on purpose."""
    ready: set[str] = set()
    """Cases whose person said that that was all, while this officer was still answering."""
    while True:
        queue = await officer.queue()
        code = meetings.called(officer.name) or _picked(officer.name, queue, tempo) or _left(queue, ready)
        if not code:
            await asyncio.sleep(GLANCE)
            continue
        before = await officer.looks(code)
        ledger.looked.setdefault(code, time.monotonic())
        await tempo.pause(3, 6)
        ready.discard(code)
        meeting = meetings.at(code, officer.name)
        if not before.open or not (meeting or _wanted(before, ledger) or _over(before, ledger)):
            await asyncio.sleep(GLANCE)  # The queue has not heard of it yet.
        elif meeting is None and _over(before, ledger):
            await _closes(officer, code, ledger)
        else:
            mark = ledger.reply(officer.name, code)
            await officer.writes(_words(mark, tempo))
            came = await meeting.together() if meeting else False
            sent = await _tries(officer, ledger.replies[mark], officer.sends)
            if meeting and came:
                meeting.sent[officer.name] = sent
            if not sent:
                await _is_told(officer, ledger.replies[mark], ledger, tempo)
            if _over(await officer.sees(), ledger):
                ready.add(code)
        await tempo.pause(0.5, 1.5)


async def _closes(officer: Officer, code: str, ledger: Ledger) -> None:
    mark = ledger.reply(officer.name, code, closing=True)
    if not await _tries(officer, ledger.replies[mark], lambda: officer.closes(f"Closed, all the best. {mark}")):
        ledger.told[officer.name] = ledger.told.get(officer.name, 0) + 1


async def _tries(officer: Officer, reply: Reply, send: Callable[[], Awaitable[bool]]) -> bool:
    """Whether it was sent; what the officer had before them is noted."""
    reply.seen, sending = frozenset((await officer.sees()).marks), time.monotonic()
    sent = await send()
    reply.sent = sending if sent else 0.0
    return sent


async def _is_told(officer: Officer, reply: Reply, ledger: Ledger, tempo: Tempo) -> None:
    """Leave it to the colleague, or read what they did and say it all the same; whoever has no time leaves it."""
    ledger.told[officer.name] = ledger.told.get(officer.name, 0) + 1
    if tempo.again and tempo.chance.random() < 0.5:
        await tempo.pause(2, 4)
        if officer.place == "Slack":  # Their message stays in the thread; they write another.
            await asyncio.sleep(READ)
            mark = ledger.reply(officer.name, reply.code)
            reply = ledger.replies[mark]
            await officer.writes(_words(mark, tempo))
        if await _tries(officer, reply, officer.sends):
            return
    await officer.leaves()


def _words(mark: str, tempo: Tempo) -> str:
    return f"{tempo.chance.choice(SENTENCES)} {mark}"


def _picked(name: str, queue: Sequence[Line], tempo: Tempo) -> str:
    """One's own first, then of the first few that nobody has; "" for none. What a colleague has is theirs."""
    waiting = [line for line in queue if line.waits]
    mine = [line.code for line in waiting if line.assignee == name]
    nobodys = [line.code for line in waiting if line.assignee == "nobody"]
    return mine[0] if mine else tempo.chance.choice(nobodys[:3]) if nobodys else ""


def _left(queue: Sequence[Line], ready: set[str]) -> str:
    """One that is still to be closed, though nobody waits in it any more; "" for none."""
    return next((line.code for line in queue if line.code in ready), "")


def _wanted(now: View, ledger: Ledger) -> bool:
    """Whether the person spoke last, or was never answered."""
    return not now.marks or now.marks[-1] in ledger.words


def _over(now: View, ledger: Ledger) -> bool:
    """Whether the person has said that nothing more is wanted."""
    return any(ledger.words[mark].last for mark in now.marks if mark in ledger.words)
