"""Slack's own types take what we send, and what our workspace tells; NEEDS_SLACK_TYPES says where they lie."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.slack.draw import chosen, draw
from bot.adapters.slack.home import home
from bot.adapters.slack.settings import Sent
from bot.message import Outbound
from tests.bot.adapters.slack.conftest import Parked
from tests.bot.adapters.slack.day import live_through
from tests.bot.adapters.slack.member import Member
from tests.bot.adapters.slack.payloads import COMMAND, FILE, MESSAGE, TAP, event
from tests.bot.adapters.slack.schemas import Schemas
from tests.bot.adapters.slack.talker import Talker, talking
from tests.bot.adapters.slack.test_draw import messages
from tests.bot.adapters.slack.workspace import BOB, GENERAL, Workspace


@pytest.fixture(scope="module")
def schemas() -> Schemas:
    return Schemas(Path(os.environ["NEEDS_SLACK_TYPES"]))


async def look_around(talker: Talker) -> None:
    """What a day in a direct message does not come by."""
    member = talker.member
    await member.looks()
    await talker.answered()
    await member.taps_at_home()
    await talker.answered()
    await member.looks("messages")
    await member.commands("Lionfish eat our reef fish in Fiji")
    await Member(member.workspace, member.way, member.adapter, BOB).commands("Whoever never wrote to us")
    await talker.answered()
    began = await member.mentions(GENERAL, "Lionfish eat our reef fish in Fiji")
    await talker.answered()
    await member.says("Two vilages", thread=began, channel=GENERAL)
    await member.edits("Two villages", channel=GENERAL)
    await talker.answered()
    await member.taps("private", GENERAL)
    await talker.answered()
    await member.adapter.working(member.place, 1.0)
    await talker.says("hello")


async def test_all_that_is_said_both_ways(
    schemas: Schemas, workspace: Workspace, parked: Parked, data_folder: Path
) -> None:
    """A whole day, Home, the command and a thread: every call and every telling is as Slack's types have it."""
    async with talking(workspace, parked, data_folder, socket=True) as talker:
        await live_through(talker)
        await look_around(talker)
    wrong = [(method, fault) for method, said in workspace.calls for fault in schemas.wrong_in_call(method, said)]
    wrong += [(kind, fault) for kind, said in workspace.told for fault in schemas.wrong_in_telling(kind, said)]
    assert wrong == []
    assert len({method for method, _ in workspace.calls}) >= 9
    assert len(workspace.told) >= 25


@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(messages)
def test_whatever_we_draw_is_a_block_of_slacks(schemas: Schemas, message: Outbound) -> None:
    blocks = draw(message, id=7, site="https://desk.example.org", thread=True).blocks
    for block in json.loads(json.dumps((*blocks, *chosen(blocks, "Yes")))):
        assert schemas.wrong_in_block(block) == []


@pytest.mark.parametrize("count", [0, 3])
def test_home_is_a_view_of_slacks(schemas: Schemas, count: int) -> None:
    view = json.loads(json.dumps(home([Sent(f"KUMA-{n}", "Lionfish", "sent") for n in range(count)], "en")))
    assert schemas.wrong_in_call("views.publish", {"user_id": "U1", "view": view}) == []


@pytest.mark.parametrize(
    ("kind", "payload"), [("events_api", MESSAGE), ("interactive", TAP), ("slash_commands", COMMAND)]
)
def test_recorded_payloads_are_slacks(schemas: Schemas, kind: str, payload: dict[str, Any]) -> None:
    assert schemas.wrong_in_telling(kind, payload) == []


TEXT = {"type": "plain_text", "text": "Yes"}
BUTTON = {"type": "button", "action_id": "a", "text": TEXT, "value": "v"}
POST = {"channel": "D1", "text": "x"}


def posted(**block: Any) -> dict[str, Any]:
    return {**POST, "blocks": [block]}


@pytest.mark.parametrize(
    ("method", "arguments"),
    [
        ("chat.postMesage", POST),
        ("chat.postMessage", {"text": "x"}),
        ("chat.postMessage", {**POST, "parse_mode": "HTML"}),
        ("chat.postMessage", {**POST, "unfurl_links": "no"}),
        ("chat.postMessage", posted(type="sektion", text=TEXT)),
        ("chat.postMessage", posted(type="section", text="x")),
        ("chat.postMessage", posted(type="section", text=TEXT, colour="red")),
        ("chat.postMessage", posted(type="header", text={"type": "mrkdwn", "text": "x"})),
        ("chat.postMessage", posted(type="actions", elements=[{**BUTTON, "style": "loud"}])),
        ("chat.postMessage", posted(type="actions", elements=[{"type": "button", "action_id": "a"}])),
        ("chat.postMessage", posted(type="rich_text", elements=[{"type": "text", "text": "x"}])),
        ("chat.update", POST),
        ("views.publish", {"user_id": "U1", "view": {"type": "house", "blocks": []}}),
        ("files.completeUploadExternal", {"files": [{"title": "x"}], "channel_id": "D1"}),
    ],
    ids=range(14),
)  # fmt: skip
def test_a_wrong_call_is_found(schemas: Schemas, method: str, arguments: dict[str, Any]) -> None:
    assert schemas.wrong_in_call(method, arguments)


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {**MESSAGE, "event_time": "now"}),
        ("events_api", {name: value for name, value in MESSAGE.items() if name != "event_id"}),
        ("events_api", event(user=None)),
        ("events_api", event(channel_type="house")),
        ("events_api", event(text=7)),
        ("events_api", event(subtype="file_share", files=[{"id": FILE["id"]}])),
        ("events_api", event(type="message_of_next_year")),
        ("interactive", {**TAP, "actions": [{"type": "button"}]}),
        ("interactive", {**TAP, "trigger_id": None}),
        ("slash_commands", {**COMMAND, "text": None}),
    ],
    ids=range(10),
)
def test_a_wrong_telling_is_found(schemas: Schemas, kind: str, payload: dict[str, Any]) -> None:
    assert schemas.wrong_in_telling(kind, payload)
