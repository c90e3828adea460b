"""Killed before or after any commit or call on the way of an answer to a platform, message after message."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from storage import points
from tests.survival import folder as left
from tests.survival import fronts
from tests.survival.disturbance import Figures
from tests.survival.fronts import Opened
from tests.survival.ledger import Ledger
from tests.survival.loopback import REPEATS
from tests.survival.server import Server
from tests.survival.writer import Writer

KINDS = ("accept", "turn", "attempt", "send", "sent", "fetch", "read")
"""The way of a message, in order; "send" is the call of the platform. Then what a file needs, which comes late: to be
fetched, and to be read for the needs it states."""
PERHAPS = ("attempt.after", "send.before", "send.after", "sent.before")
"""A death between these two commits leaves one message listed as uncertain; a death anywhere else leaves none."""
ASIDE = ("read.before", "read.after")
"""At these the sentence that something is being read is on its way, and may be listed as well."""
WAY = tuple(f"{kind}.{moment}" for kind in KINDS for moment in ("before", "after"))
TURNS = 24


def test_the_way_is_known() -> None:
    """Every place that is named here is one of the program's."""
    assert set(WAY) <= points.NAMES


BOTH = pytest.mark.parametrize("opened", [fronts.telegram_by_webhook, fronts.slack_by_calls])


@BOTH
async def test_killed_on_the_way(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    """One process after another dies, each at its place; the person finds every answer once, but for what is listed."""
    figures = await _dies(opened, tmp_path, WAY, TURNS)
    assert (figures.lost, figures.duplicated, figures.out_of_order) == ([], [], [])
    assert figures.kills == len(WAY)
    assert len(PERHAPS) <= figures.unresolved <= len(PERHAPS) + len(ASIDE)


@BOTH
async def test_a_product_that_repeats_blindly_is_found(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    """The account above fails for a service that sends again what a dead process had begun to send."""
    figures = await _dies(opened, tmp_path, ("send.after",), 12, **{REPEATS: "1"})
    assert len(figures.duplicated) == 1
    assert figures.unresolved == 0


async def _dies(
    opened: Callable[[str], Opened], place: Path, way: Sequence[str], turns: int, **settings: str
) -> Figures:
    """What comes of a person's so many messages, while processes die at these places, one after the other."""
    server = Server(place / "data", program="tests.survival.loopback")
    figures = Figures()
    async with opened(server.address) as front:
        server.settings = {**front.settings, **settings}
        writer = Writer(0, front, Ledger(place / "ledger"), server.folder)
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(writer.lives(turns))
                for point in way:
                    await asyncio.to_thread(server.start, point)
                    assert await asyncio.to_thread(server.ended) == -signal.SIGKILL, point
                    figures.kills += 1
                await asyncio.to_thread(server.start)
            await left.settled(server.folder)
        finally:
            server.close()
        writer.accounts(figures)
        assert front.refused == []
    left.sound(server.folder, uncertain=True)
    figures.unresolved = left.uncertain(server.folder)
    return figures
