"""What a contestant must do, and the stopwatch it is measured with."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol


@dataclass(slots=True)
class Stopwatch:
    """Notes each turn, from the moment a message was there to be read to the moment its reply was on the disk."""

    latencies: list[float] = field(default_factory=list)
    """Seconds from hearing a message to its reply, in the order the turns ended."""
    thinking: list[float] = field(default_factory=list)
    """The part of it after the message itself was on the disk; all of it where messages are not stored first."""
    numbers: list[int] = field(default_factory=list)
    """Which message of its conversation each was, from 0."""
    cpu: list[float] = field(default_factory=list)
    """The process's CPU seconds so far, when each ended."""

    def done(self, number: int, started: float, accepted: float | None = None) -> None:
        """A reply is on the disk; `accepted` says when the message was, where that came before thinking."""
        now = time.perf_counter()
        self.latencies.append(now - started)
        self.thinking.append(now - (accepted or started))
        self.numbers.append(number)
        self.cpu.append(time.process_time())


class Table(Protocol):
    """An open contestant: its database is there, its machinery is built."""

    def play(self, chats: Sequence[str], texts: Sequence[str], watch: Stopwatch) -> None:
        """Every chat sends every text, the next as soon as the reply to the last is on the disk; chats side by side.

        A turn that is reported to the watch survives the loss of power.
        """

    def held(self, chat: str) -> Mapping[str, str]:
        """What is held at the end of a conversation, by slot."""


class Contestant(Protocol):
    """A module of this folder."""

    def version(self) -> str:
        """Name and version, and how it was set up."""

    def open(self, folder: Path) -> AbstractContextManager[Table]:
        """Ready to play, with its files in an empty folder."""
