"""Socket Mode: acknowledged once it is safe, and nothing lost however connections come and go."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.refusals import Refused
from bot.adapters.slack.socket import LONGEST_PAUSE, _lot
from bot.message import Inbound
from storage.port import StorageUnavailable
from tests.bot.adapters.conformance import until
from tests.bot.adapters.slack.conftest import Drawer, Parked, running, settings
from tests.bot.adapters.slack.member import Envelopes, Member
from tests.bot.adapters.slack.payloads import COMMAND, MESSAGE, event
from tests.bot.adapters.slack.workspace import APP_TOKEN, BOT_TOKEN, Workspace


@dataclass
class Inside:
    """Behind the adapter: what was accepted, and a hand on the door."""

    accepted: list[Inbound] = field(default_factory=list)
    broken: bool = False
    gate: Callable[[Inbound], Awaitable[None]] | None = None

    async def accept(self, inbound: Inbound) -> bool:
        if self.broken:
            raise StorageUnavailable("the disk is full: free some space")
        if self.gate:
            await self.gate(inbound)
        self.accepted.append(inbound)
        return True

    def texts(self) -> list[str]:
        return [inbound.text for inbound in self.accepted]


@dataclass
class Pauses:
    """Time that passes at once."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def inside() -> Inside:
    return Inside()


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
async def member(
    workspace: Workspace, drawer: Drawer, parked: Parked, inside: Inside, pauses: Pauses
) -> AsyncIterator[Member]:
    adapter = SlackAdapter(settings(workspace, socket=True), drawer, parked, pause=pauses)
    async with running(adapter, inside.accept):
        await asyncio.wait_for(workspace.connected.wait(), 5.0)
        yield Member(workspace, Envelopes(workspace), adapter)


async def say(workspace: Workspace, frame: dict[str, Any] | str) -> None:
    """Send something over the newest connection that nobody acknowledges."""
    await workspace.sockets[-1].send_str(frame if isinstance(frame, str) else json.dumps(frame))


async def test_the_acknowledgement_names_its_envelope(member: Member, inside: Inside, workspace: Workspace) -> None:
    answer = await workspace.tell({"envelope_id": "e1", "type": "events_api", "payload": MESSAGE})
    assert answer == {"envelope_id": "e1"}
    assert inside.accepted


async def test_the_command_is_answered_with_its_acknowledgement(member: Member, workspace: Workspace) -> None:
    """What the person reads comes with the acknowledgement, and only they see it."""
    payload = {**COMMAND, "user_id": "U01ALICE"}
    answer = await workspace.tell({"envelope_id": "e1", "type": "slash_commands", "payload": payload})
    assert answer is not None
    assert answer["payload"]["response_type"] == "ephemeral"


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_a_connection_is_replaced_without_a_gap(
    member: Member, inside: Inside, workspace: Workspace, reason: str
) -> None:
    """Slack wants another connection: the next one is open before the old one ends, and both are listened to."""
    old = workspace.sockets[0]
    await say(workspace, {"type": "disconnect", "reason": reason})
    await until(lambda: len(workspace.sockets) == 2)
    assert not old.closed
    assert await member.says("on the new one")
    workspace.sockets.reverse()
    assert workspace.sockets[-1] is old
    assert await member.says("on the old one")
    assert inside.texts() == ["on the new one", "on the old one"]


async def test_what_happens_between_two_connections_is_told_over_the_next_one(
    workspace: Workspace, drawer: Drawer, parked: Parked, inside: Inside
) -> None:
    """Whoever connected may be gone in the same moment; the workspace of our tests waits on, as Slack does."""
    telling = asyncio.create_task(workspace.tell({"envelope_id": "e1", "type": "events_api", "payload": MESSAGE}))
    for _ in range(3):
        await asyncio.sleep(0)
    workspace.connected.set()
    workspace.connected.clear()
    async with running(SlackAdapter(settings(workspace, socket=True), drawer, parked), inside.accept):
        assert await telling == {"envelope_id": "e1"}
    assert len(inside.accepted) == 1


async def test_each_connection_has_an_address_of_its_own(member: Member, workspace: Workspace, inside: Inside) -> None:
    """An address is good for one connection; a broken one gets another, and what was sent meanwhile comes again."""
    for round in range(3):
        await workspace.sockets[-1].close()
        await until(lambda expected=round + 2: workspace.connections == expected)
        assert await member.says(f"round {round}")
    assert [method for method, _ in workspace.calls].count("apps.connections.open") == 4
    assert inside.texts() == ["round 0", "round 1", "round 2"]


