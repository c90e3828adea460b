"""Prints how well messages are understood, per language, and how long that takes beside embedding the same text.

python benchmarks/understanding_quality.py FILE.jsonl [odd|even|all] [--misses] [--times]

A labelled target or type of assistance counts as found when it is among the first three shown; where several answers
are accepted, the one that fits best counts. Precision is the share of what is shown that any accepted answer has.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import wiring
from bot.settings import Settings
from bot.understanding.batch import to_eval, to_situation
from bot.understanding.literal import warm_up
from bot.understanding.port import Reading, Situation, Understanding
from dialogs.forms.request import REQUEST

STRICT = (
    "country", "other_countries", "start_date", "end_date", "budget", "beneficiaries_number", "contact_channel",
    "delivery_language",
)  # fmt: skip
SAID = ("organization", "contact_name", "organization_type", "requester_role", "scope", "urgency")
SHOWN = ("gbf_targets", "assistance_types")
FIRST = 3

Row = dict[str, Any]


@dataclass
class Tally:
    """What was counted of one language, or of all."""

    rows: int = 0
    wrong: int = 0
    """Intents."""
    typed: Counter[str] = field(default_factory=Counter)
    """Hits, false values and misses of the strictly scored fields."""
    said: Counter[tuple[str, str]] = field(default_factory=Counter)
    shown: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Found, labelled, right and shown, by field."""


def main(path: str, half: str = "all", *, misses: bool = False, times: bool = False) -> None:
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    warm_up("2026-11-21", REQUEST)
    with wiring.reading(Settings()) as understand:
        for name, part in (("odd", rows[0::2]), ("even", rows[1::2])):
            if half in ("all", name):
                report(name, part, understand, misses=misses)
        if times:
            compare((row["text"] for row in rows if len(row["text"]) <= 300), understand)
            growth(" ".join(row["text"] for row in rows), understand)


def read(text: str, situation: Situation, understand: Understanding) -> Reading:
    """The reading as in service, waited for."""
    given = understand(text, situation)
    return given if isinstance(given, Reading) else asyncio.run(_awaited(given))


async def _awaited(promise: Awaitable[Reading]) -> Reading:
    return await promise


