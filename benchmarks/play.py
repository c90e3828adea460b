"""One contestant, one size, in a process of its own: plays the conversation and prints what it cost as one JSON line.

    python -m benchmarks.play ours --conversations 50 [--rounds 2] [--long]

Run by form_conversation.py, which also loads the fsync counter.
"""

from __future__ import annotations

import argparse
import json
import os
import struct
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path
from typing import cast

from benchmarks.contestant import Contestant, Stopwatch, Table
from benchmarks.figures import Cost, Growth, Run, percentiles
from benchmarks.script import CONVERSATION, LONG, OPENING, RESULT, WINDOW, long

MODULES = {
    "bare": "benchmarks.peers.bare_sqlite",
    "ours": "benchmarks.ours",
    "langgraph": "benchmarks.peers.langgraph_form",
    "burr": "benchmarks.peers.burr_form",
}


def main() -> None:
    options = _options()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # One core, as the peers were compared before.
    contestant = cast(Contestant, import_module(MODULES[options.contestant]))
    with tempfile.TemporaryDirectory(dir=options.folder) as folder, contestant.open(Path(folder)) as table:
        texts = [line.text for line in (long() if options.long else CONVERSATION)]
        warm = Stopwatch()
        for n in range(3):
            table.play([f"warm-{n}"], [line.text for line in CONVERSATION], warm)
        if options.long:
            result: Run | Growth = _growth(table, texts, options.conversations)
        else:
            result = _run(table, texts, options.conversations, options.rounds)
    print(json.dumps({"version": contestant.version(), **result.json()}))


def _run(table: Table, texts: list[str], conversations: int, rounds: int) -> Run:
    """All conversations at once, as often as asked; every one must end with what the person said."""
    watch = Stopwatch()
    before, started = _cost(), time.perf_counter()
    for number in range(rounds):
        table.play([f"chat-{number}-{n}" for n in range(conversations)], texts, watch)
    seconds, cost = time.perf_counter() - started, _cost() - before
    for number in range(rounds):
        for n in range(conversations):
            _check(table, f"chat-{number}-{n}")
    turns = rounds * conversations * len(texts)
    assert len(watch.latencies) == turns, f"{len(watch.latencies)} of {turns} turns were answered"
    return Run(conversations, turns, seconds, percentiles(watch.latencies), percentiles(watch.thinking), cost / turns)


def _check(table: Table, chat: str) -> None:
    held = dict(table.held(chat))
    if held != RESULT:
        wrong = {slot: held.get(slot) for slot in RESULT if held.get(slot) != RESULT[slot]}
        sys.exit(f"{chat}: these slots do not hold what the person said: {wrong}")


def _growth(table: Table, texts: list[str], conversations: int) -> Growth:
    """Long conversations one after another: what the turns about the tenth cost, and those about the two hundredth."""
    early: list[float] = []
    late: list[float] = []
    cpu_early = cpu_late = 0.0
    for number in range(conversations):
        watch = Stopwatch()
        table.play([f"long-{number}"], texts, watch)
        early += watch.latencies[OPENING : OPENING + WINDOW]
        late += watch.latencies[LONG - WINDOW : LONG]
        cpu_early += watch.cpu[OPENING + WINDOW - 1] - watch.cpu[OPENING - 1]
        cpu_late += watch.cpu[LONG - 1] - watch.cpu[LONG - WINDOW - 1]
    turns = conversations * WINDOW
    return Growth(percentiles(early), percentiles(late), cpu_early / turns, cpu_late / turns)


def _cost() -> Cost:
    """What this process has spent so far."""
    counter = os.environ.get("NEEDS_FSYNC_COUNT")
    (fsyncs,) = struct.unpack("=Q", Path(counter).read_bytes()) if counter else (0,)
    io = dict(line.split(": ") for line in Path("/proc/self/io").read_text().splitlines())
    return Cost(time.process_time(), int(io["wchar"]), fsyncs)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("contestant", choices=sorted(MODULES))
    parser.add_argument("--conversations", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--long", action="store_true", help="turn 200 against turn 10 instead")
    parser.add_argument("--folder", type=Path, help="where to write; the system's folder for temporary files otherwise")
    return parser.parse_args()


if __name__ == "__main__":
    main()
