"""A button of a draft that is gone, tapped in Slack."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogs.state import State, load
from dialogs.words import say
from tests.bot.adapters.slack.conftest import Parked
from tests.bot.adapters.slack.member import shown
from tests.bot.adapters.slack.talker import Talker, labelled, talking
from tests.bot.adapters.slack.workspace import Workspace


async def state(talker: Talker) -> State:
    """Of the one conversation there is."""
    return load((await talker.service.storage.read(1)).state)


@pytest.mark.parametrize("socket", [True, False], ids=["socket", "call"])
async def test_a_button_of_an_erased_draft(workspace: Workspace, parked: Parked, tmp_path: Path, socket: bool) -> None:
    """Its action takes nothing of the draft that came after, though that asks the same; it does not look chosen."""
    async with talking(workspace, parked, tmp_path, socket=socket) as talker:
        await talker.says("hello")
        await talker.says("lionfish eat our reef fish in Belize")
        message, _, part = labelled("No", workspace.messages[talker.member.channel])
        await talker.says("delete everything")
        await talker.says("yes")
        await talker.says("poachers take the eggs of our turtles in Kenya")
        before = await state(talker)
        assert before.asked == "consent"
        await talker.reads()
        assert await talker.member.taps(part["value"])
        await talker.answered()
        assert say("say.old-tap", "en") in await talker.reads()
        after = await state(talker)
        assert (after.answers, after.asked) == (before.answers, "consent")
        old = next(m for m in workspace.messages[talker.member.channel] if m["ts"] == message["ts"])
        assert "✓" not in shown(old)
        await talker.presses("Yes, keep them")
        assert (await state(talker)).asked != "consent"
