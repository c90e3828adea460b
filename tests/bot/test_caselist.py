"""A list of open cases becomes cases, or every wrong cell is named and nothing happens."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from bot.caselist import COLUMNS, BadColumns, Entry, Problem, bring, entries, explained, template
from bot.desk import Refused
from bot.sheets import MOST, BadSheet, rows, written
from storage import open_storage
from storage.desk.port import Account, NewAccount, Queue

NOW = dt.datetime(2026, 11, 21, tzinfo=dt.UTC).timestamp()
ANA = Account(7, "ana@desk.example", "Ana", "officer", "", ("en",), "", 0, 0.0, 0.0)


def wrong(*cells: tuple[str, str]) -> list[tuple[int, str, str]]:
    """What is said of one row with these cells, beside a title."""
    given = {"title": "Lionfish"} | dict(cells)
    found = entries([list(given), list(given.values())], [ANA], NOW)
    return [(one.row, one.column, one.why) for one in found if isinstance(one, Problem)]


def only(*cells: tuple[str, str]) -> Entry:
    given = {"title": "Lionfish"} | dict(cells)
    (entry,) = entries([list(given), list(given.values())], [ANA], NOW)
    assert isinstance(entry, Entry)
    return entry


@pytest.mark.parametrize("name", ["list.csv", "list.xlsx"])
def test_the_template_is_a_list_that_can_be_brought(name: str) -> None:
    """What is written reads the same; its example is a case, once there is the colleague it names."""
    table = rows(name, written(name, template()))
    assert table == [list(row) for row in template()]
    (entry,) = entries(table, [ANA], NOW)
    assert isinstance(entry, Entry)
    assert (entry.country, entry.team, entry.stage, entry.assignee) == ("HT", "CARICOM", "coaching", 7)
    assert entry.received == dt.datetime(2026, 3, 1, tzinfo=dt.UTC).timestamp()


def test_a_title_is_enough() -> None:
    entry = only()
    assert (entry.country, entry.language, entry.team, entry.stage, entry.assignee) == ("", "en", "", "draft", 0)


@pytest.mark.parametrize("country", ["HT", "ht", "Haiti", "HAÏTI", "Haití", "海地"])
def test_a_country_is_read_by_code_and_in_our_languages(country: str) -> None:
    assert only(("country", country)).country == "HT"


@pytest.mark.parametrize("stage", ["focal-point", "with the national focal point", "Focal-Point"])
def test_a_state_is_read_by_name_and_by_its_words(stage: str) -> None:
    assert only(("stage", stage)).stage == "focal-point"


@pytest.mark.parametrize(
    ("column", "given", "why"),
    [
        ("title", "", "empty"),
        ("title", "x" * 201, "long"),
        ("notes", "x" * 8001, "long"),
        ("country", "Atlantis", "country"),
        ("language", "tlh", "language"),
        ("team", "NASA", "team"),
        ("stage", "somewhere", "stage"),
        ("assignee", "ben@desk.example", "account"),
        ("received", "1 March", "date"),
        ("received", "2027-01-01", "future"),
    ],
)
def test_a_wrong_cell_is_named(column: str, given: str, why: str) -> None:
    """By row and column, in a sentence that says what to do."""
    assert wrong((column, given), ("reference", "1")) == [(2, column, why)]
    assert explained(Problem(2, column, why, given)).startswith(f"row 2, {column}: ")  # type: ignore[arg-type]


def test_all_that_is_wrong_is_said_at_once_and_empty_rows_are_passed_over() -> None:
    table = [["title", "country"], ["Lionfish", "Atlantis"], ["", ""], ["", "HT"], ["Reefs", "HT"]]
    found = entries(table, [ANA], NOW)
    assert [(one.row, one.column) for one in found if isinstance(one, Problem)] == [(2, "country"), (4, "title")]


def test_a_case_stands_in_a_list_once() -> None:
    """By its reference, else by what it says."""
    named = entries([["reference", "title"], ["1", "A"], ["1", "B"]], [], NOW)
    said = entries([["title", "country"], ["A", "HT"], ["A", "HT"], ["A", "JM"]], [], NOW)
    assert named == [Problem(3, "reference", "twice", "2")]
    assert said == [Problem(3, "reference", "twice", "2")]


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (["Titel", "country"], "'titel'"),
        (["country"], "no column 'title'"),
        (["title", "title"], "two columns"),
        ([], "no"),
    ],
)
def test_another_head_is_refused(head: list[str], says: str) -> None:
    with pytest.raises(BadColumns, match=says):
        entries([head, ["x", "y"]], [], NOW)


def test_a_head_may_be_written_by_people() -> None:
    assert isinstance(entries([[" Title ", "COUNTRY"], ["A", "HT"]], [], NOW)[0], Entry)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_of_any_office_are_read(separator: str) -> None:
    """With commas, semicolons or tabs between cells; quoted cells keep theirs, and line ends."""
    text = (
        separator.join(["title", "notes"]) + "\r\n" + separator.join(["Récifs", '"one, two; three\nfour"']) + "\r\n\r\n"
    )
    assert rows("a.csv", text.encode("utf-8-sig")) == [["title", "notes"], ["Récifs", "one, two; three\nfour"]]
    assert rows("a.csv", text.encode("utf-16")) == [["title", "notes"], ["Récifs", "one, two; three\nfour"]]


def test_dates_and_numbers_of_a_sheet_become_text() -> None:
    book = Workbook()
    book.worksheets[0].append(["title", dt.datetime(2026, 3, 1, 9, 30), 14, 1.5, None, True])  # noqa: DTZ001 - cells know no zone.
    file = io.BytesIO()
    book.save(file)
    assert rows("a.XLSX", file.getvalue()) == [["title", "2026-03-01", "14", "1.5", "", "True"]]


def damaged(name: str, instead: bytes) -> bytes:
    """A list of which one part is something else."""
    whole, file = zipfile.ZipFile(io.BytesIO(written("a.xlsx", template()))), io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        for entry in whole.namelist():
            packed.writestr(entry, instead if entry == name else whole.read(entry))
    return file.getvalue()


def flipped() -> bytes:
    """A list of which a few bytes in the middle went wrong on the way."""
    whole = bytearray(written("a.xlsx", template()))
    found = zipfile.ZipFile(io.BytesIO(whole)).getinfo("xl/worksheets/sheet1.xml")
    start = found.header_offset + 30 + len(found.filename)
    whole[start : start + 20] = b"\xff" * 20
    return bytes(whole)


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(61 * 1024 * 1024))
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"%PDF", "neither"),
        ("a.csv", "Récifs".encode("latin-1"), "not UTF-8"),
        ("a.csv", b"\0\1", "no text"),
        ("a.csv", b"x" * (MOST + 1), "split it"),
        ("a.csv", b"x\n" * 5001, "split it"),
        ("a.xlsx", b"no table", "no XLSX"),
        ("a.xlsx", written("a.xlsx", [["title"]])[:-30], "no XLSX"),
        ("a.xlsx", bomb(), "unpacks to"),
        ("a.xlsx", damaged("xl/worksheets/sheet1.xml", b"<worksheet>"), "no XLSX"),
        ("a.xlsx", damaged("xl/styles.xml", b""), "no XLSX"),
        ("a.xlsx", damaged("[Content_Types].xml", b"<a/>"), "no XLSX"),
        ("a.xlsx", flipped(), "no XLSX"),
    ],
    ids=["ending", "latin", "bytes", "big", "rows", "text", "cut", "bomb", "xml", "styles", "parts", "bytes flipped"],
)
def test_what_is_no_table_is_refused_with_what_to_do(name: str, content: bytes, says: str) -> None:
    with pytest.raises(BadSheet, match=says):
        rows(name, content)


async def test_a_list_is_brought_once(tmp_path: Path) -> None:
    """What was interrupted can be done again; who waits since March stands before who waits since May."""
    storage = await open_storage(tmp_path)
    try:
        ana = await storage.desk.invite(NewAccount("ana@desk.example", "Ana", "officer", "i", NOW + 60, NOW))

        def listed(*cells: Sequence[str]) -> list[Entry]:
            found = entries([COLUMNS, *cells], [ana], NOW)
            return [one for one in found if isinstance(one, Entry)]

        may = ("2", "Reefs", "Samoa", "", "", "", "", "", "2026-05-01", "")
        march = (
            "1",
            "Lionfish",
            "Haiti",
            "fr",
            "Ministry",
            "SPREP",
            "ready",
            "ana@desk.example",
            "2026-03-01",
            "By mail.",
        )
        first = await bring(storage.desk, ana, listed(may), clock=lambda: NOW)
        second = await bring(storage.desk, ana, listed(may, march), clock=lambda: NOW)
        assert (first.opened, first.known, second.opened, second.known) == (1, 0, 1, 1)
        old, new = await storage.desk.queue(Queue())
        assert (old.title, old.country, old.team, old.stage, old.assignee) == (
            "Lionfish",
            "HT",
            "SPREP",
            "ready",
            ana.id,
        )
        assert (old.opened, old.institution, old.language) == (
            dt.datetime(2026, 3, 1, tzinfo=dt.UTC).timestamp(), "Ministry", "fr",
        )  # fmt: skip
        assert (new.title, new.assignee, new.stage) == ("Reefs", None, "draft")
        (step,) = await storage.desk.history(old.id)
        assert step.body == '{"text": "By mail.", "reference": "1"}'
        reader = await storage.desk.invite(NewAccount("bo@desk.example", "Bo", "reader", "r", NOW + 60, NOW))
        with pytest.raises(Refused, match="role"):
            await bring(storage.desk, reader, listed(march))
    finally:
        await storage.close()
