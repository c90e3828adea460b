"""`needs knowledge ingest` and `template`: files become documents, each file whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.faults import Fault
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import LANGUAGES, say
from knowledge.likeness import NEAR, Print, likeness, print_of
from knowledge.port import Document, Kind
from knowledge.practices import COLUMNS, checked_day, explained, practices, template
from knowledge.reading.kind import ENDINGS
from knowledge.reading.port import Unreadable
from knowledge.works import Care, documents_of, work_id, work_of, works

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wiring import Service
    from knowledge.reading.port import Reads

KINDS: tuple[Kind, ...] = ("guide", "practice", "provider", "opportunity")
"""What a file may be found as; requests come from conversations, terms and targets from the library."""
MOST_FAULTS = 20
"""Faults of a table that are listed; the rest is counted."""

_YEARS = re.compile(r"(?:\d{4}(?:-\d{4})?)?")

Echo = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was asked for, beside the files."""

    care: Care
    title: str = ""
    """Of a work, instead of the one in the file."""
    language: str = ""
    replace: str = ""
    """The work that the file is a new edition of; "" for none."""
    near: bool = False
    """Whether what is nearly the same as something there is added beside it."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file of which nothing is added."""

    why: str


def looked_after(
    kind: str,
    source: str,
    keeper: str,
    checked: str,
    year: str,
    countries: Sequence[str],
    visibility: str,
    traditional_knowledge: bool,
    consent: str,
) -> Care:
    """The options of the command as values.

    Raises:
        Fault: one of them is not what it should be.
    """
    if kind not in KINDS:
        raise Fault(f"--kind {kind!r} is not one of {', '.join(KINDS)}")
    if visibility not in ("desk", "public"):
        raise Fault(f"--visibility {visibility!r} is neither desk nor public")
    if not _YEARS.fullmatch(year):
        raise Fault(f"--year {year!r} is not as in 2021 or 2021-2023")
    if unknown := [code for code in countries if code not in PARTIES]:
        raise Fault(f"--country {unknown[0]!r} is no two-letter code of a Party, as in WS")
    try:
        day = checked_day(checked)
    except ValueError as error:
        raise Fault(f"--checked {error}") from error
    return Care(
        keeper=keeper,
        checked=day,
        year=year,
        source=source,
        countries=tuple(countries),
        visibility="public" if visibility == "public" else "desk",
        kind=next(known for known in KINDS if known == kind),
        traditional_knowledge=traditional_knowledge,
        consent=consent,
    )


async def ingested(read: Settings, files: Sequence[Path], wanted: Wanted, echo: Echo) -> bool:
    """Read every file, then add what can be added; says of each what became of it. False when one was refused."""
    from bot import wiring
    from bot.cli import progress
    from knowledge.reading.reader import Reader

    if wanted.language and wanted.language not in LANGUAGES:
        raise Fault(f"--language {wanted.language!r} is not one of {', '.join(LANGUAGES)}")
    if wanted.replace and len(files) != 1:
        raise Fault("--replace is for one file at a time")
    reader = Reader()
    found = [(file, await _documents(reader, file, wanted, echo)) for file in files]
    refused = 0
    async with wiring.open_service(read) as service:
        await service.librarian.load()
        for file, documents in found:
            done = documents if isinstance(documents, Refused) else await _put(service, documents, wanted)
            refused += isinstance(done, Refused)
            echo(f"{file.name}: {done.why if isinstance(done, Refused) else done}")
        with progress.shown("Building the search index") as advance:
            await service.prepare(advance)
    return not refused


def write_template(out: Path | None, echo: Echo) -> None:
    """An empty table of practices, with what to write in it.

    Raises:
        Fault: the file exists, has another ending, or cannot be written.
    """
    if out is None:
        echo(template().removeprefix("\ufeff").rstrip())
        return
    if out.suffix not in (".csv", ".xlsx"):
        raise Fault(f"{str(out)!r} ends neither in .csv nor in .xlsx")
    try:
        with out.open("xb") as file:
            file.write(_book() if out.suffix == ".xlsx" else template().encode())
    except FileExistsError as error:
        raise Fault(f"{str(out)!r} is there already; name another file") from error
    except OSError as error:
        raise Fault(f"{str(out)!r} cannot be written ({error.strerror})") from error
    echo(explained())


