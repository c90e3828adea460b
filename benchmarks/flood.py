"""How long others wait while one chat floods: a thousand messages of its own, and twenty people who come among them.

    python -m benchmarks.flood

A real `needs serve`, called by Telegram's stub; a wait is from the call that brings a person's first message until the
call that answers it. Beside it the same twenty without the flood. Wanted: at most 1 s longer for 95 of 100.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from pathlib import Path
from urllib.parse import parse_qs

import httpx

from benchmarks import stub, telegram_dispatch
from benchmarks.acknowledgement import telegram
from benchmarks.figures import percentiles, table
from tests.survival import loopback
from tests.survival.server import Server

OTHERS, BURST = 20, 50
"""People who come, and messages of the flood before each of them."""
FLOODS, WARM = 999, 998
"""Chats that flood, and that loads what is loaded once."""
FIRST = "Invasive lionfish eat our reefs in Jamaica and the catches of four villages fall"
PATIENCE = 120.0
"""Seconds until a missing answer is a failure."""


class Screens:
    """When each chat was answered first."""

    def __init__(self) -> None:
        self.answered: dict[str, float] = {}
        self._changed = asyncio.Event()

    def heard(self, method: str, body: bytes) -> None:
        if method == "sendMessage":
            self.answered.setdefault(parse_qs(body.decode())["chat_id"][0], time.perf_counter())
            self._changed.set()

    async def have(self, *chats: int) -> None:
        """Return once all of these were answered."""
        async with asyncio.timeout(PATIENCE):
            while not {str(chat) for chat in chats} <= self.answered.keys():
                self._changed.clear()
                await self._changed.wait()


async def waits(flood: bool) -> list[float]:
    """Seconds each of the others waited for an answer, on an empty folder."""
    screens = Screens()
    with tempfile.TemporaryDirectory() as folder:
        async with stub.listening(stub.telegram, screens.heard) as api:
            server = Server(Path(folder) / "data", program="tests.survival.loopback")
            server.settings = {
                loopback.TELEGRAM: api,
                "NEEDS_TELEGRAM_TOKEN": telegram_dispatch.TOKEN,
                "NEEDS_TELEGRAM_WEBHOOK": server.address,
            }
            await asyncio.to_thread(server.start)
            try:
                return await _written(server.address, screens, flood)
            finally:
                server.close()


async def _written(address: str, screens: Screens, flood: bool) -> list[float]:
    came: dict[int, float] = {}
    async with httpx.AsyncClient(base_url=address, timeout=PATIENCE) as client:

        async def says(chat: int, text: str) -> None:
            path, headers, body = telegram(chat, text)
            (await client.post(path, headers=headers, content=body)).raise_for_status()

        await says(WARM, FIRST)
        await screens.have(WARM)
        others = range(1, OTHERS + 1)
        for chat in others:
            burst = [says(FLOODS, f"flood {chat * BURST + number}") for number in range(BURST)] if flood else []
            await asyncio.gather(*burst)
            came[chat] = time.perf_counter()
            await says(chat, FIRST)
        await screens.have(*others)
    return [screens.answered[str(chat)] - at for chat, at in came.items()]


def main() -> None:
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    load = os.getloadavg()[0]
    rows = []
    for name, flood in (("without the flood", False), ("beside the flood", True)):
        found = asyncio.run(waits(flood))
        spread = percentiles(found)
        rows.append((name, *(f"{value * 1000:.0f}" for value in (spread.p50, spread.p95, max(found)))))
    print(f"load at the start {load:.1f}\n")
    print(table((f"answered, {OTHERS} people", "p50 ms", "p95 ms", "most ms"), rows))


if __name__ == "__main__":
    main()
