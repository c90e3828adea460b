"""Play a day at the desk and print what came of it: `python -m tests.day --requests 30`."""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from pathlib import Path

from tests.day.people import Tempo
from tests.day.play import Plan, play
from tests.day.stories import stories
from tests.day.table import table


def main() -> int:
    """0 when nothing was lost, seen twice, astray, out of order or past an unseen answer."""
    asked = argparse.ArgumentParser(prog="python -m tests.day", description=__doc__)
    asked.add_argument("--requests", type=int, default=30, help="how many people come")
    asked.add_argument("--minutes", type=float, default=3.0, help="in which all of them arrive")
    asked.add_argument("--tempo", type=float, default=1.0, help="how long people take, 0.4 for those in a hurry")
    asked.add_argument("--patience", type=float, default=15.0, help="minutes after which it is over")
    asked.add_argument("--officers", nargs="*", default=["Ben", "Cleo"], help="at the console, beside Ana in Slack")
    asked.add_argument("--phones", type=int, default=3, help="how many of those on the web have a real phone")
    asked.add_argument("--cases", type=Path, help="JSON lines with text, country, lang and theme; else a few of ours")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--forms", action="store_true", help="without Chromium: the console by its forms")
    given = asked.parse_args()
    chance = random.Random(given.seed)
    plan = Plan(
        stories(given.requests, given.cases, chance),
        Tempo(chance, given.tempo),
        given.officers,
        chromium=not given.forms,
        phones=0 if given.forms else given.phones,
        window=given.minutes * 60.0,
        patience=given.patience * 60.0,
    )
    with tempfile.TemporaryDirectory() as folder:
        day = asyncio.run(play(Path(folder), plan))
    print(table(day))
    return 0 if day.figures.sound and not day.refused and not day.faults else 1


if __name__ == "__main__":
    sys.exit(main())
