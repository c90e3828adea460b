"""Our turns beside a bare state machine, LangGraph and Apache Burr: one command, one run, one table.

    make bench          or:  python -m benchmarks.form_conversation [--sizes 1 50 500] [--only ours langgraph]

Each contestant plays in a process of its own, on one core, with the same durability; every fsync counts and takes 1 ms,
whatever the disk, so that machines compare. Ratios are of this run: never compare figures of two runs.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.figures import Growth, Run, table
from tests.storage.fsync import Shim, build

ROOT = Path(__file__).parent.parent
DELAY = 0.001
"""Seconds each fsync takes: a good solid-state disk."""
ROUNDS = {1: 40, 50: 2}
"""Conversations of a size are played so often, that there are some hundred turns to take percentiles of; else once."""
LONG_CONVERSATIONS = 10

CONTESTANTS = ("bare", "ours", "ours+search", "burr", "burr, a file each", "langgraph", "langgraph, messages kept")
SETTINGS: Mapping[str, Mapping[str, str]] = {
    "ours+search": {"NEEDS_BENCH_SEARCH": "1"},
    "burr, a file each": {"NEEDS_BENCH_FILES": "many"},
    "langgraph, messages kept": {"NEEDS_BENCH_MESSAGES": "1"},
}


@dataclass(frozen=True, slots=True)
class Stadium:
    """Where the contestants play."""

    shim: Shim
    folder: Path
    peers: str
    """The Python that has LangGraph and Burr; ours runs in the product's own."""

    def play(self, contestant: str, *arguments: str) -> Mapping[str, Any] | None:
        """What play.py prints; None, with its complaint on stderr, when the contestant failed."""
        module = contestant.partition("+")[0].partition(",")[0]
        python = self.peers if module in ("burr", "langgraph") else sys.executable
        done = subprocess.run(
            [python, "-m", "benchmarks.play", module, "--folder", str(self.folder), *arguments],
            cwd=ROOT,
            env={**os.environ, **SETTINGS.get(contestant, {}), **self.shim.environment(delay=DELAY, skip=True)},
            capture_output=True,
            text=True,
        )
        if done.returncode:
            print(f"{contestant} failed:\n{done.stderr[-2000:]}", file=sys.stderr)
            return None
        return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as folder:
        stadium = Stadium(build(Path(folder)), Path(folder), options.peers)
        print(f"{dt.datetime.now(dt.UTC):%Y-%m-%d}, {_machine()}, each fsync {DELAY * 1000:g} ms\n")
        versions: dict[str, str] = {}
        for size in options.sizes:
            _compare(stadium, options.only, size, versions)
        _grow(stadium, options.only)
        print("\n".join(f"- {name}: {version}" for name, version in versions.items()))


def _compare(stadium: Stadium, contestants: list[str], size: int, versions: dict[str, str]) -> None:
    runs: dict[str, Run] = {}
    for name in contestants:
        played = stadium.play(name, "--conversations", str(size), "--rounds", str(ROUNDS.get(size, 1)))
        if played:
            runs[name] = Run.read(played)
            versions[name] = played["version"]
    base = runs.get("langgraph")
    head = ("conversations: " + str(size), "p50 ms", "p95 ms", "p99 ms", "after accept p50", "turns/s", "CPU ms/turn")
    rows = [_row(name, run, base) for name, run in runs.items()]
    print(table((*head, "bytes/turn", "fsyncs/turn", "× LangGraph turns/s", "p50 faster ×"), rows) + "\n", flush=True)


def _row(name: str, run: Run, base: Run | None) -> tuple[str, ...]:
    latency = [f"{seconds * 1000:.2f}" for seconds in (run.latency.p50, run.latency.p95, run.latency.p99)]
    ratios = (
        f"{run.turns_per_second / base.turns_per_second:.2f}" if base else "",
        f"{base.latency.p50 / run.thinking.p50:.2f}" if base else "",
    )
    return (
        name,
        *latency,
        f"{run.thinking.p50 * 1000:.2f}",
        f"{run.turns_per_second:,.0f}",
        f"{run.cost.cpu * 1000:.3f}",
        f"{run.cost.written:,.0f}",
        f"{run.cost.fsyncs:.2f}",
        *ratios,
    )


def _grow(stadium: Stadium, contestants: list[str]) -> None:
    rows = []
    for name in contestants:
        played = stadium.play(name, "--long", "--conversations", str(LONG_CONVERSATIONS))
        if played:
            growth = Growth.read(played)
            rows.append(
                (
                    name,
                    f"{growth.early.p50 * 1000:.2f}",
                    f"{growth.late.p50 * 1000:.2f}",
                    f"{growth.latency_ratio:.2f}",
                    f"{growth.cpu_ratio:.2f}",
                )
            )
    head = ("one conversation that goes on", "turn 10, p50 ms", "turn 200, p50 ms", "latency ×", "CPU ×")
    print(table(head, rows) + "\n", flush=True)


def _machine() -> str:
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return f"{model}, one of {os.cpu_count()} cores, Python {platform.python_version()}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1, 50, 500])
    parser.add_argument("--only", nargs="+", choices=CONTESTANTS, default=list(CONTESTANTS), metavar="CONTESTANT")
    parser.add_argument("--peers", default=str(ROOT / ".venv-bench/bin/python"), help="the Python that has the peers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
