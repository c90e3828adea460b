"""Spreadsheets and separated values: rows under the headings of the first row that has any text."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Literal

from knowledge.reading import tidy
from knowledge.reading.kind import kind_of
from knowledge.reading.letters import decoded
from knowledge.reading.port import Limits, Part, Row, Table
from knowledge.reading.stop import Stop

COLUMNS = 200
CELL = 32_767
"""Characters, as many as a spreadsheet's cell holds."""

TableKind = Literal["xlsx", "csv"]
Numbered = tuple[int, list[str]]
"""The number of a row, and its cells."""


def table(data: bytes, name: str, limits: Limits) -> Table:
    """
    Raises:
        Stop: it is no table of ours, or too large; also whatever the parser raises on what is broken.
    """
    kind = kind_of(data, name, limits)
    if kind != "xlsx" and kind != "csv":
        raise Stop("kind")
    _, rows = next(_sheets(data, kind, limits))
    headings = next((cells for _, cells in rows), None)
    if headings is None:
        raise Stop("empty")
    return Table(tuple(filter(None, headings)), tuple(_row(number, cells, headings) for number, cells in rows))


def as_parts(data: bytes, kind: TableKind, limits: Limits) -> tuple[Part, ...]:
    """Every sheet as text: one line a row, the cells that have any with " | " between."""
    sheets = (
        (title, "\n".join(" | ".join(filter(None, cells)) for _, cells in rows))
        for title, rows in _sheets(data, kind, limits)
    )
    return tuple(Part(text, heading=title) for title, text in sheets if text)


def _row(number: int, cells: list[str], headings: list[str]) -> Row:
    return Row(number, {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading and cell})


def _sheets(data: bytes, kind: TableKind, limits: Limits) -> Iterator[tuple[str, Iterator[Numbered]]]:
    """(title, its rows that have any text)."""
    if kind == "csv":
        yield "", _written(_separated(decoded(data)), limits)
        return
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        yield str(sheet.title), _written(sheet.iter_rows(values_only=True, max_col=COLUMNS), limits)


def _separated(text: str) -> Iterable[list[str]]:
    """By whichever separator the first line has most of; Excel writes semicolons in half of the world."""
    first = text.lstrip("\n").partition("\n")[0]
    separator = max(",;\t", key=first.count)
    csv.field_size_limit(10 * CELL)
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _written(rows: Iterable[Iterable[object]], limits: Limits) -> Iterator[Numbered]:
    characters = 0
    for number, row in enumerate(rows, start=1):
        if number > limits.rows:
            raise Stop("size")
        cells = [_cell(value) for value in row]
        characters += sum(map(len, cells))
        if characters > limits.characters or len(cells) > COLUMNS:
            raise Stop("size")
        if any(cells):
            yield number, cells


def _cell(value: object) -> str:
    if value is None:
        return ""
    # A year typed into a spreadsheet comes as 2021.0 from some programs.
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return "\n".join(filter(None, tidy.clean(text).split("\n")))[:CELL]
