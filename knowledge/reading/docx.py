"""DOCX: paragraphs and tables, under their headings."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from docx import Document
from docx.document import Document as Opened
from docx.table import Table
from docx.text.paragraph import Paragraph

from knowledge.reading import tidy
from knowledge.reading.documents import Found
from knowledge.reading.outline import Line, sections

_HEADING = re.compile(r"(?:Heading [1-9]|Title)$")


def found(data: bytes) -> Found:
    """Raises whatever the parser raises on what is broken."""
    document = Document(io.BytesIO(data))
    title = tidy.clean(document.core_properties.title or "")
    return Found("" if title.casefold() == "word document" else title, sections(_lines(document)))


def _lines(document: Opened) -> Iterator[Line]:
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            yield from (Line(row) for row in _rows(block))
            continue
        text = " ".join(tidy.clean(block.text).split("\n")).strip()
        yield Line(text, heading=bool(text and _HEADING.match(_style(block))))


def _style(paragraph: Paragraph) -> str:
    return (paragraph.style.name or "") if paragraph.style else ""


def _rows(table: Table) -> Iterator[str]:
    """One line a row, its cells with " | " between; a merged cell once."""
    for row in table.rows:
        cells: list[str] = []
        seen = None
        for cell in row.cells:
            if cell._tc is not seen:
                cells.append(" ".join(tidy.clean(cell.text).split()))
            seen = cell._tc
        if any(cells):
            yield " | ".join(cells)
