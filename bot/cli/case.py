"""`needs export` and `needs replay`: take a request away, read a conversation again; also beside a running service."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.faults import Fault
from bot.cli.start import logs, settings

if TYPE_CHECKING:
    from dialogs.request import Request
    from storage.port import Storage, TranscriptRow

app = typer.Typer(rich_markup_mode=None)

Code = Annotated[str, typer.Argument(help="The code of the case, as KUMA-4827.")]


class Format(StrEnum):
    JSON = "json"
    BBI = "bbi"
    DOCX = "docx"
    PAGE = "page"


ENDINGS = {Format.JSON: "json", Format.BBI: "bbi.json", Format.DOCX: "docx", Format.PAGE: "html"}


@app.command()
def export(
    code: Code,
    format: Annotated[
        Format, typer.Option(help="Full record, Bio-Bridge form, Word document or web page.")
    ] = Format.JSON,
    out: Annotated[Path | None, typer.Option(help="Where to write it; else text goes to standard output.")] = None,
) -> None:
    """Take a sent request away as a file."""
    import asyncio

    logs("error")
    content = asyncio.run(_export(code.strip().upper(), format))
    if out is None and format is Format.DOCX and sys.stdout.isatty():
        out = Path(f"{code.strip().upper()}.{ENDINGS[format]}")
    if out is None:
        sys.stdout.buffer.write(content if format is Format.DOCX else content + b"\n")
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Fault(f"{str(out)!r} cannot be written ({error.strerror}); name another file with --out") from error
    typer.echo(f"{out} written, {len(content)} bytes.")


@app.command()
def replay(code: Code) -> None:
    """Print the conversation of a case as plain text, with the field of each question and without secret links."""
    import asyncio

    logs("error")
    for line in asyncio.run(_replay(code.strip().upper())):
        typer.echo(line)


async def _export(code: str, format: Format) -> bytes:
    from bot.export.page import standalone, to_page
    from bot.export.record import to_record

    async with opened() as storage:
        request = await request_of(storage, code)
    match format:
        case Format.JSON:
            return to_record(request).encode()
        case Format.BBI:
            from bot.export.bbi import to_bio_bridge

            return to_bio_bridge(request).encode()
        case Format.PAGE:
            return standalone(to_page(request)).encode()
        case Format.DOCX:
            from bot.export.docx import to_docx

            return to_docx(request)


async def request_of(storage: Storage, code: str) -> Request:
    from dialogs.request import UnreadableRequest, load

    row = await storage.request(code)
    if row is None:
        raise Fault(f"no case {code!r} in this folder; look at the code and at NEEDS_DATA_DIR")
    try:
        return load(row.body)
    except UnreadableRequest as error:
        raise Fault(f"case {code!r}: {error}") from error


async def _replay(code: str) -> list[str]:
    async with opened() as storage:
        row = await storage.request(code)
        if row is None:
            raise Fault(f"no case {code!r} in this folder; look at the code and at NEEDS_DATA_DIR")
        if row.conversation is None:
            raise Fault(f"the conversation of case {code!r} was erased; its dates and country are left")
        rows = await storage.transcript(row.conversation)
    return [line for one in rows for line in _lines(one)]


def _lines(row: TranscriptRow) -> list[str]:
    """One message as text: who, when, about which field; further lines indented."""
    import datetime as dt

    from bot.codes import masked
    from bot.wire import read_outbound

    at = dt.datetime.fromtimestamp(row.at, dt.UTC).strftime("%Y-%m-%d %H:%M")
    if row.direction == "in":
        text, about = row.text or f"({row.kind})", ""
    else:
        message = read_outbound(row.text)
        text, about = message.text, asked_about(message.text, message.language) if message.kind == "ask" else ""
    who = "person" if row.direction == "in" else f"assistant [{about}]" if about else "assistant"
    first, *rest = masked(text).splitlines() or [""]
    return [f"{at} {who}: {first}", *(f"    {line}" for line in rest)]


def asked_about(text: str, language: str) -> str:
    """The field a question is about, by its wording; "" when its wording has changed since."""
    from dialogs.forms.request import REQUEST
    from dialogs.words import has, say

    found: dict[str, int] = {}
    for key in (*(field.key for field in REQUEST.fields), "review", "delete", "lesson"):
        for id in (f"ask.{key}", f"short.{key}"):
            wording = say(id, language) if has(id, language) else ""
            if wording and wording in text:
                found[key] = max(found.get(key, 0), len(wording))
    return max(found, key=lambda key: found[key], default="")


@asynccontextmanager
async def opened() -> AsyncIterator[Storage]:
    """The database, to read only: a service may be writing to it."""
    from storage import open_storage

    storage = await open_storage(settings().database, read_only=True)
    try:
        yield storage
    finally:
        await storage.close()
