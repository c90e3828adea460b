"""How well the coach finds what is missing: precision and recall on a labelled file, per language and per half.

    python benchmarks/coach_quality.py coach.jsonl [--half odd|even|both] [--wrong]

A row is {"id", "lang", "field", "text", "expect": [...], "must_not": [...]}. A check in `expect` that is found counts
as right, one in `must_not` that is found as false, one in neither list is not scored.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

from dialogs.coach import findings
from dialogs.keys import ours

TODAY = "2026-11-21"


def main() -> None:
    options = _options()
    rows = [json.loads(line) for line in options.file.read_text(encoding="utf-8").splitlines() if line.strip()]
    halves = {"odd": rows[::2], "even": rows[1::2]}
    for name in ("odd", "even") if options.half == "both" else (options.half,):
        _report(name, halves[name], options.wrong)


def _report(name: str, rows: list[dict[str, object]], wrong: bool) -> None:
    right: Counter[str] = Counter()
    false: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    rows_of: Counter[str] = Counter()
    raised: Counter[str] = Counter()
    began = time.perf_counter()
    for row in rows:
        field = ours(str(row["field"]))
        found = {one.check for one in findings(field, str(row["text"]), str(row["lang"]), {}, TODAY)}
        expect, must_not = set(row["expect"]), set(row["must_not"])  # type: ignore[call-overload]
        rows_of[str(row["lang"])] += 1
        raised[str(row["lang"])] += bool(found & must_not)
        for group in (str(row["lang"]), "all"):
            right[group] += len(found & expect)
            false[group] += len(found & must_not)
            missed[group] += len(expect - found)
        if wrong and (found & must_not or expect - found):
            print(row["id"], "false", sorted(found & must_not), "missed", sorted(expect - found))
    each = 1000 * (time.perf_counter() - began) / max(1, len(rows))
    print(f"{name}: {len(rows)} rows, {each:.1f} ms each with the words loaded on first use")
    for group in sorted(right.keys() | false.keys() | missed.keys()):
        precision = right[group] / ((right[group] + false[group]) or 1)
        recall = right[group] / ((right[group] + missed[group]) or 1)
        print(
            f"  {group:4} precision {precision:.2f}  recall {recall:.2f}  ({right[group]} right, {false[group]} false, "
            f"{missed[group]} missed)"
        )
    print(f"  something of must_not in {raised.total()} of {rows_of.total()} rows: {dict(+raised)}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--half", choices=("odd", "even", "both"), default="both")
    parser.add_argument("--wrong", action="store_true", help="print the rows that are not right")
    return parser.parse_args()


if __name__ == "__main__":
    main()
