"""Killed before or after any commit or call on the way of an answer to a platform, message after message."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from storage import points
from tests.survival import folder as left
from tests.survival import fronts
from tests.survival.disturbance import Figures
from tests.survival.fronts import Opened
from tests.survival.ledger import Ledger
from tests.survival.server import Server
from tests.survival.writer import Writer

KINDS = ("accept", "turn", "attempt", "send", "sent", "fetch")
"""The way of a message, in order; "send" is the call of the platform. Then what a file needs, which comes late."""
PERHAPS = ("attempt.after", "send.before", "send.after", "sent.before")
"""A death between these two commits leaves one message listed as uncertain; a death anywhere else leaves none."""
WAY = tuple(f"{kind}.{moment}" for kind in KINDS for moment in ("before", "after"))
TURNS = 24


def test_the_way_is_known() -> None:
    """Every place that is named here is one of the program's."""
    assert set(WAY) <= points.NAMES


@pytest.mark.parametrize("opened", [fronts.telegram_by_webhook, fronts.slack_by_calls])
async def test_killed_on_the_way(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    """One process after another dies, each at its place; the person finds every answer once, but for what is listed."""
    server = Server(tmp_path / "data", program="tests.survival.loopback")
    figures = Figures()
    async with opened(server.address) as front:
        server.settings = front.settings
        writer = Writer(0, front, Ledger(tmp_path / "ledger"), server.folder)
        try:
            writing = asyncio.create_task(writer.lives(TURNS))
            for point in WAY:
                await asyncio.to_thread(server.start, point)
                assert await asyncio.to_thread(server.ended) == -signal.SIGKILL, point
                figures.kills += 1
            await asyncio.to_thread(server.start)
            await writing
            await left.settled(server.folder)
        finally:
            server.close()
        writer.accounts(figures)
        assert front.refused == []
    left.sound(server.folder, uncertain=True)
    assert (figures.lost, figures.duplicated, figures.out_of_order) == ([], [], [])
    assert figures.kills == len(WAY)
    assert left.uncertain(server.folder) == len(PERHAPS)
