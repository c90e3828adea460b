"""People in Telegram and Slack, every message delivered twice, a service that is killed: nothing is lost or doubled.

What people see is the record of the platform's own server (tests/bot/adapters/telegram, slack), not the service's.
There an interrupted send is never repeated blindly: whatever answer is missing has to be among the uncertain sends that
the service lists for the desk, and nothing else may be.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.survival import folder as left
from tests.survival import fronts
from tests.survival.disturbance import SEED, Figures, disturb
from tests.survival.fronts import Opened
from tests.survival.ledger import Ledger
from tests.survival.server import Server
from tests.survival.writer import Writer

NIGHTLY = os.environ.get("NEEDS_SOAK") == "nightly"
CHATS = 20 if NIGHTLY else 10
TURNS = 300 if NIGHTLY else 20
"""Messages of each chat."""
KILLS = 100 if NIGHTLY else 10

FRONTS = [fronts.telegram_by_webhook, fronts.telegram_by_polling, fronts.slack_by_calls, fronts.slack_by_socket]


@pytest.mark.soak
@pytest.mark.parametrize("opened", FRONTS)
async def test_soak(opened: Callable[[str], Opened], tmp_path: Path) -> None:
    """Everything acknowledged was taken once, in order, and answered once or listed as perhaps answered."""
    server = Server(tmp_path / "data", program="tests.survival.loopback")
    ledger = Ledger(tmp_path / "ledger")
    figures = Figures()
    moments = random.Random(SEED).sample(range(CHATS * 2, 2 * CHATS * TURNS - CHATS * 5), KILLS)
    async with opened(server.address) as front:
        server.settings = front.settings
        await asyncio.to_thread(server.start)
        writers = [Writer(number, front, ledger, server.folder) for number in range(CHATS)]
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(disturb(server, ledger, figures, sorted(moments)))
                for writer in writers:
                    group.create_task(writer.lives(TURNS))
            await left.settled(server.folder)
        finally:
            server.close()
        for writer in writers:
            writer.accounts(figures)
        assert front.refused == []
    left.sound(server.folder, uncertain=True)
    figures.turns = sum(count for count, _ in left.turns(server.folder))
    figures.deliveries = len(ledger.tries("sending"))
    figures.uncertain = [message.id for message in ledger.tries("unanswered")]
    figures.unresolved = left.uncertain(server.folder)
    print(f"\n{figures}")
    assert (figures.lost, figures.duplicated, figures.out_of_order) == ([], [], [])
    assert figures.kills == KILLS
