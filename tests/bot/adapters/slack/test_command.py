"""`/needs`: whatever is typed behind it, from wherever it is called, begins or goes on with a direct message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.adapters.payload import Malformed
from bot.adapters.slack.happening import Private
from tests.bot.adapters.slack.conftest import Parked
from tests.bot.adapters.slack.payloads import COMMAND, read
from tests.bot.adapters.slack.stage import Stage, standing
from tests.bot.adapters.slack.talker import talking
from tests.bot.adapters.slack.workspace import Workspace


@pytest.fixture(params=["socket", "call"])
async def stage(request: Any, workspace: Workspace, tmp_path: Path) -> AsyncIterator[Stage]:
    async with standing(workspace, tmp_path, socket=request.param == "socket") as stage:
        yield stage


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("", ""),
        ("   ", ""),
        (None, ""),
        ("Lionfish &amp; reefs &lt;in Fiji&gt;", "Lionfish & reefs <in Fiji>"),
        ("ask <@U99|ben> in <#C1|general>", "ask @ben in #general"),
        ("see <https://example.org/a|example.org/a>", "see https://example.org/a"),
        ("x" * 8_000, "x" * 8_000),
        ("\u202eسمك الأسد\0 🐠\nline", "\u202eسمك الأسد 🐠\nline"),
        ("/needs /needs help", "/needs /needs help"),
    ],
    ids=repr,
)
def test_what_is_typed_behind_it_is_heard(typed: str | None, heard: str) -> None:
    """As it was typed: Slack's marks in words; nothing typed begins without words."""
    wish = read({**COMMAND, "text": typed}, "slash_commands")
    assert isinstance(wish, Private)
    assert (wish.text, wish.command) == (heard, True)
    inbound = wish.inbound(wish.text, 1.0)
    assert (inbound.place.chat, inbound.kind) == ("T061EG9R6:U2147483697", "text" if heard else "open")


@pytest.mark.parametrize("field", ["user_id", "team_id", "trigger_id"])
@pytest.mark.parametrize("value", [None, 7, ["U1"]], ids=repr)
def test_without_who_called_it_is_none(field: str, value: object) -> None:
    with pytest.raises(Malformed):
        read({**COMMAND, field: value}, "slash_commands")


async def test_called_twice_is_two_and_told_twice_is_one(stage: Stage) -> None:
    """Each call is a message; Slack's own repetition of one is the same, and the person gets a word each time."""
    assert "direct message" in await stage.alice.commands("Lionfish")
    assert await stage.alice.repeats()
    assert "direct message" in await stage.alice.commands("Lionfish")
    assert await stage.kept(stage.alice) == ["Lionfish", "Lionfish"]


async def test_the_word_in_return_waits_for_nothing_but_the_disk(stage: Stage) -> None:
    """Slack calls nobody back after three seconds: no call of ours to Slack stands in between."""
    assert "direct message" in await stage.alice.commands("Lionfish")
    assert {method for method, _ in stage.workspace.calls} <= {"auth.test", "apps.connections.open"}


async def test_it_goes_on_where_the_direct_message_is(workspace: Workspace, parked: Parked, data_folder: Path) -> None:
    """What was said there before is known, and the answer to the open question may be typed behind the command."""
    async with talking(workspace, parked, data_folder, socket=False) as talker:
        await talker.says("Lionfish eat our reef fish")
        await talker.presses("Yes, keep them")
        await talker.reads()
        await talker.member.commands("In Fiji, two villages")
        await talker.answered()
        assert await talker.reads()
        await talker.member.commands("show me what you have")
        await talker.answered()
        card = await talker.reads()
        assert "Fiji" in card
        assert "Lionfish eat our reef fish" in card
