"""Files in and out: what people send is kept byte for byte, what they are given is theirs alone."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.adapters.slack.conftest import Parked
from tests.bot.adapters.slack.faults import refuses
from tests.bot.adapters.slack.talker import Talker, talking
from tests.bot.adapters.slack.workspace import GENERAL, Workspace

PDF = b"%PDF-1.7\ncount of nests\n%%EOF"


@pytest.fixture(params=["socket", "call"])
async def talker(request: Any, workspace: Workspace, parked: Parked, data_folder: Path) -> AsyncIterator[Talker]:
    async with talking(workspace, parked, data_folder, socket=request.param == "socket") as talker:
        await talker.says("Stoats eat the eggs of our seabirds")
        await talker.presses("Yes, keep them")
        yield talker


async def kept(talker: Talker) -> dict[str, bytes]:
    """What is on disk of their files, by name."""
    storage = talker.service.storage
    stored = await storage.find("slack", talker.member.place.chat)
    assert stored
    found = {row.name: await storage.file(row.id) for row in await storage.files(stored.conversation)}
    return {name: content for name, content in found.items() if content is not None}


async def test_what_is_sent_is_kept_as_it_is(talker: Talker) -> None:
    """Byte for byte, with its name, and with the words that came along as an answer."""
    await talker.member.uploads("count.pdf", PDF, "application/pdf", "New Zealand")
    await talker.answered()
    assert await kept(talker) == {"count.pdf": PDF}
    assert "count.pdf" in await talker.reads()
    await talker.says("show me what you have")
    assert "New Zealand" in await talker.reads()


async def test_what_slack_does_not_have_any_more_is_said(talker: Talker) -> None:
    """The person took the file back before it was fetched: they are told that it is not there, and go on."""
    talker.member.workspace.faults["files.info"] = [refuses("file_deleted")]
    await talker.uploads("count.pdf", PDF, "application/pdf")
    assert await kept(talker) == {}
    assert "count.pdf" in await talker.reads()


async def test_all_that_is_held_comes_as_a_file(talker: Talker) -> None:
    """Everything they told, in a file that stands in the direct message and nowhere else, and names their own files."""
    await talker.uploads("count.pdf", PDF, "application/pdf")
    await talker.says("send me everything you have about me")
    workspace = talker.member.workspace
    [everything] = [
        json.loads(content)
        for id, content in workspace.contents.items()
        if workspace.files[id]["name"] == "everything.json"
    ]
    told = json.dumps(everything, ensure_ascii=False)
    assert "Stoats eat the eggs of our seabirds" in told
    assert "count.pdf" in told
    assert "everything.json" not in str(workspace.messages.get(GENERAL, []))
