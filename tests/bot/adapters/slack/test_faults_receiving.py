"""What goes wrong while we receive, and the promise it could break: a table, and a check that broken products fail."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.adapters.slack import calls, reception, signed, socket
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.happening import Said
from bot.adapters.slack.parse import happening
from bot.channel import NotConnected, Undeliverable
from bot.message import Attachment, Inbound
from storage import open_storage
from tests.bot.adapters.conformance import Gate, transcript, until
from tests.bot.adapters.slack.conftest import Drawer, Parked, by_call, over_socket, settings
from tests.bot.adapters.slack.faults import Answer, half, hangs, refuses, resets, says
from tests.bot.adapters.slack.member import Member, Requests, written
from tests.bot.adapters.slack.workspace import ALICE, APP_TOKEN, BOB, BOT_TOKEN, TEAM, Workspace

Promise = Literal["nothing lost", "nothing twice", "order", "others not delayed", "the operator is told"]


@dataclass
class Stage:
    """Two people in front of the adapter, the real inbox behind it."""

    workspace: Workspace
    gate: Gate
    alice: Member
    bob: Member
    parked: Parked
    held: asyncio.Event
    """Set: nobody is held up. Else Alice's messages are, on their way into the database."""
    events: list[Any] = field(default_factory=list)
    """What was logged."""
    _ids: itertools.count[int] = field(default_factory=itertools.count)

    @property
    def frames(self) -> web.WebSocketResponse:
        """The newest connection, from Slack's end."""
        return self.workspace.sockets[-1]

    def event(self, text: str, ts: str = "", id: str = "") -> dict[str, Any]:
        """What Slack tells of one message of Alice's; the same text has the same ids unless they are given."""
        ts = ts or f"1795269900.{sum(text.encode()):06}"
        message = {"type": "message", "channel_type": "im", "channel": self.alice.channel, "user": ALICE}
        told = {"type": "event_callback", "team_id": TEAM, "event_id": id or f"Ev{text}"}
        return {**told, "event": {**message, "text": text, "ts": ts, "event_ts": ts}}

    def envelope(self, payload: dict[str, Any], **more: Any) -> dict[str, Any]:
        return {"envelope_id": f"e{next(self._ids)}", "type": "events_api", "payload": payload, **more}

    async def kept(self, who: Member) -> list[str]:
        """What is on disk of somebody's words, in order."""
        return [row.text for row in await transcript(self.gate.storage, who) if row.kind == "text"]

    def told(self, event: str) -> str:
        """What the log tells those who run the service to do."""
        return next((str(e.get("what_to_do", "said")) for e in self.events if e["event"] == event), "")


Meets = Callable[[Stage], Awaitable[None]]
SOCKET: dict[str, tuple[Promise, Meets]] = {}
SIGNED: dict[str, tuple[Promise, Meets]] = {}


def row(table: dict[str, tuple[Promise, Meets]], name: str, risk: Promise) -> Callable[[Meets], Meets]:
    """One fault and the promise it could break; the function makes it happen, and holds the product to the promise."""

    def added(meets: Meets) -> Meets:
        table[name] = (risk, meets)
        return meets

    return added


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


@row(SOCKET, "no direct message can be opened", "others not delayed")
async def not_opened(stage: Stage) -> None:
    stage.workspace.faults["conversations.open"] = [hangs, says(500), refuses("user_disabled")]
    asking = asyncio.create_task(stage.alice.commands("Lionfish"))
    assert await stage.bob.says("quick")
    assert not asking.done()
    for _ in range(2):
        assert "direct message" in await asking, "somebody waits for a word"
        asking = asyncio.create_task(stage.alice.commands("Lionfish"))
    assert "direct message" in await asking
    assert stage.told("slack_direct_not_opened")


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


async def is_away_for_a_moment(stage: Stage) -> None:
    stage.gate.broken = True
    assert not await stage.alice.says("x"), "acknowledged, and not saved"
    assert "not saved" in await stage.alice.sees()
    assert stage.told("storage_unavailable")
    stage.gate.broken = False
    assert await stage.alice.repeats()
    assert await stage.kept(stage.alice) == ["x"]


