"""`needs brief`: a request in a few lines and in another language, by the language model that is set, for staff."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.case import Code, opened, request_of
from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.writing.port import Writer
    from dialogs.answers import Answers

app = typer.Typer(rich_markup_mode=None)


@app.command()
def brief(
    code: Code,
    language: Annotated[str, typer.Option(help="In which language: en, fr, es, pt, ar, ru or zh.")] = "en",
) -> None:
    """Summarise a sent request and translate what was told in free words; the originals stand beside it."""
    import asyncio

    from dialogs.words import LANGUAGES

    if language not in LANGUAGES:
        raise Fault(f"no language {language!r}; use one of {', '.join(LANGUAGES)}")
    chosen = settings()
    logs("error")
    for line in asyncio.run(_brief(chosen, code.strip().upper(), language)):
        typer.echo(line)


async def _brief(chosen: Settings, code: str, language: str) -> list[str]:
    from bot.briefing import brief
    from bot.display import label
    from dialogs.forms import FORMS

    writer = _writer(chosen)
    async with opened() as storage:
        request = await request_of(storage, code)
    told: Answers = {**request.answers, **request.notes}
    made = await brief(writer, FORMS["request"], told, spoken=request.language, reader=language)
    lines = [f"{code}, by {chosen.model}: a reading aid, no record. Check it against what was told.", ""]
    for line in made.lines:
        labels = "; ".join(dict.fromkeys(label(key, request.language) for key in line.sources))
        lines.append(f"- {line.text} [{labels}]")
    lines += [] if made.lines else ["No summary came of it; `needs export` has the whole request."]
    for one in made.originals:
        lines += ["", label(one.field, request.language), f"  {request.language}: {one.words}"]
        lines.append(f"  {language}: {one.translated.text if one.translated else 'not translated'}")
        if one.translated and one.translated.doubts:
            lines.append(f"  Look at: {', '.join(one.translated.doubts)}")
    return lines


def _writer(chosen: Settings) -> Writer:
    """Over the model that is set, on an account of its own: nothing is written beside a running service.

    Raises:
        Fault: no model is set, or it cannot be opened.
    """
    import time

    from bot import wiring
    from bot.models.budget import Budget
    from bot.models.counted import Tokens
    from bot.models.guarded import Guarded
    from bot.models.langchain import Misnamed
    from bot.writing.model import ModelWriter

    provider = wiring.provider_of(chosen)
    if provider is None:
        raise Fault("no language model is set; name one in NEEDS_MODEL, docs/models.md tells how")
    try:
        provider.load()
    except Misnamed as wrong:
        raise Fault(str(wrong)) from None
    budget = Budget(Tokens(), time.time, 0, 0)
    return ModelWriter(Guarded(provider, budget, time.time, seconds=3 * chosen.model_seconds))
