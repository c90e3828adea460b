"""How long a platform that calls us waits for "I have it", while fifty messages a second are answered.

    python -m benchmarks.acknowledgement [--seconds 20]

A real `needs serve`, over HTTP, with the platform's stub (stub.py) taking its answers at no pace. Messages come at
their times whether earlier ones were acknowledged or not, and the wait counts from the time a message was due.
Wanted of Slack: at most 300 ms for 99 of 100.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx

from benchmarks import slack_dispatch, stub, telegram_dispatch
from benchmarks.dispatch import TEXTS
from benchmarks.figures import percentiles, table
from bot.adapters.slack.settings import PATH
from bot.adapters.telegram.settings import TelegramSettings
from tests.survival import loopback
from tests.survival.server import Server

RATE = 50
"""Messages a second."""
CHATS = 200
WARM = 100
"""Messages before those that count."""

Call = Callable[[int, str], tuple[str, Mapping[str, str], bytes]]
"""From chat and text to path, headers and body."""


def telegram(chat: int, text: str) -> tuple[str, Mapping[str, str], bytes]:
    """A call of Telegram's."""
    settings = TelegramSettings(telegram_dispatch.TOKEN)
    headers = {"x-telegram-bot-api-secret-token": settings.proof, "content-type": "application/json"}
    return settings.path, headers, telegram_dispatch.update(chat, text)


def slack(chat: int, text: str) -> tuple[str, Mapping[str, str], bytes]:
    """A call of Slack's."""
    body = slack_dispatch.event(chat, text)
    return PATH, slack_dispatch.signed(body), body


async def waits(address: str, call: Call, seconds: int) -> list[float]:
    """Seconds each message waited to be acknowledged."""
    found: list[float] = []

    async def one(client: httpx.AsyncClient, number: int, due: float) -> None:
        path, headers, body = call(1_000 + number % CHATS, TEXTS[number // CHATS % len(TEXTS)])
        answer = await client.post(path, headers=headers, content=body)
        answer.raise_for_status()
        if number >= WARM:
            found.append(time.perf_counter() - due)

    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=address, timeout=60, limits=limits) as client, asyncio.TaskGroup() as group:
        started = time.perf_counter()
        for number in range(WARM + RATE * seconds):
            due = started + number / RATE
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            group.create_task(one(client, number, due))
    return found


def measure(platform: stub.Answer, call: Call, settings: Mapping[str, str], seconds: int) -> list[float]:
    """The waits of one run on an empty folder."""
    with tempfile.TemporaryDirectory() as folder, stub.served(platform) as api:
        server = Server(Path(folder) / "data", program="tests.survival.loopback")
        if platform is stub.telegram:
            server.settings = {loopback.TELEGRAM: api, "NEEDS_TELEGRAM_WEBHOOK": server.address, **settings}
        else:
            server.settings = {loopback.SLACK: f"{api}/api/", **settings}
        server.start()
        try:
            return asyncio.run(waits(server.address, call, seconds))
        finally:
            server.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--seconds", type=int, default=20)
    seconds = parser.parse_args().seconds
    load = os.getloadavg()[0]
    signing = {"NEEDS_SLACK_BOT_TOKEN": slack_dispatch.TOKEN, "NEEDS_SLACK_SIGNING_SECRET": slack_dispatch.SECRET}
    rows = []
    for name, platform, call, settings in (
        ("Telegram, webhook", stub.telegram, telegram, {"NEEDS_TELEGRAM_TOKEN": telegram_dispatch.TOKEN}),
        ("Slack, signed calls", stub.slack, slack, signing),
    ):
        found = measure(platform, call, settings, seconds)
        spread = percentiles(found)
        figures = (f"{value * 1000:.1f}" for value in (spread.p50, spread.p95, spread.p99, max(found)))
        rows.append((name, f"{len(found):,}", *figures))
    print(f"load at the start {load:.1f}\n")
    print(table((f"acknowledged, {RATE} messages a second", "messages", "p50 ms", "p95 ms", "p99 ms", "most ms"), rows))


if __name__ == "__main__":
    main()
