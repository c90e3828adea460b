"""What is read of a document: its words, whole, at the places where they stand."""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook

from knowledge.reading.port import Part, Reading
from knowledge.reading.reader import Reader
from tests.knowledge.reading import papers

HEAD = "Ministry of Environment · National plan 2025"


async def read(data: bytes, name: str) -> Reading:
    found = await Reader().read(data, name)
    assert isinstance(found, Reading), found
    return found


async def test_a_pdf_by_its_pages() -> None:
    """Pages as a viewer counts them, without what runs at their edges; words cut by a line's end are whole again."""
    plan = papers.pdf(
        [
            [HEAD, "The country has two trained taxono-", "mists and no long-term plan for its collection.", "1"],
            [
                HEAD,
                "Nobody maintains the freezers of the herba-",
                "rium, and a long-",
                "term contract is missing.",
                "2",
            ],
            [HEAD, "Funds end in 2027.", "3"],
        ],
        title="Samoa: national plan",
    )

    found = await read(plan, "plan.pdf")

    assert await read(plan, "plan.pdf") == found
    assert found.title == "Samoa: national plan"
    assert found.language == "en"
    assert found.parts == (
        Part("The country has two trained taxonomists and no long-term plan for its collection.", page=1),
        Part("Nobody maintains the freezers of the herbarium, and a long-term contract is missing.", page=2),
        Part("Funds end in 2027.", page=3),
    )


async def test_a_page_that_is_a_picture_is_named() -> None:
    """What could be read is given; pages that could not are listed, never passed over in silence."""
    found = await read(papers.pdf([["We lack trained staff."], [], ["Nothing was monitored."]]), "plan.pdf")

    assert [part.page for part in found.parts] == [1, 3]
    assert found.lost == (2,)


async def test_progress_goes_page_by_page() -> None:
    told: list[tuple[int, int]] = []

    await Reader().read(papers.pdf([["One."], ["Two."], ["Three."]]), "plan.pdf", lambda *at: told.append(at))

    assert told == [(1, 3), (2, 3), (3, 3)]


async def test_a_word_document_by_its_headings() -> None:
    """Text under its heading, tables a line a row, a merged cell once; the title that Word puts itself is none."""
    document = Document()
    document.core_properties.title = ""
    document.add_paragraph("Foreword.")
    document.add_heading("2. Gaps", level=1)
    document.add_paragraph("We lack\tinstruments.")
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Action", "Who", "When"), strict=True):
        cell.text = text
    merged = table.cell(1, 0).merge(table.cell(1, 1))
    merged.text = "Train wardens"
    table.cell(1, 2).text = "2026"

    found = await read(papers.saved(document), "plan.docx")

    assert found.parts == (
        Part("Foreword."),
        Part("We lack instruments.\nAction | Who | When\nTrain wardens | 2026", heading="2. Gaps"),
    )
    assert found.title == "Foreword."


async def test_a_web_page_as_its_reader_sees_it() -> None:
    """Scripts, styles and menus are not text; nor is anything fetched that the page names."""
    page = """<!doctype html><html><head><title>Plan &amp; besoins</title><style>p{color:red}</style>
        <script>document.write("hostile")</script></head><body><nav>Menu</nav><h2>Besoins</h2>
        <p>Il manque des <b>taxono</b>mistes.<p onclick="steal()">Et des fonds.<img src="http://localhost:1/x">
        <table><tr><th>Quoi<th>Qui<tr><td>Former<td>Le parc</table><svg><text>hidden</text></svg></body></html>"""

    found = await read(page.encode(), "plan.html")

    assert found.title == "Plan & besoins"
    assert found.parts == (
        Part("Il manque des taxonomistes.\nEt des fonds.\nQuoi | Qui\nFormer | Le parc", heading="Besoins"),
    )


async def test_markdown_and_plain_text() -> None:
    """Headings of both ways to write them; lines of a paragraph joined, marks taken away, links as their words."""
    front = "---\ntitle: The plan\n---\n"
    body = (
        "First\nlines.\n\n# Gaps #\n\nWe **lack** [nets](http://x.org),\nand *boats*.\n\nMore\n====\n\n- one\n- two\n"
    )

    found = await read((front + body).encode(), "plan.md")

    assert found.title == "The plan"
    assert found.parts == (
        Part("First lines."),
        Part("We lack nets, and boats.", heading="Gaps"),
        Part("- one\n- two", heading="More"),
    )


async def test_form_feeds_part_pages() -> None:
    found = await read(b"First page.\n\x0cSecond page.\n\x0cThird page.\n", "plan.txt")

    assert [(part.page, part.text) for part in found.parts] == [
        (1, "First page."),
        (2, "Second page."),
        (3, "Third page."),
    ]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "Наша страна и её природа в опасности"),
        ("utf-16", "我们国家没有监测设备和培训"),
        ("cp1252", "Les forêts sont gérées par les communautés"),
        ("cp1251", "Нет лаборатории и обученных людей"),
    ],
)
async def test_older_alphabets(encoding: str, text: str) -> None:
    """Text of any of our languages is read in whatever program it was saved."""
    assert (await read(text.encode(encoding), "plan.txt")).text == text


async def test_a_spreadsheet_as_text() -> None:
    """Every sheet under its name, a line a row."""
    book = Workbook()
    book.active.title = "Actions"
    book.active.append(["Action", "Year", None])
    book.active.append(["Train wardens", 2026.0, None])
    book.create_sheet("Empty")
    file = io.BytesIO()
    book.save(file)

    assert (await read(file.getvalue(), "plan.xlsx")).parts == (
        Part("Action | Year\nTrain wardens | 2026", heading="Actions"),
    )


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The ministry does not have the staff for the work that this plan asks of it."),
        ("fr", "Le ministère n’a pas le personnel pour les travaux que ce plan lui demande dans les parcs."),
        ("es", "El ministerio no tiene el personal para los trabajos que este plan le pide en los parques."),
        ("pt", "O ministério não tem pessoal para os trabalhos que este plano lhe pede nas áreas do litoral e do rio."),
        ("ar", "ليس لدى الوزارة موظفون لتنفيذ هذه الخطة"),
        ("ru", "У министерства нет людей для выполнения этого плана."),
        ("zh", "该部没有执行这项计划所需的人员。"),
        ("", "Kementerian tidak memiliki staf untuk pekerjaan yang diminta oleh rencana ini."),
        ("", "Samoa, Fiji, Tonga"),
    ],
)
async def test_the_language_of_a_document(language: str, text: str) -> None:
    assert (await read(text.encode(), "plan.txt")).language == language


async def test_the_documents_of_the_field() -> None:
    """Reports that a help desk keeps are read whole, their lines joined; a page of ours where no folder is named."""
    shared = os.environ.get("NEEDS_SHARED")
    ours = Path(__file__).parents[3] / "docs" / "how-it-works.md"
    files = sorted((Path(shared) / "documents").iterdir()) if shared else [ours]
    assert files
    for file in files:
        found = await read(file.read_bytes(), file.name)
        there = set(re.findall(r"\w+", f"{found.text} {' '.join(part.heading for part in found.parts)}"))
        words = re.findall(r"\w+", file.read_text(encoding="utf-8"))
        assert sum(word in there for word in words) > 0.97 * len(words), file.name
        assert found.language == "en"
        assert max(map(len, found.text.split("\n"))) > 150, f"{file.name}: lines were not joined"