@row(SIGNED, "the database is away", "nothing lost")
async def storage_away_signed(stage: Stage) -> None:
    await is_away_for_a_moment(stage)


@row(SIGNED, "retried after a time-out", "nothing twice")
async def retried(stage: Stage) -> None:
    assert await stage.alice.says("x")
    assert await stage.alice.repeats()
    assert await stage.kept(stage.alice) == ["x"]


async def later(stage: Stage, seconds: float) -> httpx.Response:
    """A call of Slack's as it comes so much later."""
    assert isinstance(stage.alice.way, Requests)
    body, media_type = written("events_api", stage.event("x"))
    return await stage.alice.way.post(body, {"content-type": media_type}, stage.alice.adapter._clock() - seconds)


@row(SIGNED, "replayed at once", "nothing twice")
async def replayed_at_once(stage: Stage) -> None:
    assert [(await later(stage, 60.0)).status_code for _ in range(2)] == [200, 200]
    assert await stage.kept(stage.alice) == ["x"]


@row(SIGNED, "replayed an hour later", "nothing twice")
async def replayed_later(stage: Stage) -> None:
    assert (await later(stage, 3_600.0)).status_code == 401
    assert stage.gate.asked == []


@row(SIGNED, "our clock is wrong", "the operator is told")
async def clock_is_slow(stage: Stage) -> None:
    assert (await later(stage, -600.0)).status_code == 401
    assert "clock" in stage.told("slack_call_out_of_time")


@row(SIGNED, "a body that comes drop by drop", "others not delayed")
async def slow_loris(stage: Stage) -> None:
    assert isinstance(stage.alice.way, Requests)
    client, never = stage.alice.way.client, asyncio.Event()

    async def drops() -> AsyncIterator[bytes]:
        yield b"{"
        await never.wait()

    dripping = asyncio.create_task(client.post("/hooks/slack", content=drops()))
    assert await stage.bob.says("quick")
    assert not dripping.done()
    assert (await dripping).status_code == 408


