"""What the process holds in memory does not reach the disk in the unused part of the vector files."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import knowledge
from knowledge.slack import HEADER, Slack

PROGRAM = """
import asyncio, sys
from pathlib import Path
from knowledge import open_knowledge
from knowledge.embed import open_embedder
from knowledge.port import Document, Query, Viewer

async def main(folder):
    index = open_knowledge(folder, open_embedder())
    await index.rebuild([])
    await index.put([Document(id="a", kind="practice", language="en", title="Reefs", text="Reefs.", source="a report")])
    await index.search(Query("reefs", Viewer()))
    await index.vacuum()
    await index.close()

asyncio.run(main(Path(sys.argv[1])))
"""


def test_no_memory_is_left_in_the_files(tmp_path: Path) -> None:
    """With every piece of fresh memory filled with a pattern, none of it is in the vector files of an index."""
    environment = os.environ | {"MALLOC_PERTURB_": "170"}  # The C library fills memory with the complement, 0x55.
    root = Path(knowledge.__file__).parents[1]
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path)], cwd=root, env=environment, check=True)
    graphs = list(tmp_path.rglob("data_level0.bin"))
    assert graphs
    for file in (*graphs, *tmp_path.rglob("length.bin")):
        assert b"\x55" * 16 not in file.read_bytes(), file.name


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A folder with room for five vectors of 8 bytes, two of them there, words in the rest."""
    (tmp_path / "header.bin").write_bytes(HEADER.pack(1, 0, 5, 2, 8) + struct.pack("<2Q", 0, 0))
    (tmp_path / "data_level0.bin").write_bytes(b"vectors!vectors!a secret in the room")
    (tmp_path / "length.bin").write_bytes(b"onetwo12secret")
    return tmp_path


def test_the_room_is_blanked_and_what_is_used_stays(graph: Path) -> None:
    """Only what stands after the last vector goes; the size of the files stays."""
    Slack(graph).blank()
    assert (graph / "data_level0.bin").read_bytes() == b"vectors!vectors!" + bytes(20)
    assert (graph / "length.bin").read_bytes() == b"onetwo12" + bytes(6)


def test_a_blank_file_is_not_written(graph: Path) -> None:
    """A second look changes nothing, also by another process, which may lack the right to write."""
    Slack(graph).blank()
    before = (graph / "data_level0.bin").stat().st_mtime_ns
    Slack(graph).blank()
    assert (graph / "data_level0.bin").stat().st_mtime_ns == before


def test_a_file_that_was_written_again_is_blanked_again(graph: Path) -> None:
    """What the library puts down later is looked at as well."""
    slack = Slack(graph)
    slack.blank()
    (graph / "data_level0.bin").write_bytes(b"vectors!vectors!again")
    os.utime(graph / "data_level0.bin", ns=(1, 1))
    slack.blank()
    assert (graph / "data_level0.bin").read_bytes() == b"vectors!vectors!" + bytes(5)


def test_an_unknown_format_is_said_so(graph: Path) -> None:
    """Guessing where the vectors end could destroy them."""
    (graph / "header.bin").write_bytes(HEADER.pack(2, 0, 5, 2, 8))
    with pytest.raises(ValueError, match="format 2"):
        Slack(graph).blank()
    assert b"secret" in (graph / "data_level0.bin").read_bytes()
