"""The unused part of Chroma's vector files: it holds whatever stood in memory, people's words too, until it is blanked.

The graph's file is written with room for more vectors than there are, and the room is memory that nobody cleared: words
of any conversation of the process can reach the disk there, and outlive their erasure. Nothing reads the room.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

HEADER = struct.Struct("<i4Q")
"""Version, offset, vectors there is room for, vectors there are, bytes of each; then more that is not needed here."""
VERSION = 1
LENGTH = 4
"""Bytes of each vector's entry in the file of lengths."""
PIECE = 1 << 20
"""Bytes looked at in one go."""


class Slack:
    """Blanks the room of all graphs below a folder; looks only at files that changed since the last time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, int] = {}

    def blank(self) -> None:
        """Overwrite with zeros, on the disk when it returns; a folder without vector files is fine.

        Raises:
            OSError: a file cannot be written.
            ValueError: a file is of a format that this version of the program does not know.
        """
        for header in self._folder.rglob("header.bin"):
            vectors, size = _content(header)
            self._blank(header.with_name("data_level0.bin"), vectors * size)
            self._blank(header.with_name("length.bin"), vectors * LENGTH)

    def _blank(self, file: Path, used: int) -> None:
        if not file.exists() or self._seen.get(file) == file.stat().st_mtime_ns:
            return
        if stained := _stained(file, used):
            with file.open("r+b") as content:
                for start, size in stained:
                    content.seek(start)
                    content.write(bytes(size))
                content.flush()
                os.fsync(content.fileno())
        self._seen[file] = file.stat().st_mtime_ns


def _stained(file: Path, start: int) -> list[tuple[int, int]]:
    """The pieces after `start` in which anything stands, as (place, size)."""
    found = []
    with file.open("rb") as content:
        content.seek(start)
        while piece := content.read(PIECE):
            if any(piece):
                found.append((start, len(piece)))
            start += len(piece)
    return found


def _content(header: Path) -> tuple[int, int]:
    """How many vectors there are, and the bytes of each."""
    version, _, _, vectors, size = HEADER.unpack_from(header.read_bytes())
    if version != VERSION:
        raise ValueError(f"{str(header)!r} has format {version}, not {VERSION}")
    return vectors, size
