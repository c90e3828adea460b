"""Figures as one table of plain text: a column for each language, a row for each figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.evaluation.messages import EVERYTHING, Tally
from bot.evaluation.queries import Found
from dialogs.words import LANGUAGES

COLUMNS = (*LANGUAGES, EVERYTHING)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Part:
    """What was measured of one choice."""

    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    """(name, a cell for each of `COLUMNS`, "-" where there is nothing to say)."""
    remark: str = ""


def messages(title: str, tallies: Mapping[str, Tally], remark: str = "") -> Part:
    return Part(
        title,
        (
            ("messages", _cells(tallies, lambda tally: str(tally.messages))),
            ("intents right", _cells(tallies, lambda tally: _figure(tally.intent_accuracy))),
            ("typed values, F1", _cells(tallies, lambda tally: _figure(tally.f1))),
            ("targets in first 3", _cells(tallies, lambda tally: _figure(tally.recall("gbf_targets")))),
            ("assistance in first 3", _cells(tallies, lambda tally: _figure(tally.recall("assistance_types")))),
            ("ms a message", _cells(tallies, lambda tally: f"{tally.median:.1f}")),
        ),
        remark,
    )


def queries(title: str, found: Mapping[str, Found], remark: str = "") -> Part:
    return Part(
        title,
        (
            ("queries", _cells(found, lambda one: str(len(one.recalls) + one.beside))),
            ("recall, first 5", _cells(found, lambda one: _figure(one.recall))),
            ("MRR, first 10", _cells(found, lambda one: _figure(one.mrr))),
            ("good ones refused", _cells(found, lambda one: _figure(one.refusals))),
            ("off-topic kept silent", _cells(found, lambda one: _figure(one.silence))),
            ("ms a query", _cells(found, lambda one: f"{one.median:.1f}")),
        ),
        remark,
    )


def text(parts: Sequence[Part]) -> str:
    """The table, a line each, no colours: it is read in a terminal and pasted into a mail."""
    lines: list[str] = []
    for part in parts:
        lines += [*([""] if lines else []), part.title, " " * 24 + "".join(f"{name:>7}" for name in COLUMNS)]
        lines += [f"  {name:22}" + "".join(f"{cell:>7}" for cell in cells) for name, cells in part.rows]
        lines += [f"  {part.remark}"] if part.remark else []
    return "\n".join(lines)


def _cells(figures: Mapping[str, T], show: Callable[[T], str]) -> tuple[str, ...]:
    return tuple(show(figures[name]) if name in figures else "-" for name in COLUMNS)


def _figure(share: float | None) -> str:
    return "-" if share is None else f"{share:.2f}"
