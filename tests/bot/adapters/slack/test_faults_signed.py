"""What goes wrong where Slack calls us, and the promise it could break: a table; broken products fail its checks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.adapters.slack import reception, signed
from tests.bot.adapters.slack.member import Requests, written
from tests.bot.adapters.slack.stage import Stage, Table, always_new, check, is_away_for_a_moment, row, standing
from tests.bot.adapters.slack.workspace import TEAM, Workspace

SIGNED: Table = {}


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


@pytest.fixture
async def stage(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr("bot.adapters.hook.PATIENCE", 0.3)
    async with standing(workspace, tmp_path, socket=False) as stage:
        yield stage


@pytest.mark.parametrize("name", SIGNED)
async def test_a_fault_of_signed_calls_breaks_no_promise(stage: Stage, name: str) -> None:
    """The same where Slack calls us."""
    await check(stage, SIGNED[name][1])


BROKEN: list[tuple[str, object, str, object]] = [
    ("retried after a time-out", reception, "happening", always_new),
    ("replayed an hour later", signed, "WINDOW", 1e9),
    ("our clock is wrong", signed, "WINDOW", 1e9),
]
"""By fault, what is broken in the product: the check of that fault must fail then."""


@pytest.mark.parametrize(("name", "where", "what", "by"), BROKEN)
async def test_a_broken_product_is_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, name: str, where: object, what: str, by: object
) -> None:
    """The checks above can fail: each of these changes to the product makes one do so."""
    monkeypatch.setattr(where, what, by)
    with pytest.raises(AssertionError):
        await check(stage, SIGNED[name][1])
