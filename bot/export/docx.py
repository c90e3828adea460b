"""A request as a Word document for a minister to sign: honest about what is open, with a source for each answer."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from bot.display import alone
from bot.export.outline import Grid, Line, Nest, Outline, outline, right_to_left
from dialogs.coach.tree import Branch
from dialogs.request import Request

FONT = "Arial"
"""On every office computer, with Latin, Cyrillic and Arabic letters."""
EAST_ASIAN_FONT = "Microsoft YaHei"
"""Replaced by the reader's own where it is missing."""
INK = RGBColor(0x0D, 0x4F, 0x49)
SMALL = Pt(8.5)
WIDTHS = (Cm(5), Cm(11.4))
"""Of a table's two columns."""
AFTER_BIDI = ("w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr")
"""Properties of a paragraph that the format wants after its direction."""
EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # The earliest day a zip file can carry; stands for a draft's.


def to_docx(request: Request) -> bytes:
    """The document, in the language of the request; Arabic reads from right to left."""
    return on_paper(outline(request), request.sent)


def on_paper(sheet: Outline, sent: float) -> bytes:
    """A document of these headings and lines; its date is when the request was `sent`."""
    paper = Document()
    _set_up(paper, sheet, sent)
    _opening(paper, sheet)
    for section in sheet.sections:
        _heading(paper, section.heading)
        for line in section.lines:
            _block(paper, sheet, line)
    _open_questions(paper, sheet)
    _signature(paper, sheet)
    if sheet.sources:
        _sources(paper, sheet)
    file = io.BytesIO()
    paper.save(file)
    return file.getvalue()


def _set_up(paper: Paper, sheet: Outline, sent: float) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.3)
    page.top_margin = page.bottom_margin = Cm(2)
    for name, size in (("Normal", 10.5), ("Title", 20), ("Heading 1", 12.5)):
        style = paper.styles[name]
        assert isinstance(style, ParagraphStyle)
        style.font.size = Pt(size)
        style.font.name = FONT
        _fonts(style.element.get_or_add_rPr().get_or_add_rFonts())
        if name != "Normal":
            style.font.color.rgb = INK
    properties = paper.core_properties
    properties.title, properties.subject, properties.author = sheet.title[:255], sheet.code[:255], ""
    properties.comments, properties.language = "", sheet.language
    properties.created = properties.modified = dt.datetime.fromtimestamp(sent, dt.UTC) if sent else EPOCH
    footer = page.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(footer, f"{sheet.code}   {sheet.say('doc.not_official')}", size=SMALL)


def _opening(paper: Paper, sheet: Outline) -> None:
    _write(paper.add_paragraph(), sheet.say("doc.heading"), bold=True, color=INK)
    _write(paper.add_paragraph(style="Title"), sheet.title)
    _write(paper.add_paragraph(), sheet.say("doc.subheading"), size=SMALL)
    _heading(paper, sheet.say("doc.summary"))
    _table(paper, sheet, sheet.summary)


def _open_questions(paper: Paper, sheet: Outline) -> None:
    if sheet.gaps:
        _heading(paper, sheet.say("doc.gaps"))
        _write(paper.add_paragraph(), sheet.say("doc.gaps_intro"))
        for gap in sheet.gaps:
            _write(paper.add_paragraph(style="List Bullet"), gap)
    if sheet.notes:
        _heading(paper, sheet.say("doc.gap.note").capitalize())
        for label, text in sheet.notes:
            _answer(paper, sheet, label, [sheet.say("doc.words", words=text)])


def _signature(paper: Paper, sheet: Outline) -> None:
    _heading(paper, sheet.say("doc.signature"))
    _write(paper.add_paragraph(), sheet.say("doc.not_official"))
    lines = ("doc.signature_name", "doc.signature_place", "doc.signature_sign")
    table = _table(paper, sheet, [(sheet.say(id), "") for id in lines])
    for row in table.rows:
        row.height = Cm(1.1)


def _sources(paper: Paper, sheet: Outline) -> None:
    _heading(paper, sheet.say("doc.provenance"))
    _write(paper.add_paragraph(), sheet.say("doc.confirmed"), size=SMALL)
    _table(paper, sheet, [(sheet.say("doc.field"), sheet.say("doc.source")), *sheet.sources], size=SMALL)
    last = paper.add_paragraph()
    last.paragraph_format.space_before = Pt(8)
    _write(last, sheet.say("doc.no_money"), size=SMALL)


