"""Slack's calls to our address: only what Slack signed just now gets in, and nothing at all breaks the door."""

from __future__ import annotations

import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from structlog.testing import capture_logs

from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.settings import PATH
from bot.adapters.slack.signed import LONGEST, WINDOW
from bot.message import Inbound
from storage.port import StorageUnavailable
from tests.bot.adapters.slack.conftest import Drawer, Parked, settings
from tests.bot.adapters.slack.member import Requests, signature, written
from tests.bot.adapters.slack.payloads import COMMAND, MESSAGE, TAP, event
from tests.bot.adapters.slack.workspace import CLOCK, Workspace

JSON = {"content-type": "application/json"}
FORM = {"content-type": "application/x-www-form-urlencoded"}
MUTATIONS = 600


class Door:
    """The adapter's address with a fixed clock, and what came through."""

    def __init__(self, adapter: SlackAdapter, parked: Parked) -> None:
        self.accepted: list[Inbound] = []
        self.broken = False
        self.parked = parked
        self._app = adapter.app(self._accept)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Door]:
        transport = httpx.ASGITransport(self._app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
            self._client = client
            self._way = Requests(client)
            yield self

    async def signed(self, body: bytes, headers: dict[str, str] = JSON, at: float = CLOCK) -> httpx.Response:
        return await self._way.post(body, headers, at)

    async def raw(self, body: bytes, headers: dict[str, str], method: str = "POST") -> httpx.Response:
        return await self._client.request(method, PATH, content=body, headers=headers)

    async def _accept(self, inbound: Inbound) -> bool:
        if self.broken:
            raise StorageUnavailable("the disk is full: free some space")
        self.accepted.append(inbound)
        return True


@pytest.fixture
async def door(workspace: Workspace, drawer: Drawer, parked: Parked) -> AsyncIterator[Door]:
    adapter = SlackAdapter(settings(workspace, socket=False), drawer, parked, clock=lambda: CLOCK)
    async with Door(adapter, parked).open() as door:
        yield door
    await adapter.settled()
    await adapter._calls.close()


def body(payload: dict[str, Any] = MESSAGE) -> bytes:
    return json.dumps(payload).encode()


async def test_what_slack_signed_gets_in(door: Door) -> None:
    """An event, a button and the command, each in its own kind of body."""
    assert (await door.signed(body())).status_code == 200
    tap, media_type = written("interactive", TAP)
    assert (await door.signed(tap, {"content-type": f"{media_type}; charset=utf-8"})).status_code == 200
    assert [inbound.kind for inbound in door.accepted] == ["text", "tap"]


async def test_the_address_proves_itself(door: Door) -> None:
    """Slack's question whether the address is ours is answered, and only when Slack signed it."""
    asked = json.dumps({"type": "url_verification", "challenge": "3eZbrw1aB1", "token": "x"}).encode()
    answer = await door.signed(asked)
    assert (answer.status_code, answer.text) == (200, "3eZbrw1aB1")
    assert (await door.raw(asked, JSON)).status_code == 401


@pytest.mark.parametrize("seconds", [-WINDOW - 1, WINDOW + 1, -86_400, 86_400])
async def test_an_old_or_early_call_is_not_taken(door: Door, seconds: float) -> None:
    """Five minutes either way, by Slack's rule: it may be a recording, or a clock is wrong; the log says so."""
    with capture_logs() as events:
        assert (await door.signed(body(), at=CLOCK + seconds)).status_code == 401
    assert door.accepted == []
    late = next(event for event in events if event["event"] == "slack_call_out_of_time")
    assert (late["seconds"], "clock" in late["what_to_do"]) == (-seconds, True)


@pytest.mark.parametrize("seconds", [-WINDOW + 1, WINDOW - 1])
async def test_clocks_may_differ_a_little(door: Door, seconds: float) -> None:
    assert (await door.signed(body(), at=CLOCK + seconds)).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-slack-request-timestamp": str(int(CLOCK))},
        {"x-slack-request-timestamp": "", "x-slack-signature": "v0="},
        {"x-slack-request-timestamp": "1e9", "x-slack-signature": "v0=00"},
        {"x-slack-request-timestamp": "-1", "x-slack-signature": "v0=00"},
        {"x-slack-request-timestamp": "٣", "x-slack-signature": "v0=00"},
        {"x-slack-request-timestamp": "9" * 400, "x-slack-signature": "v0=00"},
        {**signature(body(), CLOCK), "x-slack-signature": "v1=" + "0" * 64},
        {**signature(body(), CLOCK), "x-slack-signature": signature(body(), CLOCK)["x-slack-signature"].upper()},
        {**signature(body(), CLOCK), "x-slack-signature": "v0=é"},
        signature(body(), CLOCK, secret="another"),
        signature(body() + b" ", CLOCK),
    ],
    ids=range(12),
)  # fmt: skip
async def test_what_slack_did_not_sign_is_refused(door: Door, headers: dict[str, str]) -> None:
    """Without a word of why, and without a look at the body."""
    answer = await door.raw(body(), {name: value.encode() for name, value in {**JSON, **headers}.items()})  # type: ignore[arg-type]
    assert (answer.status_code, answer.content) == (401, b"")
    assert (door.accepted, door.parked.kept) == ([], [])


