"""What comes out of a file: text with the places it stands at, a table's rows, or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Reason = Literal["kind", "name", "size", "encrypted", "scan", "empty", "damaged", "slow"]
"""Why a file cannot be read. Each has a sentence for people in every language: `reading.<reason>` in dialogs/words.

"kind": none of the kinds we read; "name": the content is of another kind than the name says; "size": too many bytes,
pages or characters, also once unpacked; "encrypted": it needs a password; "scan": pages without text, pictures perhaps;
"empty": no text in a file that is not pages; "damaged": it breaks off or contradicts itself; "slow": it took too long.
"""

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file may cost. The defaults were chosen: a national plan of 400 pages takes a tenth of each."""

    size: int = 30 * MIB
    """Bytes of the file."""
    unpacked: int = 200 * MIB
    """Bytes of what is packed in it."""
    pages: int = 1500
    rows: int = 20_000
    characters: int = 4_000_000
    memory: int = 768 * MIB
    """Bytes of address space of the process that reads."""
    seconds: float = 60.0


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Part:
    """A page, or what stands below one heading."""

    text: str
    """Paragraphs with "\\n" between; no line is broken within a paragraph, no word by a hyphen. Never empty."""
    page: int = 0
    """From 1, counted as a viewer counts; 0 where the file has no pages of its own (DOCX, HTML, text)."""
    heading: str = ""
    """The nearest heading above, "" before the first and in a PDF. A spreadsheet's is the sheet."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A document that was read."""

    title: str
    """As the file states it, else its first heading or line, else its name; never empty."""
    language: str
    """The one of our seven that most of its words are of; "" when none is."""
    parts: tuple[Part, ...]
    """In reading order; never empty."""
    lost: tuple[int, ...] = ()
    """Pages that could not be read beside those that could: pictures of text, damage."""

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    """As a spreadsheet counts: the headings stand on row 1."""
    cells: Mapping[str, str]
    """By the column's heading; cells without text are left out."""


@dataclass(frozen=True, slots=True)
class Table:
    """The first sheet of a spreadsheet, or a file of separated values."""

    columns: tuple[str, ...]
    """The headings, in order."""
    rows: tuple[Row, ...]
    """Those with any text; may be empty."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that cannot be read; the person is told why and what to do."""

    reason: Reason


Progress = Callable[[int, int], None]
"""(pages read, pages in all), in the event loop's thread; never called for a file without pages."""


def silently(done: int, total: int) -> None: ...


class Reads(Protocol):
    """Reads files. Reading one twice gives the same; nothing is kept of it."""

    async def read(self, data: bytes, name: str, progress: Progress = silently) -> Reading | Unreadable:
        """PDF, DOCX, HTML, Markdown, plain text, and the sheets of XLSX and CSV; never raises for what is in a file.

        `name` is the file's name, of which only the ending and, for want of a title, the stem are used.
        """

    async def table(self, data: bytes, name: str) -> Table | Unreadable:
        """The rows of CSV or XLSX; any other kind is Unreadable("kind")."""
