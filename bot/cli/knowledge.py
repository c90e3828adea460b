"""`needs knowledge`: add documents and files, look after them, rebuild the search index."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.settings import Settings
    from knowledge.port import Document

app = typer.Typer(rich_markup_mode=None)
knowledge = typer.Typer(help="What can be found: add to it, rebuild it.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(knowledge, name="knowledge")


@knowledge.command()
def add(
    file: Annotated[Path, typer.Argument(help="JSON Lines, one document a line; see docs/how-to.md.")],
) -> None:
    """Add documents, or put new versions in place of old ones; nothing is added when a line is wrong."""
    import asyncio

    read = settings()
    logs(read.log_level)
    documents = _documents(file)
    changed = asyncio.run(_add(read, documents))
    typer.echo(f"{len(documents)} documents read, {changed} of them new or changed.")


@knowledge.command()
def ingest(
    files: Annotated[list[Path], typer.Argument(help="PDF, DOCX, HTML, Markdown, text; CSV or XLSX of practices.")],
    kind: Annotated[str, typer.Option(help="What it is found as: guide, practice, provider or opportunity.")] = "guide",
    source: Annotated[str, typer.Option(help="Its address, or how to cite it; the file's name unless given.")] = "",
    keeper: Annotated[str, typer.Option(help="Who looks after it: an office or a role.")] = "",
    checked: Annotated[str, typer.Option(help="The day somebody last found it right, as 2026-11-21.")] = "",
    year: Annotated[str, typer.Option(help="2021, or 2021-2023.")] = "",
    country: Annotated[list[str] | None, typer.Option(help="Two-letter code; again for each.")] = None,
    title: Annotated[str, typer.Option(help="Instead of the one the file states.")] = "",
    language: Annotated[str, typer.Option(help="en, fr, es, pt, ar, ru or zh, where it is not recognised.")] = "",
    visibility: Annotated[str, typer.Option(help="desk, or public: everybody who asks.")] = "desk",
    traditional_knowledge: Annotated[bool, typer.Option("--traditional-knowledge", help="It holds some.")] = False,
    consent: Annotated[str, typer.Option(help="Who agreed to it being shown, when, and to what.")] = "",
    replace: Annotated[str, typer.Option(help="The work that the file is a new edition of.")] = "",
    near: Annotated[bool, typer.Option("--near", help="Also what is nearly the same as something there.")] = False,
) -> None:
    """Add files, each whole or not at all; one that is there already is left alone."""
    import asyncio

    from bot.cli.ingest import Wanted, ingested, looked_after

    read = settings()
    logs("error")
    care = looked_after(kind, source, keeper, checked, year, country or [], visibility, traditional_knowledge, consent)
    wanted = Wanted(care, title=title, language=language, replace=replace, near=near)
    raise typer.Exit(0 if asyncio.run(ingested(read, files, wanted, typer.echo)) else 1)


@knowledge.command()
def template(
    out: Annotated[Path | None, typer.Option(help="The file to write, .csv or .xlsx; standard output without.")] = None,
) -> None:
    """Write an empty table of practices to fill in and ingest."""
    from bot.cli.ingest import write_template

    write_template(out, typer.echo)


@knowledge.command()
def review(
    jsonl: Annotated[bool, typer.Option("--jsonl", help="One JSON object a line.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="All of every matter, not the first twenty.")] = False,
) -> None:
    """What somebody should look at: out of date, without a source, nearly double, never shown, called not relevant."""
    import asyncio
    import datetime as dt

    from bot.cli.review import as_lines, as_list, reviewed

    read = settings()
    logs("error")
    remarks = asyncio.run(reviewed(read, dt.datetime.now(dt.UTC).date()))
    if jsonl:
        as_lines(remarks, typer.echo)
    else:
        as_list(remarks, typer.echo, everything=everything)


@knowledge.command()
def rebuild() -> None:
    """Build the search index anew from the database; the old one answers until the new one is whole."""
    import asyncio

    read = settings()
    logs(read.log_level)
    typer.echo(f"{asyncio.run(_rebuild(read))} documents can be found.")


def _documents(file: Path) -> Sequence[Document]:
    from knowledge.documents import BadLine, read_lines

    try:
        return list(read_lines(file.read_text(encoding="utf-8-sig").splitlines()))
    except OSError as error:
        raise Fault(f"{str(file)!r} cannot be read ({error.strerror}); name a file of JSON Lines") from error
    except UnicodeDecodeError as error:
        raise Fault(f"{str(file)!r} is not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except BadLine as error:
        raise Fault(f"{str(file)!r}, {error}") from error


async def _add(read: Settings, documents: Sequence[Document]) -> int:
    from bot import wiring
    from bot.cli import progress
    from bot.search import row_of

    async with wiring.open_service(read) as service:
        await service.librarian.load()
        changed = await service.storage.put_documents([row_of(document) for document in documents])
        with progress.shown("Building the search index") as advance:
            await service.prepare(advance)
    return changed


async def _rebuild(read: Settings) -> int:
    from bot import library, wiring
    from bot.cli import progress

    async with wiring.open_service(read) as service:
        await service.librarian.load()
        with progress.shown("Building the search index") as advance:
            return await library.rebuild(service.storage, service.knowledge, advance)
