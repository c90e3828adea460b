"""`needs eval`: one table for a deployment's own choice of language model and embedder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from bot.evaluation.sets import Sets
    from bot.evaluation.table import Part
    from bot.settings import Settings

app = typer.Typer(rich_markup_mode=None)


@app.command("eval")
def evaluate(
    sets: Annotated[
        Path | None,
        typer.Argument(help="A folder with understanding.jsonl, documents.jsonl, queries.jsonl; ours unless given."),
    ] = None,
) -> None:
    """Measure what NEEDS_MODEL and NEEDS_EMBEDDER name, by language; a model is asked for real, and is paid for."""
    import asyncio

    from bot.evaluation.sets import BadSet, read
    from bot.evaluation.table import text

    chosen = settings()
    logs("error")
    try:
        given = read(sets)
    except BadSet as wrong:
        raise Fault(str(wrong)) from None
    typer.echo(text(asyncio.run(_measured(chosen, given))))


async def _measured(chosen: Settings, given: Sets) -> list[Part]:
    parts: list[Part] = []
    if given.messages:
        parts.append(await _literal(chosen, given))
        if chosen.model:
            parts.append(await _with_model(chosen, given))
    if given.documents and given.queries:
        parts.append(await _search(chosen, given))
    return parts


async def _literal(chosen: Settings, given: Sets) -> Part:
    from bot import wiring
    from bot.evaluation import messages, table
    from bot.understanding.literal import warm_up
    from dialogs.forms import FORMS

    warm_up(given.messages[0].today, FORMS["request"])
    with wiring.reading(chosen) as understand:
        tallies = await messages.measure(given.messages, understand, FORMS["request"])
    return table.messages("Messages, without a language model", tallies)


async def _with_model(chosen: Settings, given: Sets) -> Part:
    import time

    from bot import wiring
    from bot.cli import progress
    from bot.evaluation import messages, table
    from bot.models.budget import Budget
    from bot.models.counted import Counted, Tokens
    from bot.models.guarded import Guarded
    from bot.models.langchain import Misnamed
    from dialogs.forms import FORMS

    provider = wiring.provider_of(chosen)
    assert provider, "only asked for with a model"
    try:
        provider.load()
    except Misnamed as wrong:
        raise Fault(str(wrong)) from None
    tokens = Tokens()
    model = Counted(Guarded(provider, Budget(tokens, time.time, 0, 0), time.time, seconds=chosen.model_seconds))
    with wiring.reading(chosen, model) as understand, progress.shown("Reading with the language model") as advance:
        tallies = await messages.measure(given.messages, understand, FORMS["request"], advance)
    remark = (
        f"asked about {model.asked} of {len(given.messages)}; {model.unanswered} not answered; {tokens.used} tokens"
    )
    return table.messages(f"Messages, with {chosen.model}", tallies, remark)


async def _search(chosen: Settings, given: Sets) -> Part:
    import tempfile

    from bot import wiring
    from bot.evaluation import queries, table
    from knowledge import open_knowledge

    embedder = wiring.embedder_of(chosen)
    with tempfile.TemporaryDirectory(prefix="needs-eval-") as folder:
        index = open_knowledge(Path(folder), embedder)
        try:
            await index.rebuild(given.documents)
            await index.warm()
            found = await queries.measure(given.queries, index)
        finally:
            await index.close()
            embedder.let_go()
    return table.queries(f"Search, with {embedder.model.tag}", found, f"over {len(given.documents)} documents")
