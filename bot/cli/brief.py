"""`needs brief`: a request in a few lines and in another language, by the language model that is set, for staff."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.case import Code, opened, request_of
from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.writing.port import Writer
    from dialogs.request import Request

app = typer.Typer(rich_markup_mode=None)

PAYER = "staff"


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
    writer = _writer(chosen)
    async with opened() as storage:
        request = await request_of(storage, code)
    values = _values(request)
    lines = [f"{code}, by {chosen.model}: a reading aid, no record. Check it against what was told.", ""]
    summary = await writer.summary({key: shown for key, (_, shown) in values.items()}, language, payer=PAYER)
    for line in summary:
        labels = "; ".join(dict.fromkeys(values[key][0] for key in line.sources))
        lines.append(f"- {line.text} [{labels}]")
    lines += [] if summary else ["No summary came of it; `needs export` has the whole request."]
    for key, text in _told(request) if request.language != language else ():
        lines += ["", values[key][0], f"  {request.language}: {text}"]
        translated = await writer.translation(text, language, payer=PAYER)
        lines.append(f"  {language}: {translated.text if translated else 'not translated'}")
        if translated and translated.doubts:
            lines.append(f"  Look at: {', '.join(translated.doubts)}")
    return lines


def _values(request: Request) -> Mapping[str, tuple[str, str]]:
    """(label, value in words) by field, without who asks and how to reach them: no model needs to know."""
    from bot.display import display, label

    return {
        key: (label(key, request.language), display(key, answer.value, request.language))
        for key, answer in request.answers.items()
        if not _of_person(key)
    }


def _told(request: Request) -> Iterator[tuple[str, str]]:
    """(field, words) of what was told in free text."""
    from dialogs.forms.request import REQUEST
    from dialogs.kinds import Text

    for key, answer in request.answers.items():
        field = REQUEST.field(key)
        if field and isinstance(field.kind, Text) and isinstance(answer.value, str) and not _of_person(key):
            yield key, answer.value


def _of_person(key: str) -> bool:
    from dialogs.forms.request import REQUEST

    field = REQUEST.field(key)
    return field is None or field.contact


def _writer(chosen: Settings) -> Writer:
    """Over the model that is set. Staff ask on the desk's own account: nobody's share of the day is taken.

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
