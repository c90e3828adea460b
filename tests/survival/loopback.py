"""The command `needs` whose Telegram and Slack are servers on loopback: `python -m tests.survival.loopback serve`.

Two things are not as in service: the addresses of the platforms, and the pace, at which a run would consist of waiting
(tests/bot/test_pace.py proves it with a clock).
"""

from __future__ import annotations

import os
from dataclasses import replace

from bot import wiring
from bot.adapters.slack.adapter import SlackAdapter
from bot.adapters.slack.desk import DeskThreads
from bot.adapters.telegram.adapter import TelegramAdapter
from bot.channel import Pace
from bot.cli import main

API = "LOOPBACK_API"
"""Names the address of the platform in the environment."""
REPEATS = "LOOPBACK_REPEATS"
"""Set, it breaks the product: interrupted sends are repeated, as if the platforms showed one message once."""
FAST = Pace(everywhere=10_000.0, place=1_000.0)

if __name__ == "__main__":
    api = os.environ[API]
    telegram, slack = wiring.telegram_settings, wiring.slack_settings
    wiring.telegram_settings = lambda settings: replace(telegram(settings), api=api)
    wiring.slack_settings = lambda settings: replace(slack(settings), api=api)
    blindly = REPEATS in os.environ
    TelegramAdapter.limits = replace(TelegramAdapter.limits, pace=FAST, deduplicates=blindly)
    SlackAdapter.limits = replace(SlackAdapter.limits, pace=FAST, deduplicates=blindly)
    DeskThreads.limits = replace(DeskThreads.limits, pace=FAST)
    main()
