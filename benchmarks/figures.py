"""The figures of a run: percentiles, cost per turn, and how they are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Seconds."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a process has spent, or a turn on average."""

    cpu: float
    """Seconds, of all threads."""
    written: float
    """Bytes handed to the operating system: database, log file, and the program's own log lines."""
    fsyncs: float

    def __sub__(self, before: Cost) -> Cost:
        return Cost(self.cpu - before.cpu, self.written - before.written, self.fsyncs - before.fsyncs)

    def __truediv__(self, turns: int) -> Cost:
        return Cost(self.cpu / turns, self.written / turns, self.fsyncs / turns)


@dataclass(frozen=True, slots=True)
class Run:
    """The form conversation at one size."""

    conversations: int
    turns: int
    seconds: float
    latency: Percentiles
    """From hearing a message to its reply on the disk."""
    thinking: Percentiles
    """The same from the moment the message itself was on the disk, where it is stored first."""
    cost: Cost
    """Of a turn."""

    @property
    def turns_per_second(self) -> float:
        return self.turns / self.seconds

    def json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Run:
        """A run as `json` wrote it; other keys are ignored."""
        return cls(
            data["conversations"],
            data["turns"],
            data["seconds"],
            Percentiles(**data["latency"]),
            Percentiles(**data["thinking"]),
            Cost(**data["cost"]),
        )


@dataclass(frozen=True, slots=True)
class Growth:
    """One conversation that goes on: its turns about the tenth and about the two hundredth."""

    early: Percentiles
    late: Percentiles
    cpu_early: float
    """Seconds a turn."""
    cpu_late: float

    @property
    def latency_ratio(self) -> float:
        return self.late.p50 / self.early.p50

    @property
    def cpu_ratio(self) -> float:
        return self.cpu_late / self.cpu_early

    def json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Growth:
        """Growth as `json` wrote it; other keys are ignored."""
        return cls(Percentiles(**data["early"]), Percentiles(**data["late"]), data["cpu_early"], data["cpu_late"])


def percentiles(values: Sequence[float]) -> Percentiles:
    """By nearest rank, so that each is a value that occurred.

    Raises:
        ValueError: there are no values.
    """
    if not values:
        raise ValueError("no turns to take percentiles of")
    ranked = sorted(values)
    p50, p95, p99 = (ranked[-(-len(ranked) * rank // 100) - 1] for rank in (50, 95, 99))
    return Percentiles(p50, p95, p99)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table with its columns in line; the first is left-aligned, the others right."""
    widths = [max(len(row[n]) for row in (head, *rows)) for n in range(len(head))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]

    def line(cells: Sequence[str]) -> str:
        first, *rest = (
            cell.ljust(width) if n == 0 else cell.rjust(width)
            for n, (cell, width) in enumerate(zip(cells, widths, strict=True))
        )
        return "| " + " | ".join((first, *rest)) + " |"

    return "\n".join(line(cells) for cells in (head, rule, *rows))
