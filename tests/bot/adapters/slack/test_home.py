"""Home: who we are, a way in, and what was sent with its state, from the first look to the last."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.adapters.slack.home import home
from bot.adapters.slack.settings import Sent
from dialogs.words import AVAILABLE, ids, say
from tests.bot.adapters.slack.conftest import Parked
from tests.bot.adapters.slack.day import live_through
from tests.bot.adapters.slack.member import shown
from tests.bot.adapters.slack.rules import refusal
from tests.bot.adapters.slack.talker import Talker, talking
from tests.bot.adapters.slack.workspace import BOB, Workspace

STAGES = sorted(id.removeprefix("stage.") for id in ids("en") if id.startswith("stage."))


async def seen(talker: Talker) -> str:
    """Home as it stands after a look."""
    assert await talker.member.looks()
    await talker.answered()
    return shown(talker.member.workspace.views[talker.member.user])


async def test_from_the_first_look_to_the_last(workspace: Workspace, parked: Parked, data_folder: Path) -> None:
    """Nothing at first and while a draft is open; what was sent with its code and state; nothing once it is erased.

    Nobody sees another's requests.
    """
    async with talking(workspace, parked, data_folder, socket=True) as talker:
        assert "Nothing was sent yet." in await seen(talker)
        await talker.says("Stoats and rats eat the eggs of our seabirds")
        assert "Nothing was sent yet." in await seen(talker)
        await talker.presses("Yes, keep them")
        await talker.member.edits("Stoats eat the eggs of our seabirds")
        await talker.answered()
    async with talking(workspace, parked, data_folder, socket=True) as talker:
        talker.member.user, talker.member.channel = BOB, workspace.direct(BOB)
        await live_through(talker)
        sent = await seen(talker)
        stored = await talker.service.storage.find("slack", f"T01DESK:{BOB}")
        assert stored
        assert f"{stored.request} · waiting for the help desk" in sent
        talker.member.user = "U01ALICE"
        assert "Nothing was sent yet." in await seen(talker)
        talker.member.user = BOB
        await talker.says("delete everything")
        assert stored.request in await seen(talker), "nothing is deleted before the yes"
        await talker.presses("Yes, delete everything")
        after = await seen(talker)
        assert stored.request not in after
        assert "Nothing was sent yet." in after


@pytest.mark.parametrize("language", AVAILABLE)
@pytest.mark.parametrize("stage", STAGES)
def test_each_state_is_said_in_words(stage: str, language: str) -> None:
    """In a view that Slack takes."""
    view = json.loads(json.dumps(home([Sent("KUMA-1", "Seabirds", stage)], language)))
    assert refusal("views.publish", {"user_id": "U1", "view": view}) == ""
    assert f"KUMA-1 · {say(f'stage.{stage}', language)}" in shown(view)