def report(name: str, rows: list[Row], understand: Understanding, *, misses: bool) -> None:
    """One line per language and one for all."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for row in rows:
        situation = to_situation(row, REQUEST)
        said = to_eval(read(row["text"], situation, understand), situation)
        wrong = {}
        for tally in (tallies[row["lang"]], tallies["all"]):
            wrong = score(row, said, tally)
        if misses and wrong:
            print(row["id"], row["asked"], row["text"][:150].replace("\n", " "), "\n     ", wrong)
    print(f"{name}: {len(rows)} messages")
    print("      intents            typed    targets          assistance")
    print("      wrong  accuracy    F1       first 3  right   first 3  right")
    for language in (*(key for key in tallies if key != "all"), "all"):
        tally = tallies[language]
        targets, assistance = (_shares(tally, key) for key in SHOWN)
        print(
            f"{language:5} {tally.wrong:2}/{tally.rows:<4} {1 - tally.wrong / tally.rows:.3f}    {f1(tally.typed):.3f}"
            f"    {targets}    {assistance}"
        )
    told = tallies["all"].said
    print("  " + "  ".join(f"{key} {told[key, 'hit']}/{told[key, 'all']}" for key in SAID))


def score(row: Row, said: dict[str, Any], tally: Tally) -> dict[str, Any]:
    """Counts one message; what was wrong as {field: (label, said)}."""
    tally.rows += 1
    tally.wrong += said["intent"] != row["intent"]
    wrong: dict[str, Any] = {} if said["intent"] == row["intent"] else {"intent": (row["intent"], said["intent"])}
    answers = said["answers"]
    for key in STRICT:
        wanted, got = row["answers"].get(key), answers.get(key)
        if key in row.get("ignore", ()):
            continue
        right = got is not None and any(same(key, value, got) for value in accepted(row, key))
        tally.typed["hit"] += right and wanted is not None
        tally.typed["false"] += got is not None and not right
        tally.typed["miss"] += wanted is not None and not right
        if (wanted is not None or got is not None) and not right:
            wrong[key] = (wanted, got)
    for key in SAID:
        if key in row["answers"]:
            right = any(same(key, value, answers.get(key)) for value in accepted(row, key))
            tally.said[key, "all"] += 1
            tally.said[key, "hit"] += right
            if not right:
                wrong[key] = (row["answers"][key], answers.get(key))
    for key in SHOWN:
        if key in row["answers"] and not (key == "gbf_targets" and row.get("targets_clear") is False):
            got = [str(code) for code in answers.get(key, ())][:FIRST]
            choices = [{str(code) for code in value} for value in accepted(row, key)]
            best = max(choices, key=lambda choice: (len(choice & set(got)) / len(choice), len(choice)))
            tally.shown[key, "found"] += len(best & set(got))
            tally.shown[key, "labelled"] += len(best)
            tally.shown[key, "right"] += len(set.union(*choices) & set(got))
            tally.shown[key, "shown"] += len(got)
            if best - set(got):
                wrong[key] = (sorted(best), got)
    return wrong


def accepted(row: Row, key: str) -> list[Any]:
    """The labelled value and the others that are right."""
    return [value for value in (row["answers"].get(key), *row.get("also_ok", {}).get(key, ())) if value is not None]


def same(key: str, wanted: object, got: object) -> bool:
    if isinstance(wanted, list) and isinstance(got, list):
        return set(wanted) == set(got)
    if key.endswith("_date"):
        return str(got).startswith(str(wanted))
    return str(wanted).casefold() == str(got).casefold()


def f1(counts: Counter[str]) -> float:
    total = 2 * counts["hit"] + counts["false"] + counts["miss"]
    return 2 * counts["hit"] / total if total else 1.0


def _shares(tally: Tally, key: str) -> str:
    found, labelled, right, shown = (tally.shown[key, part] for part in ("found", "labelled", "right", "shown"))
    return f"{found / max(1, labelled):.3f}    {right / max(1, shown):.3f}"


def compare(texts: Iterable[str], understand: Understanding) -> None:
    """Time to understand a text as first words, as a share of the time to embed it; medians, one after the other."""
    from knowledge.embed import open_embedder

    embedder = open_embedder()
    embedder.query("warm up")
    situation = to_situation({"today": "2026-11-21"}, REQUEST)
    ours, theirs, shares = [], [], []
    for text in texts:
        at = time.perf_counter()
        read(text, situation, understand)
        between = time.perf_counter()
        embedder.query(text)
        ours.append(between - at)
        theirs.append(time.perf_counter() - between)
        shares.append(ours[-1] / theirs[-1])
    shares.sort()
    middle, late = len(shares) // 2, int(len(shares) * 0.95)
    print(
        f"time, {len(shares)} texts to 300 characters: understanding p50 {1000 * sorted(ours)[middle]:.2f} ms, p95 "
        f"{1000 * sorted(ours)[late]:.2f}; embedding p50 {1000 * sorted(theirs)[middle]:.2f} ms, p95 "
        f"{1000 * sorted(theirs)[late]:.2f}; share p50 {shares[middle]:.2f}, p95 {shares[late]:.2f}"
    )


def growth(text: str, understand: Understanding) -> None:
    """Time for longer and longer pieces of one text, the best of three."""
    situation = to_situation({"today": "2026-11-21"}, REQUEST)
    while len(text) < 20_000:
        text += " " + text
    for size in (1_250, 2_500, 5_000, 10_000, 20_000):
        best = 1e9
        for _ in range(3):
            at = time.perf_counter()
            read(text[:size], situation, understand)
            best = min(best, time.perf_counter() - at)
        print(f"  {size:6} characters: {1000 * best:7.1f} ms, {1e6 * best / size:.2f} µs a character")


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main(*arguments, misses="--misses" in sys.argv, times="--times" in sys.argv)