async def test_only_calls_within_bounds(door: Door) -> None:
    """Other methods and bodies past a megabyte are turned away before anything is read."""
    assert (await door.raw(b"", {}, "GET")).status_code == 405
    assert (await door.signed(b"{" + b" " * LONGEST)).status_code == 413


async def test_slack_may_ask_again(door: Door) -> None:
    """A retry and a replay are acknowledged like the first; the ids are the same, so it is one message."""
    for headers in (JSON, {**JSON, "x-slack-retry-num": "2", "x-slack-retry-reason": "http_timeout"}, JSON):
        assert (await door.signed(body(), headers)).status_code == 200
    assert len({(i.delivery_id, i.message_id) for i in door.accepted}) == 1
    assert len(door.accepted) == 3


async def test_nothing_saved_nothing_acknowledged(door: Door) -> None:
    """503 while the database is away, so that Slack comes again; who typed the command is told at once."""
    door.broken = True
    assert (await door.signed(body())).status_code == 503
    tap, _ = written("interactive", TAP)
    assert (await door.signed(tap, FORM)).status_code == 503
    command = {**COMMAND, "user_id": "U01ALICE"}
    answer = await door.signed(urlencode(command).encode(), FORM)
    assert answer.status_code == 200
    assert "not saved" in answer.json()["text"]
    assert answer.json()["response_type"] == "ephemeral"


@pytest.mark.parametrize(
    ("said", "headers"),
    [
        (b"", JSON),
        (b"\xff\xfe", JSON),
        (b"[]", JSON),
        (b"[" * 50_000, JSON),
        (b'{"type": "event_callback"}', JSON),
        (b'{"type": 7}', JSON),
        (body(event(ts=None)), JSON),
        (body(event(text={})), JSON),
        (b"\xff=1", FORM),
        (b"payload=", FORM),
        (b"payload=%7B", FORM),
        (b"command=", FORM),
        (b"a=1&" * 60, FORM),
        (urlencode({"payload": json.dumps({**TAP, "actions": []})}).encode(), FORM),
        (urlencode({"payload": json.dumps({**TAP, "container": 1})}).encode(), FORM),
    ],
    ids=range(15),
)  # fmt: skip
async def test_what_cannot_be_read_is_kept_aside(door: Door, said: bytes, headers: dict[str, str]) -> None:
    """Signed and unreadable: parked for those who run the service, and Slack is asked not to send it again."""
    answer = await door.signed(said, headers)
    assert answer.status_code == 400
    assert answer.headers["x-slack-no-retry"] == "1"
    assert [kept for kept, _ in door.parked.kept] == [said]
    assert door.accepted == []


