"""How well needs are found in plans: precision and recall on the invented plans, and how many in other documents.

    python -m benchmarks.plan_quality [FILE…] [--wrong]

The plans are those of tests/plans, each read from the file that somebody would send (PDF, DOCX, text). Files named on
the line are no plans: of them only the number of proposals is told, and few is right.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

from bot.understanding.plans import needs
from knowledge.reading.port import Reading
from knowledge.reading.reader import Reader
from tests.plans import files


@dataclass(frozen=True, slots=True)
class Score:
    right: int
    false: tuple[str, ...]
    missed: tuple[str, ...]
    places: int
    """Of those that are right and in a file with pages, how many name the right page."""
    ms: float
    """To find them, once the file is read and the words are loaded."""


async def score(name: str) -> Score:
    """The proposals for one invented plan beside what is known of it."""
    plan = files.plan(name)
    read = await Reader().read(files.content(name), plan.file)
    assert isinstance(read, Reading), f"{plan.file} cannot be read: {read}"
    needs(read.title, read.language, read.parts, plan.file)
    began = time.perf_counter()
    found = needs(read.title, read.language, read.parts, plan.file)
    ms = 1000 * (time.perf_counter() - began)
    quoted = {known: next((need for need in found if files.quotes(need.quote, known)), None) for known, _ in plan.needs}
    hits = [need for need in quoted.values() if need]
    pages = dict(plan.needs)
    return Score(
        right=len(hits),
        false=tuple(need.quote for need in found if need not in hits),
        missed=tuple(known for known, need in quoted.items() if not need),
        places=sum(need.citation.page in (0, pages[known]) for known, need in quoted.items() if need),
        ms=ms,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("others", nargs="*", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print what is false and what was missed")
    options = parser.parse_args()
    right = false = missed = 0
    for name in files.NAMES:
        one = asyncio.run(score(name))
        right, false, missed = right + one.right, false + len(one.false), missed + len(one.missed)
        _print(
            f"{name} ({files.plan(name).file}, {files.plan(name).language})", one.right, len(one.false), len(one.missed)
        )
        print(f"    right page {one.places} of {one.right}, found in {one.ms:.0f} ms")
        if options.wrong:
            print(
                *(f"    false: {text}" for text in one.false), *(f"    missed: {text}" for text in one.missed), sep="\n"
            )
    _print("all plans", right, false, missed)
    for path in options.others:
        read = asyncio.run(Reader().read(path.read_bytes(), path.name))
        found = needs(read.title, read.language, read.parts) if isinstance(read, Reading) else ()
        print(f"{path.name}: {len(found)} proposed")
        if options.wrong:
            print(*(f"    {need.quote}" for need in found), sep="\n")


def _print(name: str, right: int, false: int, missed: int) -> None:
    precision, recall = right / ((right + false) or 1), right / ((right + missed) or 1)
    print(f"{name}: precision {precision:.2f}, recall {recall:.2f} ({right} right, {false} false, {missed} missed)")


if __name__ == "__main__":
    main()
