"""What goes wrong over the socket, and the promise it could break: a table; broken products fail its checks."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from bot.adapters.slack import calls, reception, socket
from tests.bot.adapters.conformance import until
from tests.bot.adapters.slack.faults import half, refuses, resets, says
from tests.bot.adapters.slack.stage import Stage, Table, always_new, check, is_away_for_a_moment, row, standing
from tests.bot.adapters.slack.workspace import ALICE, APP_TOKEN, BOT_TOKEN, Workspace

SOCKET: Table = {}


@row(SOCKET, "cut in mid-frame", "nothing lost")
async def cut_in_mid_frame(stage: Stage) -> None:
    transport = stage.frames._req.transport  # type: ignore[union-attr]
    transport.write(b'\x81\x7e\x10\x00{"type": "events_api", "enve')
    transport.abort()
    await until(lambda: stage.workspace.connections == 2)
    assert await stage.alice.says("whole")
    assert await stage.kept(stage.alice) == ["whole"]


@row(SOCKET, "closed before it was saved", "nothing lost")
async def closed_before_it_was_saved(stage: Stage) -> None:
    stage.held.clear()
    telling = asyncio.create_task(stage.workspace.tell(stage.envelope(stage.event("x")), 0.5))
    await until(lambda: bool(stage.workspace.acknowledged))
    assert await telling is None, "acknowledged, and not saved"
    await stage.frames.close()
    stage.held.set()
    await until(lambda: stage.workspace.connections == 2)
    assert await stage.workspace.tell(stage.envelope(stage.event("x"), retry_attempt=1))
    assert await stage.kept(stage.alice) == ["x"]


@row(SOCKET, "closed before we could acknowledge", "nothing twice")
async def closed_before_we_could_acknowledge(stage: Stage) -> None:
    await stage.frames.send_str(json.dumps(stage.envelope(stage.event("x"))))
    await stage.frames.close()
    await until(lambda: stage.workspace.connections == 2)
    assert await stage.workspace.tell(stage.envelope(stage.event("x"), retry_attempt=1))
    assert await stage.kept(stage.alice) == ["x"]


async def replaced(stage: Stage, reason: str) -> None:
    old = stage.frames
    await old.send_json({"type": "disconnect", "reason": reason})
    await until(lambda: stage.workspace.connections == 2)
    assert stage.workspace.sockets[0] is old
    assert not old.closed, "nobody listened for a moment"
    assert await stage.alice.says("on the new one")
    stage.workspace.sockets.reverse()
    assert await stage.alice.says("on the old one")
    assert await stage.kept(stage.alice) == ["on the new one", "on the old one"]


@row(SOCKET, "disconnect: warning", "nothing lost")
async def warned(stage: Stage) -> None:
    await replaced(stage, "warning")


@row(SOCKET, "disconnect: refresh_requested", "nothing lost")
async def refresh_requested(stage: Stage) -> None:
    await replaced(stage, "refresh_requested")


@row(SOCKET, "disconnect: link_disabled", "the operator is told")
async def link_disabled(stage: Stage) -> None:
    await stage.frames.send_json({"type": "disconnect", "reason": "link_disabled"})
    await until(lambda: stage.workspace.connections == 2)
    assert "Socket Mode" in stage.told("slack_socket_mode_off")


@row(SOCKET, "disconnect: too_many_websockets", "nothing lost")
async def too_many(stage: Stage) -> None:
    await stage.frames.send_json({"type": "disconnect", "reason": "too_many_websockets"})
    await until(lambda: stage.workspace.connections == 2)
    assert await stage.alice.says("heard")


@row(SOCKET, "told three times", "nothing twice")
async def told_three_times(stage: Stage) -> None:
    for _ in range(3):
        assert await stage.workspace.tell(stage.envelope(stage.event("x")))
    assert await stage.kept(stage.alice) == ["x"]


@row(SOCKET, "told again as another event", "nothing twice")
async def told_again_as_another_event(stage: Stage) -> None:
    for id in ("Ev1", "Ev2"):
        assert await stage.workspace.tell(stage.envelope(stage.event("x", "1795269900.000007", id)))
    assert await stage.kept(stage.alice) == ["x"]


@row(SOCKET, "told again as another message of that event", "nothing twice")
async def one_event_two_times(stage: Stage) -> None:
    for ts in ("1795269900.000007", "1795269900.000008"):
        assert await stage.workspace.tell(stage.envelope(stage.event("x", ts, "Ev1")))
    assert await stage.kept(stage.alice) == ["x"]


@row(SOCKET, "shuffled and repeated", "nothing twice")
async def shuffled(stage: Stage) -> None:
    chance = random.Random(7)
    said = [stage.event(text) for text in "abcdef"] * 3
    chance.shuffle(said)
    for payload in said:
        assert await stage.workspace.tell(stage.envelope(payload))
    assert await stage.kept(stage.alice) == list(dict.fromkeys(payload["event"]["text"] for payload in said))


@row(SOCKET, "hundreds at once", "order")
async def hundreds_at_once(stage: Stage) -> None:
    said = [f"{n:03}" for n in range(200)]
    told = [stage.envelope(stage.event(text, f"1795269900.{text}")) for text in said]
    assert None not in await asyncio.gather(*(stage.workspace.tell(envelope) for envelope in told))
    assert await stage.kept(stage.alice) == said


@row(SOCKET, "one person's message hangs", "others not delayed")
async def one_hangs(stage: Stage) -> None:
    stage.held.clear()
    saying = asyncio.create_task(stage.alice.says("slow"))
    await until(lambda: bool(stage.gate.asked))
    assert await stage.bob.says("quick"), "delayed by another"
    assert not saying.done()
    stage.held.set()
    assert await saying


@row(SOCKET, "the database is away", "nothing lost")
async def storage_away(stage: Stage) -> None:
    await is_away_for_a_moment(stage)


@row(SOCKET, "a frame cut short", "nothing lost")
async def no_json(stage: Stage) -> None:
    await stage.frames.send_str('{"type": "events_api", "enve')
    assert stage.workspace.connections == 1


@row(SOCKET, "a frame of bytes", "nothing lost")
async def bytes_frame(stage: Stage) -> None:
    await stage.frames.send_bytes(b"\x00\xff")


@row(SOCKET, "a frame of next year's", "nothing lost")
async def unknown_kind(stage: Stage) -> None:
    await stage.frames.send_json({"type": "of_next_year", "envelope_id": "e", "payload": {}})


@row(SOCKET, "a frame past a megabyte", "nothing lost")
async def too_long(stage: Stage) -> None:
    await stage.frames.send_json({"type": "x" * (1 << 20)})
    await until(lambda: stage.workspace.connections == 2)


@row(SOCKET, "an event that cannot be read", "the operator is told")
async def unreadable(stage: Stage) -> None:
    spoiled = stage.envelope({**stage.event("x"), "event": None})
    assert await stage.workspace.tell(spoiled), "Slack would send it for ever"
    assert [json.loads(kept) for kept, _ in stage.parked.kept] == [spoiled]
    assert stage.told("slack_payload_parked")


@row(SOCKET, "no new address for a while", "nothing lost")
async def no_address(stage: Stage) -> None:
    opens = stage.workspace.faults["apps.connections.open"] = [
        says(500), refuses("ratelimited", 429, retry_after="1"), half, resets, says(200, "{"), refuses("fatal_error"),
        lambda _: web.json_response({"ok": True, "url": "ws://127.0.0.1:1/"}),
        lambda _: web.json_response({"ok": True, "url": f"{stage.workspace.address}/socket?ticket=used"}),
    ]  # fmt: skip
    await stage.frames.close()
    await until(lambda: stage.workspace.connections == 2)
    assert opens == []
    assert stage.told("slack_not_reached")


@row(SOCKET, "an address that is none", "nothing lost")
async def strange_address(stage: Stage) -> None:
    stage.workspace.faults["apps.connections.open"] = [
        lambda _: web.json_response({"ok": True}),
        lambda _: web.json_response({"ok": True, "url": "no address"}),
    ]
    await stage.frames.close()
    await until(lambda: stage.workspace.connections == 2)


@row(SOCKET, "the token is revoked while we run", "the operator is told")
async def revoked(stage: Stage) -> None:
    stage.workspace.tokens = set()
    await stage.frames.close()
    await until(lambda: bool(stage.told("slack_refused_us")))
    assert "NEEDS_SLACK_APP_TOKEN" in stage.told("slack_refused_us")
    stage.workspace.tokens = {BOT_TOKEN, APP_TOKEN}
    await until(lambda: stage.workspace.connections == 2)


@row(SOCKET, "Home cannot be drawn", "nothing lost")
async def no_home(stage: Stage) -> None:
    stage.workspace.faults["views.publish"] = [says(500)]
    assert await stage.alice.looks()
    await stage.alice.adapter.settled()
    assert await stage.alice.looks()
    await stage.alice.adapter.settled()
    assert ALICE in stage.workspace.views


@row(SOCKET, "another bot answers us", "nothing twice")
async def a_bot(stage: Stage) -> None:
    payload = stage.event("beep")
    payload["event"]["bot_id"] = "B0OTHER"
    assert await stage.workspace.tell(stage.envelope(payload))
    assert stage.gate.asked == []


@pytest.fixture
async def stage(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(calls, "TOTAL", 1.0)
    async with standing(workspace, tmp_path, socket=True) as stage:
        yield stage


@pytest.mark.parametrize("name", SOCKET)
async def test_a_fault_over_the_socket_breaks_no_promise(stage: Stage, name: str) -> None:
    """Nothing lost, nothing twice, in order; others are not delayed; who runs the service is told."""
    await check(stage, SOCKET[name][1])


async def too_early(self: Any, id: str, call: Any, raw: bytes) -> None:
    """Acknowledges, then saves."""
    await self._connection.send_str(json.dumps({"envelope_id": id}))
    with contextlib.suppress(Exception):
        await self._take(call, raw)


async def one_by_one(self: Any, frame: Any, text: str) -> None:
    """Reads nothing while something is being saved."""
    call = socket.Call(frame.text("type"), frame.within("payload"))
    await self._handled(frame.text("envelope_id"), call, text.encode())


def closes_first(self: Any, reason: str) -> None:
    """Has no connection while the old one is being replaced."""
    self._tasks.add(asyncio.create_task(self._connection.close()))
    self.leaving.set()


BROKEN: list[tuple[str, object, str, object]] = [
    ("closed before it was saved", socket._Session, "_handled", too_early),
    ("the database is away", socket._Session, "_handled", too_early),
    ("one person's message hangs", socket._Session, "_envelope", one_by_one),
    ("disconnect: warning", socket._Session, "_leave", closes_first),
    ("told three times", reception, "happening", always_new),
    ("shuffled and repeated", reception, "happening", always_new),
]
"""By fault, what is broken in the product: the check of that fault must fail then."""


@pytest.mark.parametrize(("name", "where", "what", "by"), BROKEN)
async def test_a_broken_product_is_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str, where: object, what: str, by: object
) -> None:
    """The checks above can fail: each of these changes to the product makes one do so."""
    monkeypatch.setattr(where, what, by)
    with pytest.raises(AssertionError):
        await check(stage, SOCKET[name][1])
