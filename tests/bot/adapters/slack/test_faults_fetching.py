"""What goes wrong while we fetch a file that somebody sent."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.adapters.slack import calls
from bot.adapters.slack.adapter import SlackAdapter
from bot.channel import NotConnected, Undeliverable
from bot.message import Attachment
from tests.bot.adapters.slack.faults import Answer, half, hangs, refuses, resets, says
from tests.bot.adapters.slack.stage import Stage, standing
from tests.bot.adapters.slack.workspace import Workspace


@pytest.fixture
async def stage(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stage]:
    monkeypatch.setattr(calls, "TOTAL", 1.0)
    async with standing(workspace, tmp_path, socket=False) as stage:
        yield stage


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
