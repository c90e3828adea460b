"""A progress bar for what takes a while: drawn for a person, two lines elsewhere, nothing when nothing is to do."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

Advance = Callable[[int, int], None]
"""(done, in all)"""


@contextmanager
def shown(title: str) -> Iterator[Advance]:
    """Gives the function to report progress to; the bar goes with the block."""
    with ExitStack() as stack:
        bar: Advance | None = None

        def advance(done: int, total: int) -> None:
            nonlocal bar
            if total and bar is None:
                bar = stack.enter_context(_bar(title) if sys.stderr.isatty() else _lines(title))
            if bar:
                bar(done, total)

        yield advance


@contextmanager
def _bar(title: str) -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True)) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


@contextmanager
def _lines(title: str) -> Iterator[Advance]:
    last = (0, 0)

    def advance(done: int, total: int) -> None:
        nonlocal last
        if not last[1]:
            print(f"{title}: {total} to do", file=sys.stderr)
        last = (done, total)

    yield advance
    print(f"{title}: {last[0]} of {last[1]} done", file=sys.stderr)
