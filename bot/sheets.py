"""Tables that people keep elsewhere: the rows of a CSV or XLSX file as text, and a new file with such rows."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence

MOST = 5 * 1024 * 1024
"""Bytes of a file."""
UNPACKED = 60 * 1024 * 1024
"""Bytes of what an XLSX file holds: a small file can unpack to a huge one."""
ROWS, COLUMNS = 5000, 60
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BREAKS = ("\t", "\r", "\n")
"""How a formula begins, in wide letters too, and what programs pass over before it."""


class BadSheet(ValueError):
    """It cannot be read as a table; the message says what to do."""


def rows(name: str, content: bytes) -> list[list[str]]:
    """The first sheet, every cell as text without space around it, dates as 2026-03-01.

    `name` tells by its ending what it is. Empty cells at the end of a row and empty rows at the end are left out.

    Raises:
        BadSheet: nothing of it is used.
    """
    if len(content) > MOST:
        raise BadSheet(f"the file has {len(content) // 1024:,} kB; at most {MOST // 1024:,} kB are read: split it")
    ending = name.rpartition(".")[2].lower()
    if ending == "csv":
        found = _csv(content)
    elif ending == "xlsx":
        found = _xlsx(content)
    else:
        raise BadSheet(f"{name!r} ends in neither .csv nor .xlsx: save the table as one of these")
    found = [_trimmed(row) for row in found]
    while found and not found[-1]:
        found.pop()
    if len(found) > ROWS:
        raise BadSheet(f"the table has more than {ROWS:,} rows: split it")
    return found


def written(name: str, table: Sequence[Sequence[str]]) -> bytes:
    """A file with these rows, for a program of tables.

    Raises:
        BadSheet: `name` ends in neither .csv nor .xlsx.
    """
    ending = name.rpartition(".")[2].lower()
    if ending == "csv":
        text = io.StringIO()
        csv.writer(text).writerows(table)
        # Excel takes a file for UTF-8 only with a mark at its beginning.
        return text.getvalue().encode("utf-8-sig")
    if ending == "xlsx":
        from openpyxl import Workbook

        book = Workbook()
        sheet = book.worksheets[0]
        for row in table:
            sheet.append(list(row))
        file = io.BytesIO()
        book.save(file)
        return file.getvalue()
    raise BadSheet(f"{name!r} ends in neither .csv nor .xlsx: name it one of these")


def harmless(table: Iterable[Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """The rows, in which no cell is taken for a formula by a program of tables: what could be one begins with "'"."""
    for row in table:
        yield tuple(f"'{cell}" if cell.lstrip().startswith(_FORMULA) or cell[:1] in _BREAKS else cell for cell in row)


def _csv(content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadSheet(f"the file is not UTF-8 at byte {error.start}: save it as “CSV UTF-8”") from error
    if "\0" in text:
        raise BadSheet("the file is no text: save the table as “CSV UTF-8”")
    head = text.partition("\n")[0]
    # Where a comma is the decimal sign, programs put semicolons between cells.
    separator = max(",;\t", key=head.count)
    try:
        return [[cell.strip() for cell in row[:COLUMNS]] for row in csv.reader(io.StringIO(text), delimiter=separator)]
    except csv.Error as error:
        raise BadSheet(f"the file is no table ({error}): save it as “CSV UTF-8”") from error


def _xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
        if unpacked > UNPACKED:
            raise BadSheet(
                f"the file unpacks to more than {UNPACKED // 1024 // 1024} MB: keep one sheet of plain cells"
            )
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        cells = sheet.iter_rows(max_row=ROWS + 1, max_col=COLUMNS, values_only=True)
        return [[_text(cell) for cell in row] for row in cells]
    except BadSheet:
        raise
    except Exception as error:  # What a damaged file makes its readers raise: of zip, of XML, of types.
        raise BadSheet("the file is no XLSX table: save it again from the program it was made with") from error


def _trimmed(row: list[str]) -> list[str]:
    """Without empty cells at its end: programs differ in how many they write."""
    last = max((place for place, cell in enumerate(row, 1) if cell), default=0)
    return row[:last]


def _text(cell: object) -> str:
    match cell:
        case None:
            return ""
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
        case float() if cell.is_integer():
            return str(int(cell))
        case _:
            return str(cell).strip()