def _heading(paper: Paper, text: str) -> None:
    paragraph = paper.add_paragraph(style="Heading 1")
    paragraph.paragraph_format.keep_with_next = True
    _write(paragraph, text)


def _answer(paper: Paper, sheet: Outline, label: str, texts: Sequence[str]) -> None:
    name = paper.add_paragraph()
    name.paragraph_format.keep_with_next = True
    name.paragraph_format.space_after = Pt(1)
    _write(name, label, bold=True, size=Pt(9.5))
    for number, text in enumerate(texts, 1):
        paragraph = paper.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(8 if number == len(texts) else 2)
        _value(paragraph, sheet, text)


def _block(paper: Paper, sheet: Outline, block: Line | Grid | Nest) -> None:
    match block:
        case Line(label=label, texts=texts):
            _answer(paper, sheet, label, texts)
        case Nest(label=label, branches=branches):
            _answer(paper, sheet, label, ())
            _branches(paper, branches, 1)
        case Grid(label=label):
            _answer(paper, sheet, label, ())
            _grid(paper, sheet, block)


def _branches(paper: Paper, branches: Sequence[Branch], depth: int) -> None:
    """A bullet for each, further in for what hangs under it; Word has three levels of bullets."""
    for branch in branches:
        paragraph = paper.add_paragraph(style="List Bullet" if depth == 1 else f"List Bullet {min(depth, 3)}")
        _write(paragraph, branch.text)
        _branches(paper, branch.under, depth + 1)


def _grid(paper: Paper, sheet: Outline, grid: Grid) -> None:
    table: Table = paper.add_table(rows=1 + len(grid.rows), cols=len(grid.head), style="Table Grid")
    if sheet.language == "ar":
        table.table_direction = WD_TABLE_DIRECTION.RTL
    for row, texts in zip(table.rows, (grid.head, *grid.rows), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            _write(_paragraph(cell), text, bold=texts is grid.head, size=SMALL)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    paper.add_paragraph().paragraph_format.space_after = Pt(2)


def _table(paper: Paper, sheet: Outline, rows: Sequence[tuple[str, str]], size: Pt | None = None) -> Table:
    table: Table = paper.add_table(rows=len(rows), cols=2, style="Table Grid")
    if sheet.language == "ar":
        table.table_direction = WD_TABLE_DIRECTION.RTL
    table.autofit = False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width  # LibreOffice goes by the columns, Word by the cells.
    for row, (name, value) in zip(table.rows, rows, strict=True):
        left, right = row.cells
        left.width, right.width = WIDTHS
        _write(_paragraph(left), name, bold=True, size=size)
        _value(_paragraph(right), sheet, value, size=size)
    for cell in table.rows[0].cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    return table


def _paragraph(cell: _Cell) -> Paragraph:
    paragraph: Paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    return paragraph


def _value(paragraph: Paragraph, sheet: Outline, text: str, *, size: Pt | None = None) -> None:
    """A value in its own direction; a number, a code or an address stands where the page begins its lines."""
    if sheet.language == "ar" and alone(text) and not right_to_left(text):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _write(paragraph, text, size=size)


def _write(
    paragraph: Paragraph, text: str, *, bold: bool = False, size: Pt | None = None, color: RGBColor | None = None
) -> None:
    run = paragraph.add_run(text)
    run.bold = bold or None
    run.font.size = size
    if color is not None:
        run.font.color.rgb = color
    if right_to_left(text):
        _turn(paragraph, run)


def _turn(paragraph: Paragraph, run: Run) -> None:
    """Word needs to hear that a line reads right to left, and a run's weight and size again for such letters."""
    paragraph._p.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), *AFTER_BIDI)
    run.font.rtl = True
    run.font.cs_bold = run.bold
    if run.font.size is not None:
        size = OxmlElement("w:szCs")
        size.set(qn("w:val"), str(round(run.font.size.pt * 2)))
        run._r.get_or_add_rPr().insert_element_before(size, "w:rtl")


def _fonts(element: object) -> None:
    for script, font in (("ascii", FONT), ("hAnsi", FONT), ("cs", FONT), ("eastAsia", EAST_ASIAN_FONT)):
        element.set(qn(f"w:{script}"), font)  # type: ignore[attr-defined]  # lxml's element, untyped in python-docx
