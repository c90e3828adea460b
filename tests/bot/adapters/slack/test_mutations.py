"""Hundreds of harmed frames over the socket: none gets in, none stops us from hearing people."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from typing import Any

import pytest

from bot.adapters.slack import parse
from bot.adapters.slack.adapter import SlackAdapter
from bot.message import Inbound
from tests.bot.adapters.conformance import until
from tests.bot.adapters.slack import mutations
from tests.bot.adapters.slack.conftest import Drawer, Parked, over_socket, settings
from tests.bot.adapters.slack.mutations import Harmed
from tests.bot.adapters.slack.payloads import COMMAND, FILE, MESSAGE, TAP, event
from tests.bot.adapters.slack.workspace import Workspace

MUTATIONS = 600
TOGETHER = 20
"""Frames after which somebody says something, to see that they are heard."""

TOLD: list[tuple[str, dict[str, Any]]] = [
    ("events_api", MESSAGE),
    ("events_api", event(subtype="file_share", files=[FILE])),
    ("interactive", TAP),
    ("slash_commands", COMMAND),
]
"""Each of which gets in as it is."""


async def test_unharmed_frames_get_in(workspace: Workspace, drawer: Drawer, parked: Parked) -> None:
    """What the harm below is done to: nothing else was wrong with it."""
    accepted: list[Inbound] = []

    async def accept(inbound: Inbound) -> bool:
        accepted.append(inbound)
        return True

    async with over_socket(workspace, SlackAdapter(settings(workspace, socket=True), drawer, parked), accept):
        for number, (kind, payload) in enumerate(TOLD):
            assert await workspace.tell({"envelope_id": f"e{number}", "type": kind, "payload": payload})
    assert [inbound.kind for inbound in accepted] == ["text", "text", "tap", "text"]


async def storm(workspace: Workspace, drawer: Drawer, parked: Parked) -> Counter[str]:
    """All of them, with a look at what came of it after every few; how many there were by what was done to them."""
    accepted: list[Inbound] = []
    counts: Counter[str] = Counter()

    async def accept(inbound: Inbound) -> bool:
        accepted.append(inbound)
        return True

    async def at_once(seconds: float) -> None:
        await asyncio.sleep(0)

    adapter = SlackAdapter(settings(workspace, socket=True), drawer, parked, pause=at_once)
    frames = list(mutations.harmed(TOLD, MUTATIONS, random.Random(20261121)))
    async with over_socket(workspace, adapter, accept) as member:
        for few in (frames[start : start + TOGETHER] for start in range(0, len(frames), TOGETHER)):
            for frame in few:
                await sent(workspace, frame)
                counts["breaks" if frame.breaks else "acknowledged" if frame.envelope else "no envelope"] += 1
            whats = [frame.what for frame in few]
            assert await member.says("still here"), whats
            assert [inbound.text for inbound in accepted] == ["still here"], whats
            accepted.clear()
    return counts


async def sent(workspace: Workspace, frame: Harmed) -> None:
    """Over the newest connection; back once it is acknowledged, or another connection took this one's place."""
    connections = workspace.connections
    if frame.envelope:
        answer = workspace.acknowledged[frame.envelope] = asyncio.get_running_loop().create_future()
    socket = workspace.sockets[-1]
    assert socket._writer is not None
    await socket._writer.send_frame(frame.data, frame.kind)
    if frame.envelope:
        async with asyncio.timeout(5.0):
            assert await answer == {"envelope_id": frame.envelope}, frame.what
    elif frame.breaks:
        await until(lambda: workspace.connections > connections and bool(workspace.sockets))


async def test_hundreds_of_harmed_frames(workspace: Workspace, drawer: Drawer, parked: Parked) -> None:
    """None gets in; what can be named is acknowledged, so Slack does not repeat it; people are heard throughout."""
    counts = await storm(workspace, drawer, parked)
    assert counts.total() == MUTATIONS
    assert counts["acknowledged"] > MUTATIONS / 3
    assert counts["breaks"] > MUTATIONS / 20
    assert workspace.connections == counts["breaks"] + 1, "a connection was given up for less"
    assert 0 < len(parked.kept) <= counts["acknowledged"]
    assert [why for _, why in parked.kept if " " not in why] == [], "a fault of ours, by its name, and no sentence"
    assert not [body for body, _ in parked.kept if b"still here" in body]


@pytest.mark.parametrize("name", ["id_of", "time_of"])
async def test_a_product_that_looks_at_less_is_found(
    workspace: Workspace, drawer: Drawer, parked: Parked, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """The storm above can fail: without the look at ids, or at times, something gets in."""
    monkeypatch.setattr(parse, name, lambda object, name="ts": object.text(name, "U1"))
    with pytest.raises(AssertionError):
        await storm(workspace, drawer, parked)
