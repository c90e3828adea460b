"""How long until somebody who types `needs chat` reads the first words, over a pipe.

    python -m benchmarks.cold_start [--times 5]

"first start" makes the database in an empty folder, "later" finds it there. Wanted: at most 0.8 s.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.figures import table

NEEDS = Path(sys.executable).with_name("needs")
PATIENCE = 60.0
"""Seconds before a start that shows nothing is called failed."""


def first_words(folder: Path) -> float:
    """Seconds from the start of the process to the first byte on its stdout.

    Raises:
        RuntimeError: it ended without a word.
    """
    started = time.perf_counter()
    with subprocess.Popen(
        [NEEDS, "chat", "--new"],
        env={**os.environ, "NEEDS_DATA_DIR": str(folder)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as chat:
        assert chat.stdin
        assert chat.stdout
        chat.stdin.write(b"hello\n")
        chat.stdin.flush()
        said = chat.stdout.read(1)
        seconds = time.perf_counter() - started
        chat.stdin.close()
        chat.stdout.read()
        chat.wait(PATIENCE)
        if not said:
            raise RuntimeError("`needs chat` said nothing; run it by hand to see why")
    return seconds


def main() -> None:
    times = _options().times
    starts: list[float] = []
    later: list[float] = []
    for _ in range(times):
        with tempfile.TemporaryDirectory() as folder:
            starts.append(first_words(Path(folder) / "data"))
            later.append(first_words(Path(folder) / "data"))
    rows = [
        (name, *(f"{value:.2f}" for value in (statistics.median(values), min(values), max(values))))
        for name, values in (("first start", starts), ("later", later))
    ]
    print(table((f"`needs chat`, {times} times", "median s", "fastest s", "slowest s"), rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
