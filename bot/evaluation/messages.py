"""How well messages are understood, by language: intents, typed values, proposals, and how long it takes."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.evaluation.sets import Labelled
from bot.understanding.batch import to_eval, to_situation
from bot.understanding.port import Reading, Situation, Understanding
from dialogs.form import Form
from dialogs.keys import Json

STRICT = (
    "country", "other_countries", "start_date", "end_date", "budget", "beneficiaries_number", "contact_channel",
    "delivery_language",
)  # fmt: skip
"""Fields in which a value that nobody labelled is a false one."""

FIRST = 3
"""Proposals that count: what a person sees at a glance."""

AT_ONCE = 4
"""Messages read side by side where a model is waited for."""

EVERYTHING = "all"
"""The column of all languages together."""

Progress = Callable[[int, int], None]


@dataclass
class Tally:
    """Counts of one language, or of all."""

    messages: int = 0
    intents: int = 0
    """Right ones."""
    hits: int = 0
    false: int = 0
    missed: int = 0
    labelled: dict[str, int] = field(default_factory=dict)
    """Codes of targets or types of assistance that somebody labelled, by field."""
    found: dict[str, int] = field(default_factory=dict)
    """Those of them that are among the first three."""
    seconds: list[float] = field(default_factory=list)

    @property
    def intent_accuracy(self) -> float:
        return self.intents / self.messages

    @property
    def f1(self) -> float | None:
        """Of the strict fields; None where nothing was labelled and nothing found."""
        total = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / total if total else None

    def recall(self, key: str) -> float | None:
        """Of a field with proposals; None where nothing was labelled."""
        return self.found.get(key, 0) / self.labelled[key] if self.labelled.get(key) else None

    @property
    def median(self) -> float:
        """Milliseconds a message."""
        return statistics.median(self.seconds) * 1000


async def measure(
    rows: Sequence[Labelled], understand: Understanding, form: Form, told: Progress = lambda done, total: None
) -> Mapping[str, Tally]:
    """A tally for each language that occurs and one for all; `told` how many are done, of how many."""
    gate = asyncio.Semaphore(AT_ONCE)
    done = 0

    async def read(row: Labelled) -> tuple[Reading, Situation, float]:
        nonlocal done
        situation = to_situation({"asked": row.asked or None, "lang": row.language, "today": row.today}, form)
        async with gate:
            began = time.perf_counter()
            given = understand(row.text, situation)
            reading = given if isinstance(given, Reading) else await given
            took = time.perf_counter() - began
        done += 1
        told(done, len(rows))
        return reading, situation, took

    tallies: dict[str, Tally] = {}
    for row, (reading, situation, took) in zip(rows, await asyncio.gather(*map(read, rows)), strict=True):
        said = to_eval(reading, situation)
        for name in (row.language, EVERYTHING):
            count(row, said, tallies.setdefault(name, Tally()))
            tallies[name].seconds.append(took)
    return {**{name: tally for name, tally in tallies.items() if name != EVERYTHING}, EVERYTHING: tallies[EVERYTHING]}


def count(row: Labelled, said: Mapping[str, Json], tally: Tally) -> None:
    """Add one message, as `to_eval` gives it, to a tally."""
    answers = said["answers"]
    assert isinstance(answers, dict)
    tally.messages += 1
    tally.intents += said["intent"] == row.intent
    for key in STRICT:
        if key in row.ignored:
            continue
        wanted, got = key in row.answers, answers.get(key)
        right = got is not None and any(_same(key, value, got) for value in row.right(key))
        tally.hits += right and wanted
        tally.false += got is not None and not right
        tally.missed += wanted and not right
    for key in ("gbf_targets", "assistance_types"):
        if key in row.answers and key not in row.ignored:
            shown = _codes(answers.get(key))[:FIRST]
            best = max((_codes(value) for value in row.right(key)), key=lambda codes: _share(codes, shown))
            tally.labelled[key] = tally.labelled.get(key, 0) + len(best)
            tally.found[key] = tally.found.get(key, 0) + len(set(best) & set(shown))


def _same(key: str, wanted: Json, got: Json) -> bool:
    if isinstance(wanted, list) and isinstance(got, list):
        return set(map(str, wanted)) == set(map(str, got))
    if key.endswith("_date"):
        return str(got).startswith(str(wanted))
    if isinstance(wanted, dict) or isinstance(got, dict):
        return wanted == got
    return str(wanted).casefold() == str(got).casefold()


def _codes(value: Json) -> list[str]:
    return [str(code) for code in value] if isinstance(value, list) else []


def _share(codes: list[str], shown: list[str]) -> tuple[float, int]:
    return (len(set(codes) & set(shown)) / len(codes) if codes else 0.0, len(codes))
