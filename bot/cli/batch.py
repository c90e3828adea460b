"""`needs understand`, `coach`, `search`, `converse`: the same brain for scripts, JSON Lines in and out."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import Service

app = typer.Typer(rich_markup_mode=None)

JsonLines = Annotated[bool, typer.Option("--jsonl", help="JSON Lines on standard input, one answer a line.")]


@app.command()
def understand(jsonl: JsonLines = False) -> None:
    """What each message says: {"id", "text", "asked"?, "lang"?, "today"?} gives intent, answers and language."""
    import asyncio

    _begin(jsonl)
    raise typer.Exit(asyncio.run(_understand(settings())))


@app.command()
def coach(jsonl: JsonLines = False) -> None:
    """What each answer lacks: {"id", "field", "text", "lang"?, "answers"?, "today"?} gives {"id", "findings"}."""
    import asyncio
    from functools import partial

    from bot.cli.lines import answer
    from bot.cli.verbs import COACH
    from bot.cli.verbs import coach as handle
    from dialogs.forms import FORMS

    _begin(jsonl)
    work = partial(handle, form=FORMS["request"], today=_today())
    raise typer.Exit(asyncio.run(answer(sys.stdin.buffer.readline, COACH, work, _write)))


@app.command()
def search(jsonl: JsonLines = False) -> None:
    """What others did: {"id", "text", "kind"?, "limit"?, "viewer"?} gives {"id", "hits": [{"id", "score", "why"}]}."""
    import asyncio

    _begin(jsonl)
    raise typer.Exit(asyncio.run(_search(settings())))


@app.command()
def converse(jsonl: JsonLines = False) -> None:
    """Whole conversations: {"id", "turns", "default"?, "lang"?, "depth"?, "at_review"?}; in a folder of their own."""
    import asyncio

    _begin(jsonl)
    raise typer.Exit(asyncio.run(_converse(settings())))


async def _understand(read: Settings) -> int:
    """By words and by likeness; a language model is asked nothing."""
    from functools import partial

    from bot import wiring
    from bot.cli.lines import answer
    from bot.cli.verbs import UNDERSTAND
    from bot.cli.verbs import understand as handle
    from dialogs.forms import FORMS

    with wiring.reading(read) as understanding:
        work = partial(handle, read=understanding, form=FORMS["request"], today=_today())
        return await answer(sys.stdin.buffer.readline, UNDERSTAND, work, _write)


async def _search(read: Settings) -> int:
    from functools import partial

    from bot.cli.lines import answer
    from bot.cli.verbs import SEARCH
    from bot.cli.verbs import search as handle

    async with _ready(read) as service:
        work = partial(handle, knowledge=service.knowledge, demo=read.shows_examples)
        return await answer(sys.stdin.buffer.readline, SEARCH, work, _write)


async def _converse(read: Settings) -> int:
    """Nothing is left in the data folder: what a script says is no request, and no desk should see it."""
    import tempfile
    from itertools import count
    from pathlib import Path

    from bot.cli.converse import SHAPE, script
    from bot.cli.converse import converse as hold
    from bot.cli.lines import Answer, Row, answer
    from bot.cli.stage import talk

    with tempfile.TemporaryDirectory(prefix="needs-converse-") as folder:
        own = read.model_copy(update={"data_dir": Path(folder), "database_url": ""})
        async with _ready(own) as service:
            numbers = count(1)

            async def handle(row: Row) -> Answer:
                form = service.mind.form
                played = script(row, form)
                async with talk(service, played, f"script-{next(numbers)}", _noon()) as held:
                    return await hold(played, held, form)

            return await answer(sys.stdin.buffer.readline, SHAPE, handle, _write)


@asynccontextmanager
async def _ready(read: Settings) -> AsyncIterator[Service]:
    """The service of a folder with its search index up to date."""
    from bot import wiring
    from bot.cli import progress

    async with wiring.open_service(read) as service:
        with progress.shown("Building the search index") as advance:
            await service.prepare(advance)
        yield service


def _begin(jsonl: bool) -> None:
    if not jsonl:
        raise Fault("this command reads JSON Lines on standard input; say so with --jsonl")
    logs("error")  # Standard error stays readable beside a run of thousands of lines.


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _today() -> str:
    import datetime as dt

    return dt.datetime.now(dt.UTC).date().isoformat()


def _noon() -> float:
    """Noon of today in UTC: one moment for all turns of a day, so that two runs give the same."""
    import datetime as dt

    return dt.datetime.combine(dt.datetime.now(dt.UTC).date(), dt.time(12), dt.UTC).timestamp()
