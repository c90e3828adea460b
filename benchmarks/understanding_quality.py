"""Prints how well messages are understood.

python benchmarks/understanding_quality.py FILE.jsonl [odd|even] [--misses]
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bot.understanding.batch import to_eval, to_situation
from bot.understanding.literal import understand
from dialogs.forms.request import REQUEST

STRICT = (
    "country", "other_countries", "start_date", "end_date", "budget", "beneficiaries_number", "contact_channel",
    "delivery_language",
)  # fmt: skip
PROPOSED = (
    "gbf_targets",
    "assistance_types",
    "scope",
    "urgency",
    "organization_type",
    "requester_role",
    "organization",
    "contact_name",
)


def main(path: str, half: str = "all", *, misses: bool = False) -> None:
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines() if line.strip()]
    for name, part in (("odd", rows[0::2]), ("even", rows[1::2])):
        if half in ("all", name):
            report(name, part, misses=misses)


def report(name: str, rows: list[dict[str, Any]], *, misses: bool) -> None:
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    values: Counter[tuple[str, str]] = Counter()
    times = []
    for row in rows:
        situation = to_situation(row, REQUEST)
        start = time.perf_counter()
        reading = understand(row["text"], situation)
        times.append((time.perf_counter() - start) * 1000)
        said = to_eval(reading, situation)
        total[row["lang"]] += 1
        right[row["lang"]] += said["intent"] == row["intent"]
        wrong = score(row, said["answers"], values)
        if misses and (said["intent"] != row["intent"] or wrong):
            print(row["id"], row["asked"], row["text"][:150].replace("\n", " "))
            print("     ", f"{row['intent']} -> {said['intent']}" if said["intent"] != row["intent"] else "", wrong)
    print(
        f"{name}: intents {sum(right.values())}/{sum(total.values())} = {sum(right.values()) / sum(total.values()):.3f}"
    )
    print("  by language " + "  ".join(f"{code} {right[code] / total[code]:.2f}" for code in total))
    print(f"  typed values F1 {f1(values, STRICT):.3f}; proposals F1 {f1(values, PROPOSED):.3f}")
    print("  " + "  ".join(f"{field} {f1(values, (field,)):.2f}" for field in (*STRICT, *PROPOSED)))
    times.sort()
    print(f"  ms per message: p50 {times[len(times) // 2]:.2f}  p95 {times[int(len(times) * 0.95)]:.2f}")


def score(row: dict[str, Any], said: dict[str, Any], values: Counter[tuple[str, str]]) -> dict[str, Any]:
    """Counts hits, false values and misses per field; the wrong ones as {field: (label, said)}."""
    wrong: dict[str, Any] = {}
    for field in (*STRICT, *PROPOSED):
        wanted, got = row["answers"].get(field), said.get(field)
        if field in row.get("ignore", ()) or (field == "gbf_targets" and row.get("targets_clear") is False):
            continue
        accepted = [value for value in (wanted, *row.get("also_ok", {}).get(field, ())) if value is not None]
        if got is not None and any(same(field, value, got) for value in accepted):
            values[field, "hit"] += wanted is not None
        else:
            values[field, "false"] += got is not None and (field in STRICT or wanted is not None)
            values[field, "miss"] += wanted is not None
            if wanted is not None or (got is not None and field in STRICT):
                wrong[field] = (wanted, got)
    return wrong


def same(field: str, wanted: object, got: object) -> bool:
    if isinstance(wanted, list) and isinstance(got, list):
        return set(wanted) == set(got)
    if field.endswith("_date"):
        return str(got).startswith(str(wanted))
    return str(wanted).casefold() == str(got).casefold()


def f1(values: Counter[tuple[str, str]], fields: tuple[str, ...]) -> float:
    hit, false, miss = (sum(values[field, kind] for field in fields) for kind in ("hit", "false", "miss"))
    return 2 * hit / (2 * hit + false + miss) if hit + false + miss else 1.0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main(*arguments, misses="--misses" in sys.argv)