def _book() -> bytes:
    """The template as a spreadsheet: the second sheet says what to write."""
    import io

    from openpyxl import Workbook

    book = Workbook(write_only=True)
    book.create_sheet("Practices").append([heading for heading, _ in COLUMNS.values()])
    help_sheet = book.create_sheet("How to fill in")
    for line in explained().splitlines():
        help_sheet.append([line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


async def _documents(reader: Reads, file: Path, wanted: Wanted, echo: Echo) -> Sequence[Document] | Refused:
    data = _content(file)
    if isinstance(data, Refused):
        return data
    if ENDINGS.get(file.suffix.lstrip(".").lower()) in ("csv", "xlsx"):
        return await _practices(reader, data, file, wanted)
    return await _work(reader, data, file, wanted, echo)


def _content(file: Path) -> bytes | Refused:
    try:
        return file.read_bytes()
    except OSError as error:
        return Refused(f"cannot be read ({error.strerror})")


async def _practices(reader: Reads, data: bytes, file: Path, wanted: Wanted) -> Sequence[Document] | Refused:
    table = await reader.table(data, file.name)
    if isinstance(table, Unreadable):
        return _unreadable(table)
    found, faults = practices(table, wanted.care)
    if faults:
        lines = [f"  row {fault.row}: {fault.says}" for fault in faults[:MOST_FAULTS]]
        more = [f"  and {len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        return Refused("\n".join(["nothing was added; correct these rows first", *lines, *more]))
    return found or Refused("there are no rows below the headings")


async def _work(reader: Reads, data: bytes, file: Path, wanted: Wanted, echo: Echo) -> Sequence[Document] | Refused:
    from bot.cli import progress

    with progress.shown(f"Reading {file.name}") as advance:
        found = await reader.read(data, file.name, advance)
    if isinstance(found, Unreadable):
        return _unreadable(found)
    language = wanted.language or found.language
    if not language:
        return Refused("its language is none of ours, or not to be told; say which with --language")
    if found.lost:
        pages = ", ".join(map(str, found.lost[:MOST_FAULTS]))
        echo(f"{file.name}: no text on page {pages}; they are left out")
    titled = replace(found, title=wanted.title or found.title)
    documents = documents_of(titled, work_id(data), file.name, language, wanted.care)
    return documents or Refused("there is no sentence in it long enough to be found")


def _unreadable(found: Unreadable) -> Refused:
    return Refused(say(f"reading.{found.reason}", "en"))


async def _put(service: Service, documents: Sequence[Document], wanted: Wanted) -> str | Refused:
    """Write what is new, in one transaction; what became of it in a sentence."""
    from bot.search import document_of, row_of

    held = [document_of(row) for row in await service.storage.documents()]
    known = works(held)
    if wanted.replace and wanted.replace not in known:
        raise Fault(f"--replace {wanted.replace!r} names no work; `needs knowledge review` lists them")
    here = works(documents)
    if here.keys() <= known.keys() and wanted.care == Care(kind=wanted.care.kind) and not wanted.title:
        return f"{_named(documents)}: there already, and left as it is"
    others = {id: parts for id, parts in known.items() if id not in here and id != wanted.replace}
    if not wanted.near and (same := _nearest(here, others)):
        return Refused(same)
    changed = await service.storage.put_documents([row_of(document) for document in documents])
    # The new edition stands already: a kill here leaves both, and the same command again takes the old one out.
    gone = {document.id for document in known.get(wanted.replace, ())} - {document.id for document in documents}
    if gone:
        await service.storage.remove_documents(sorted(gone))
    return f"{_named(documents)}: {changed} new or changed{', the edition before is taken out' if gone else ''}"


def _named(documents: Sequence[Document]) -> str:
    title = documents[0].facets.get("work_title")
    return f"“{title}” ({work_of(documents[0])}), {len(documents)} passages" if title else f"{len(documents)} practices"


def _nearest(here: Mapping[str, Sequence[Document]], others: Mapping[str, Sequence[Document]]) -> str:
    """What is wrong with adding something that nearly stands there; "" for nothing."""
    prints = {id: _print(parts) for id, parts in others.items()}
    for parts in here.values():
        own = _print(parts)
        best, id = max(((likeness(own, other), id) for id, other in prints.items()), default=(0.0, ""))
        if best >= NEAR:
            there = others[id][0].facets.get("work_title", others[id][0].title)
            how = "the same text as" if best > 0.99 else f"nearly the same ({best:.0%}) as"
            return (
                f"“{parts[0].title}” is {how} “{there}” ({id}); nothing was added. "
                f"--replace {id} puts it in its place, --near adds it beside"
            )
    return ""


def _print(parts: Sequence[Document]) -> Print:
    return print_of(" ".join(part.text for part in parts))