async def test_a_connection_cut_in_mid_frame(member: Member, inside: Inside, workspace: Workspace) -> None:
    """Half a frame is no message; the connection is made anew and the message comes whole."""
    transport = workspace.sockets[-1]._req.transport  # type: ignore[union-attr]
    transport.write(b'\x81\x7e\x10\x00{"type": "events_api", "enve')
    transport.abort()
    await until(lambda: workspace.connections == 2)
    assert await member.says("whole")
    assert inside.texts() == ["whole"]


async def test_what_was_not_acknowledged_comes_again(member: Member, inside: Inside, workspace: Workspace) -> None:
    """The connection ends while a message is being saved: it is saved, and its redelivery has the same ids."""
    held = asyncio.Event()

    async def hold(_: Inbound) -> None:
        await held.wait()

    inside.gate = hold
    envelope = {"envelope_id": "e1", "type": "events_api", "payload": MESSAGE}
    telling = asyncio.create_task(workspace.tell(envelope, 0.5))
    await until(lambda: bool(workspace.acknowledged))
    await asyncio.sleep(0)
    await workspace.sockets[-1].close()
    assert await telling is None
    held.set()
    await until(lambda: workspace.connections == 2)
    assert await workspace.tell({**envelope, "retry_attempt": 1}) == {"envelope_id": "e1"}
    assert len({inbound.message_id for inbound in inside.accepted}) == 1


async def test_order_is_the_order_of_envelopes(member: Member, inside: Inside, workspace: Workspace) -> None:
    """Hundreds at once, more than are taken in hand: accepted in the order they came."""
    said = [{**event(text=str(n), ts=f"1.{n:06}"), "event_id": f"E{n}"} for n in range(300)]
    envelopes = [{"envelope_id": f"e{n}", "type": "events_api", "payload": one} for n, one in enumerate(said)]
    assert None not in await asyncio.gather(*(workspace.tell(envelope) for envelope in envelopes))
    assert inside.texts() == [str(n) for n in range(300)]


async def test_duplicates_and_shuffles_are_all_acknowledged(
    member: Member, inside: Inside, workspace: Workspace
) -> None:
    """However often and in whatever order Slack tells, each telling is acknowledged and names the same message."""
    texts = ["b", "a", "b", "c", "a"]
    for n, text in enumerate(texts):
        payload = {**event(text=text, ts=f"1.{ord(text)}"), "event_id": f"E{text}"}
        assert await workspace.tell({"envelope_id": f"e{n}", "type": "events_api", "payload": payload})
    assert len({(i.delivery_id, i.message_id) for i in inside.accepted}) == 3


@pytest.mark.parametrize(
    "frame",
    ["", "no JSON", "[]", '{"type": 7}', '{"type": "events_api"}', '{"type": "events_api", "envelope_id": "e"}',
     '{"type": "of_next_year"}', "[" * 60_000],
    ids=range(8),
)  # fmt: skip
async def test_frames_of_no_kind_are_passed_over(
    member: Member, inside: Inside, workspace: Workspace, frame: str
) -> None:
    """The connection lives on, and the next message is taken."""
    await say(workspace, frame)
    assert await member.says("after")
    assert inside.texts() == ["after"]


async def test_any_number_of_broken_envelopes_takes_no_room(
    member: Member, inside: Inside, workspace: Workspace
) -> None:
    """Each is passed over, and none keeps a place that those which can be read need."""
    for number in range(150):
        await say(workspace, json.dumps({"type": "events_api", "envelope_id": f"e{number}", "payload": None}))
    assert await member.says("after")
    assert inside.texts() == ["after"]


@pytest.mark.parametrize("spoiled", [{"event": None}, {"event_id": None}, {"team_id": "../x"}], ids=str)
async def test_what_cannot_be_read_is_parked_and_acknowledged(
    member: Member, workspace: Workspace, parked: Parked, inside: Inside, spoiled: dict[str, Any]
) -> None:
    """Sent again it would be no better: it is kept for those who run the service."""
    envelope = {"envelope_id": "e1", "type": "events_api", "payload": {**MESSAGE, **spoiled}}
    assert await workspace.tell(envelope) == {"envelope_id": "e1"}
    assert [json.loads(kept) for kept, _ in parked.kept] == [envelope]
    assert inside.accepted == []


async def test_a_frame_past_a_megabyte_ends_the_connection_only(
    member: Member, inside: Inside, workspace: Workspace
) -> None:
    await say(workspace, json.dumps({"type": "x" * (1 << 20)}))
    await until(lambda: workspace.connections == 2)
    assert await member.says("after")