async def test_a_fault_of_ours_is_kept_aside(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in reading loses nothing, and Slack need not hear of it."""

    def stumbles(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("bot.adapters.slack.reception.happening", stumbles)
    assert (await door.signed(body())).status_code == 200
    assert door.parked.kept == [(body(), "RecursionError")]


@pytest.mark.parametrize("kind", ["app_rate_limited", "of_next_year"])
async def test_unknown_kinds_are_acknowledged_in_silence(door: Door, kind: str) -> None:
    assert (await door.signed(json.dumps({"type": kind}).encode())).status_code == 200
    assert (await door.signed(urlencode({"ssl_check": "1", "token": "x"}).encode(), FORM)).status_code == 200
    assert (door.accepted, door.parked.kept) == ([], [])


def mutated(draw: random.Random) -> tuple[bytes, dict[str, str], bool]:
    """A request that must not get in: a body spoiled and signed as it is, or a good one with a spoiled signature."""
    kind, payload = draw.choice([("events_api", MESSAGE), ("interactive", TAP), ("slash_commands", COMMAND)])
    good, media_type = written(kind, payload)
    headers = {"content-type": media_type}
    if draw.random() < 0.5:
        return spoiled(draw, good), headers, True
    proof = signature(good, CLOCK)
    name = draw.choice(list(proof))
    place = draw.randrange(len(proof[name]))
    wrong = draw.choice([c for c in "0123456789abcdefxyz =" if c != proof[name][place]])
    proof[name] = draw.choice(["", proof[name][:place], proof[name][:place] + wrong + proof[name][place + 1 :]])
    return good, {**headers, **proof}, False


def spoiled(draw: random.Random, good: bytes) -> bytes:
    """No body of Slack's any more: cut, stuffed, emptied of what it needs, or of other types."""
    cuts: list[Callable[[], bytes]] = [
        lambda: good[: draw.randrange(len(good) // 2)],
        lambda: bytes(draw.randrange(256) for _ in range(draw.randrange(200))),
        lambda: good.replace(b'"', b"'").replace(b"%22", b"%27").replace(b"=", b"\xff"),
        lambda: b"\xff" + good,
        lambda: good.replace(b"_id", draw.choice([b"_ID", b"", b"\xf0"])).replace(b"channel", b"chanel"),
    ]
    return draw.choice(cuts)()


async def test_hundreds_of_mutated_calls(door: Door) -> None:
    """Half of them signed for what they are, half of them signed wrongly: none gets in, none breaks anything."""
    draw = random.Random(20261121)
    counts = {True: 0, False: 0}
    for _ in range(MUTATIONS):
        said, headers, proper = mutated(draw)
        answer = await (door.signed(said, headers) if proper else door.raw(said, headers))
        counts[proper] += 1
        assert answer.status_code < 500, (said, headers)
        assert proper or answer.status_code == 401
    assert door.accepted == []
    assert min(counts.values()) > MUTATIONS * 0.4


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "a\u202egpj.exe", "x" * 255, "\x00\x1b[31m", "", "CON.pdf", "🐠.pdf"]
)
async def test_hostile_file_names_come_as_they_are(door: Door, name: str) -> None:
    """The door neither trusts nor stumbles over a name; what it means is decided where files are kept."""
    file = {"id": "F1", "name": name, "mimetype": "application/pdf", "size": 10, "mode": "hosted"}
    assert (await door.signed(body(event(subtype="file_share", files=[file])))).status_code == 200
    assert door.accepted[0].attachments[0].name == name.replace("\0", "")


async def test_a_flood_from_one_channel(door: Door) -> None:
    """A thousand messages of one person are a thousand acknowledgements, each under its own id."""
    for n in range(1_000):
        assert (await door.signed(body({**event(ts=f"1355517523.{n:06}"), "event_id": f"Ev{n}"}))).status_code == 200
    assert len({i.message_id for i in door.accepted}) == 1_000
