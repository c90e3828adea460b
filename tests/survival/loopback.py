"""The command `needs` whose Telegram and Slack are servers on loopback: `python -m tests.survival.loopback serve`.

Two things are not as in service: the addresses of the platforms, and the pace, at which a run would consist of waiting
(tests/bot/test_pace.py proves it with a clock) unless it is asked for.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path

from bot import wiring
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.desk import DeskThreads
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.channel import Pace
from bot.cli import main

TELEGRAM, SLACK = "LOOPBACK_TELEGRAM", "LOOPBACK_SLACK"
"""Name the addresses of the platforms in the environment."""
PACED = "LOOPBACK_PACED"
"""Set, messages leave at the pace of service."""
REPEATS = "LOOPBACK_REPEATS"
"""Set, it breaks the product: interrupted sends are repeated, as if the platforms showed one message once."""
HOLD = "LOOPBACK_HOLD"
"""Names a file: as long as it exists, no file of a person's is fetched, and its turn takes that long."""
FAST = Pace(everywhere=10_000.0, place=1_000.0)


def held(fetch: Callable[..., Awaitable[bytes]]) -> Callable[..., Awaitable[bytes]]:
    async def waits(*asked: object) -> bytes:
        while Path(os.environ.get(HOLD, "/nowhere")).exists():  # noqa: ASYNC110, ASYNC240 - a test's file
            await asyncio.sleep(0.05)
        return await fetch(*asked)

    return waits


if __name__ == "__main__":
    telegram, slack = wiring.telegram_settings, wiring.slack_settings
    wiring.telegram_settings = lambda settings: replace(telegram(settings), api=os.environ[TELEGRAM])
    wiring.slack_settings = lambda settings: replace(slack(settings), api=os.environ[SLACK])
    blindly = REPEATS in os.environ
    for channel in (TelegramAdapter, SlackAdapter, DeskThreads):
        pace = channel.limits.pace if PACED in os.environ else FAST
        channel.limits = replace(channel.limits, pace=pace)
    for people in (TelegramAdapter, SlackAdapter):
        people.fetch = held(people.fetch)  # type: ignore[method-assign, assignment]
        people.limits = replace(people.limits, deduplicates=blindly)
    main()
