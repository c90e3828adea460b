"""`needs doctor`: what is set, reachable and missing, and what to do about it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from bot.cli.start import settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.cli.checks import Finding

app = typer.Typer(rich_markup_mode=None)


@app.command()
def doctor() -> None:
    """Say what is set, reachable and missing, and what to do; exit code 1 when something does not work."""
    import asyncio
    import logging

    import structlog

    from bot.cli.checks import findings

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    read = settings()

    async def look() -> list[Finding]:
        return [finding async for finding in findings(read)]

    found = asyncio.run(look())
    (_table if sys.stdout.isatty() else _lines)(found)
    if any(finding.state == "problem" for finding in found):
        raise typer.Exit(1)


def _lines(found: Sequence[Finding]) -> None:
    """One finding a line, tabs between: for a pipe."""
    for finding in found:
        typer.echo(f"{finding.state}\t{finding.what}\t{finding.says}")


def _table(found: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    colours = {"ok": "green", "to do": "yellow", "problem": "red"}
    table = Table(box=None, pad_edge=False)
    for heading in ("", "", "found, and what to do"):
        table.add_column(heading)
    for finding in found:
        table.add_row(Text(finding.state, colours[finding.state]), finding.what, Text(finding.says))
    Console().print(table)