@row(SIGNED, "half a body", "nothing lost")
async def half_a_body(stage: Stage) -> None:
    assert isinstance(stage.alice.way, Requests)
    body, media_type = written("events_api", stage.event("x"))
    answer = await stage.alice.way.post(body[: len(body) // 2], {"content-type": media_type})
    assert answer.status_code == 400
    assert len(stage.parked.kept) == 1


@row(SIGNED, "Slack drops events of ours", "the operator is told")
async def dropped(stage: Stage) -> None:
    assert isinstance(stage.alice.way, Requests)
    said = {"type": "app_rate_limited", "team_id": TEAM, "minute_rate_limited": 1795269900, "api_app_id": "A1"}
    answer = await stage.alice.way.post(json.dumps(said).encode(), {"content-type": "application/json"})
    assert answer.status_code == 200
    assert stage.told("slack_events_dropped")


async def at_once(seconds: float) -> None:
    """Time that passes at once."""
    await asyncio.sleep(0)


@pytest.fixture
async def stage(
    request: Any, workspace: Workspace, drawer: Drawer, parked: Parked, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Stage]:
    monkeypatch.setattr(calls, "TOTAL", 1.0)
    monkeypatch.setattr("bot.adapters.hook.PATIENCE", 0.3)
    async with contextlib.AsyncExitStack() as stack:
        storage = await open_storage(tmp_path)
        stack.push_async_callback(storage.close)
        gate, held = Gate(storage), asyncio.Event()
        held.set()
        alices = f"{TEAM}:{workspace.direct(ALICE)}"

        async def accept(inbound: Inbound) -> bool:
            if inbound.place.chat == alices and not held.is_set():
                gate.asked.append(inbound)
                await held.wait()
            return await gate.accept(inbound)

        adapter = SlackAdapter(settings(workspace, socket=request.param == "socket"), drawer, parked, pause=at_once)
        events = stack.enter_context(capture_logs())
        way = over_socket if request.param == "socket" else by_call
        alice = await stack.enter_async_context(way(workspace, adapter, accept))
        bob = Member(workspace, alice.way, adapter, BOB)
        yield Stage(workspace, gate, alice, bob, parked, held, events)  # type: ignore[arg-type]


async def check(stage: Stage, meets: Meets) -> None:
    """The fault, then two people who find that nothing is left of it."""
    await meets(stage)
    before = list(stage.gate.texts())
    assert await stage.alice.says("after")
    assert await stage.bob.says("after")
    assert stage.gate.texts() == [*before, "after", "after"]


@pytest.mark.parametrize("stage", ["socket"], indirect=True)
@pytest.mark.parametrize("name", SOCKET)
async def test_a_fault_over_the_socket_breaks_no_promise(stage: Stage, name: str) -> None:
    """Nothing lost, nothing twice, in order; others are not delayed; who runs the service is told."""
    await check(stage, SOCKET[name][1])


@pytest.mark.parametrize("stage", ["call"], indirect=True)
@pytest.mark.parametrize("name", SIGNED)
async def test_a_fault_of_signed_calls_breaks_no_promise(stage: Stage, name: str) -> None:
    """The same where Slack calls us."""
    await check(stage, SIGNED[name][1])


@pytest.mark.parametrize("stage", ["call"], indirect=True)
@pytest.mark.parametrize(
    ("method", "shows", "raises"),
    [
        ("files.info", says(500), NotConnected),
        ("files.info", resets, NotConnected),
        ("files.info", hangs, NotConnected),
        ("files.info", refuses("ratelimited", 429, retry_after="3"), NotConnected),
        ("files.info", refuses("invalid_auth"), NotConnected),
        ("files.info", refuses("file_deleted"), Undeliverable),
        ("download", says(500), NotConnected),
        ("download", says(429), NotConnected),
        ("download", half, NotConnected),
        ("download", resets, NotConnected),
        ("download", hangs, NotConnected),
        ("download", says(302, location="https://slack.com/sign-in"), Undeliverable),
        ("download", says(404), Undeliverable),
        ("download", says(200, b"x" * 101), Undeliverable),
    ],
)
async def test_a_file_that_does_not_come(stage: Stage, method: str, shows: Answer, raises: type[Exception]) -> None:
    """Tried again or given up, as it is worth it; what comes the next time is the whole file."""
    assert await stage.alice.uploads("count.pdf", b"%PDF-1.7", "application/pdf")
    [file] = [file for inbound in stage.gate.new for file in inbound.attachments]
    assert isinstance(file, Attachment)
    stage.workspace.faults[method] = [shows] * (2 if shows is resets else 1)  # aiohttp itself asks once more then.
    adapter: SlackAdapter = stage.alice.adapter
    with pytest.raises(raises):
        await adapter.fetch(stage.alice.place, file, 100)
    assert await adapter.fetch(stage.alice.place, file, 100) == b"%PDF-1.7"


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


_numbers = itertools.count()


def always_new(*given: Any) -> Any:
    """Takes each telling for another message."""
    happened, id = happening(*given), str(next(_numbers))
    if not isinstance(happened, Said):
        return happened
    said = happened.inbound
    return Said(Inbound(said.place, id, id, said.text, at=said.at))


BROKEN: list[tuple[str, str, object, str, object]] = [
    ("socket", "closed before it was saved", socket._Session, "_handled", too_early),
    ("socket", "the database is away", socket._Session, "_handled", too_early),
    ("socket", "one person's message hangs", socket._Session, "_envelope", one_by_one),
    ("socket", "disconnect: warning", socket._Session, "_leave", closes_first),
    ("socket", "told three times", reception, "happening", always_new),
    ("socket", "shuffled and repeated", reception, "happening", always_new),
    ("call", "retried after a time-out", reception, "happening", always_new),
    ("call", "replayed an hour later", signed, "WINDOW", 1e9),
    ("call", "our clock is wrong", signed, "WINDOW", 1e9),
]  # fmt: skip
"""The way in, the fault, and what is broken in the product: the check of that fault must fail then."""


@pytest.mark.parametrize(("stage", "name", "where", "what", "by"), BROKEN, indirect=["stage"])
async def test_a_broken_product_is_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str, where: object, what: str, by: object
) -> None:
    """The checks above can fail: each of these changes to the product makes one do so."""
    monkeypatch.setattr(where, what, by)
    with pytest.raises(AssertionError):
        await check(stage, {**SIGNED, **SOCKET}[name][1] if stage.workspace.sockets else SIGNED[name][1])