async def test_socket_mode_switched_off_is_said(member: Member, workspace: Workspace, pauses: Pauses) -> None:
    """An administrator switched it off: the log says what to do, and we ask again after a pause, not in a circle."""
    with capture_logs() as events:
        await say(workspace, {"type": "disconnect", "reason": "link_disabled"})
        await until(lambda: len(workspace.sockets) == 2)
    assert any(event["event"] == "slack_socket_mode_off" and "Socket Mode" in event["what_to_do"] for event in events)
    assert len(pauses.taken) == 1


@pytest.mark.parametrize(
    ("tokens", "named"), [({APP_TOKEN}, "NEEDS_SLACK_BOT_TOKEN"), ({BOT_TOKEN}, "NEEDS_SLACK_APP_TOKEN")]
)
async def test_a_wrong_token_ends_the_start_with_what_to_do(
    workspace: Workspace, drawer: Drawer, parked: Parked, inside: Inside, tokens: set[str], named: str
) -> None:
    """Never a silent bot: the message names the setting, and quotes no token."""
    workspace.tokens = tokens
    adapter = SlackAdapter(settings(workspace, socket=True), drawer, parked)
    with pytest.raises(Refused, match=named) as refused:
        await asyncio.wait_for(adapter.run(inside.accept), 5.0)
    assert "xo" not in str(refused.value)
    assert "xapp" not in str(refused.value)


async def test_a_token_taken_away_later_is_said_and_tried_again(
    member: Member, workspace: Workspace, pauses: Pauses
) -> None:
    """Revoked while we run: the log says so at each try, and a token that is good again is taken up by itself."""
    workspace.tokens = set()
    with capture_logs() as events:
        await workspace.sockets[-1].close()
        await until(lambda: len(pauses.taken) >= 3)
    workspace.tokens = {BOT_TOKEN, APP_TOKEN}
    await asyncio.wait_for(workspace.connected.wait(), 5.0)
    assert any(event["event"] == "slack_refused_us" and event["log_level"] == "error" for event in events)


async def test_slack_away_at_the_start_is_waited_for(
    workspace: Workspace, drawer: Drawer, parked: Parked, inside: Inside, pauses: Pauses
) -> None:
    """No network, then errors, then Slack: the bot comes up by itself."""
    workspace.faults["auth.test"] = [lambda _: web.Response(status=502)] * 3
    workspace.faults["apps.connections.open"] = [lambda _: web.Response(status=503)] * 2
    adapter = SlackAdapter(settings(workspace, socket=True), drawer, parked, pause=pauses)
    async with running(adapter, inside.accept):
        await asyncio.wait_for(workspace.connected.wait(), 5.0)
    assert pauses.taken[:3] == [1.0, 5.0, 30.0]
    assert len(pauses.taken) == 5


async def test_a_missing_scope_is_said_at_the_start(
    workspace: Workspace, drawer: Drawer, parked: Parked, inside: Inside
) -> None:
    workspace.scopes = "chat:write,im:history"
    with capture_logs() as events:
        async with running(SlackAdapter(settings(workspace, socket=True), drawer, parked), inside.accept):
            await asyncio.wait_for(workspace.connected.wait(), 5.0)
    missing = next(event["scopes"] for event in events if event["event"] == "slack_scopes_missing")
    assert "files:read" in missing
    assert "chat:write" not in missing


def test_pauses_grow_and_are_drawn_by_lot() -> None:
    """Up to a limit, so that many services do not come back in the same second."""
    assert all(0.0 <= _lot(failures) <= min(LONGEST_PAUSE, 2.0**failures) for failures in range(1, 40))
    assert len({_lot(20) for _ in range(20)}) > 1


async def test_stopping_leaves_nothing_open(
    workspace: Workspace, drawer: Drawer, parked: Parked, inside: Inside
) -> None:
    """Cancelled while an old connection is being replaced and a message is being saved: all ends."""
    held = asyncio.Event()

    async def hold(_: Inbound) -> None:
        await held.wait()

    inside.gate = hold
    before = asyncio.all_tasks()
    async with running(SlackAdapter(settings(workspace, socket=True), drawer, parked), inside.accept):
        await asyncio.wait_for(workspace.connected.wait(), 5.0)
        await say(workspace, {"type": "events_api", "envelope_id": "e", "payload": MESSAGE})
        await say(workspace, {"type": "disconnect", "reason": "warning"})
        await until(lambda: len(workspace.sockets) == 2)
    assert not [task for task in asyncio.all_tasks() - before if "bot/adapters/slack" in repr(task)]
    await until(lambda: not workspace.sockets)
