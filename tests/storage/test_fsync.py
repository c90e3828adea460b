"""Acknowledged means on the disk: counted, not believed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import storage
from tests.storage.fsync import Shim, build, compiler

pytestmark = pytest.mark.skipif(compiler() is None, reason="needs a C compiler (install gcc) to count fsync calls")

PROGRAM = """
import asyncio, json, sys
from dataclasses import replace
from pathlib import Path
from storage import open_storage
from tests.storage.fsync import Shim
from tests.storage.samples import arrival, turn

async def main(folder, shim):
    storage = await open_storage(folder)
    await storage.accept(arrival("somebody else"))  # The first commit after a start also syncs a new log's header.
    counts = {}

    async def counted(name, *waits):
        before = shim.count()
        results = await asyncio.gather(*waits)
        counts[name] = shim.count() - before
        return results

    (receipt,) = await counted("accept", storage.accept(arrival()))
    await counted("again", storage.accept(arrival()))
    await counted("read", storage.read(receipt.conversation), storage.due(["web"]), storage.pending())
    await counted("turn", storage.write(turn(receipt)))
    (row,) = await storage.due(["web"])
    await counted("attempt", storage.attempting(row.message))
    await counted("sent", storage.sent({row.message: ""}))
    crowd = await counted("hundred accepts", *(storage.accept(arrival(f"chat {n}")) for n in range(100)))
    await counted("hundred turns", *(storage.write(turn(each)) for each in crowd))
    await storage.close()
    print(json.dumps(counts))

asyncio.run(main(sys.argv[1], Shim(Path(), Path(sys.argv[2]))))
"""


@pytest.fixture(scope="module")
def counts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Calls per step of a short life, the disk's own speed left out."""
    folder = tmp_path_factory.mktemp("fsync")
    shim: Shim = build(folder)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder / "data"), str(shim.counter)],
        cwd=Path(storage.__file__).parents[1],
        env={**os.environ, **shim.environment()},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("step", ["accept", "turn", "attempt", "sent"])
def test_what_is_acknowledged_has_reached_the_disk(counts: dict[str, int], step: str) -> None:
    """At least one fsync lies between the call and its return."""
    assert counts[step] >= 1


def test_a_turn_costs_two_commits_from_receipt_to_reply(counts: dict[str, int]) -> None:
    """One fsync to accept and one to write the answer."""
    assert counts["accept"] + counts["turn"] == 2


def test_a_crowd_shares_its_commits(counts: dict[str, int]) -> None:
    """A hundred at once take a handful of fsyncs, not a hundred."""
    assert 1 <= counts["hundred accepts"] <= 10
    assert 1 <= counts["hundred turns"] <= 10


def test_reading_writes_nothing(counts: dict[str, int]) -> None:
    """Reads never wait for the disk's writing."""
    assert counts["read"] == 0
