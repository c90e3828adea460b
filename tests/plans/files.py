"""Invented plans as files people send: PDF, an awkward PDF, DOCX, text; and what is known to be a need in each."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from pypdf import PdfWriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import cm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, FrameBreak, PageBreak, PageTemplate, Paragraph, Table

FOLDER = Path(__file__).parent
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.txt")))
AWKWARD = "ecuador"
"""In two columns with words cut in two, running heads and feet, and a table."""
SYLLABLE = 4
"""Letters after which a long word may be cut; no language's rule, as in many a file."""

SAME = 0.8
"""Share of a known need's words that a proposal quotes."""


@dataclass(frozen=True, slots=True)
class Block:
    kind: str
    """ "heading", "item", "row" or "text"."""
    text: str


@dataclass(frozen=True, slots=True)
class Plan:
    title: str
    language: str
    country: str
    file: str
    pages: tuple[tuple[Block, ...], ...]
    needs: tuple[tuple[str, int], ...]
    """Sentence, or what identifies it in a row, and page."""

    @property
    def text(self) -> str:
        """As somebody pastes it."""
        return "\n".join(block.text for page in self.pages for block in page)


def quotes(quote: str, known: str) -> bool:
    """Whether a proposal quotes a known need: cells beside it in a table may come along, and signs may be others."""
    wanted, said = _words(known), _words(quote)
    return len(wanted & said) >= SAME * len(wanted)


def plan(name: str) -> Plan:
    """An invented plan by the stem of its file."""
    head, _, body = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").partition("\n\n")
    said = dict(line.split(": ", 1) for line in head.splitlines())
    texts = body.split("\n---\n")
    needs = tuple(
        (_bare(line[2:]), number)
        for number, text in enumerate(texts, start=1)
        for line in text.splitlines()
        if line.startswith("! ")
    )
    pages = tuple(tuple(_blocks(text)) for text in texts)
    return Plan(said["title"], said["language"], said["country"], said["file"], pages, needs)


def content(name: str) -> bytes:
    """The bytes of the file that a plan is sent as."""
    made = plan(name)
    match made.file.rpartition(".")[2]:
        case "pdf":
            return _pdf(made, awkward=name == AWKWARD)
        case "docx":
            return _docx(made)
        case _:
            marks = {"heading": "## ", "item": "- "}
            lines = (marks.get(block.kind, "") + block.text for page in made.pages for block in page)
            return "\n\n".join(lines).encode()


def _words(text: str) -> set[str]:
    return set(re.findall(r"[\u4e00-\u9fff]|[^\W\d_]+", text.casefold()))


def locked() -> bytes:
    """A PDF that opens with a password only."""
    writer = PdfWriter()
    writer.add_blank_page(width=200, height=200)
    writer.encrypt("secret", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def scan() -> bytes:
    """A PDF whose page is a picture."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.rect(50, 50, 300, 300, fill=1)
    canvas.save()
    return file.getvalue()


def _bare(line: str) -> str:
    """A need's own words: an item without its number, of a row the cell that says it."""
    if line.startswith("| "):
        return line.split(" | ")[1].strip()
    return re.sub(r"^- (?:\w+ ?\d+\.\d+ ?[:：] ?)?", "", line).strip()


def _blocks(text: str) -> Iterator[Block]:
    for paragraph in text.split("\n\n"):
        kept: list[str] = []
        for line in filter(None, (line.removeprefix("! ") for line in paragraph.splitlines())):
            kind = {"#": "heading", "-": "item", "|": "row"}.get(line[0], "text")
            if kind == "text":
                kept.append(line)
                continue
            if kept:
                yield Block("text", " ".join(kept))
                kept = []
            yield Block(kind, line[2:].strip())
        if kept:
            yield Block("text", " ".join(kept))


def _docx(made: Plan) -> bytes:
    document = Document()
    document.core_properties.title = made.title
    for page in made.pages:
        rows = [block.text.split(" | ") for block in page if block.kind == "row"]
        drawn = False
        for block in page:
            match block.kind:
                case "heading":
                    document.add_heading(block.text, level=1)
                case "item":
                    document.add_paragraph(block.text, style="List Bullet")
                case "row" if not drawn:
                    drawn = True
                    table = document.add_table(rows=0, cols=len(rows[0]))
                    for cells in rows:
                        for cell, text in zip(table.add_row().cells, cells, strict=True):
                            cell.text = text
                case "text":
                    document.add_paragraph(block.text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _pdf(made: Plan, *, awkward: bool) -> bytes:
    file = io.BytesIO()
    width, height = A4
    wide = (width - 5 * cm) / 2
    columns = (
        [Frame(2 * cm + at * (wide + cm), 2.5 * cm, wide, height - 6 * cm, id=f"column{at}") for at in (0, 1)]
        if awkward
        else [Frame(2 * cm, 2 * cm, width - 4 * cm, height - 4 * cm)]
    )
    paper = BaseDocTemplate(file, pagesize=A4, title="" if awkward else made.title)

    def edges(canvas: Canvas, _: BaseDocTemplate) -> None:
        if awkward:
            canvas.setFont("Helvetica", 8)
            canvas.drawString(2 * cm, height - 1.5 * cm, f"{made.title[:44]} – {canvas.getPageNumber()}")
            canvas.drawCentredString(width / 2, 1.2 * cm, f"Página {canvas.getPageNumber()} de {len(made.pages)}")

    paper.addPageTemplates([PageTemplate("page", columns, onPage=edges)])
    story: list[Flowable] = []
    for number, page in enumerate(made.pages):
        if number:
            story.append(PageBreak())
        story += _flow(page, awkward=awkward, wide=wide)
    paper.build(story)
    return file.getvalue()


def _flow(page: tuple[Block, ...], *, awkward: bool, wide: float) -> Iterator[Flowable]:
    sheet = getSampleStyleSheet()
    body = ParagraphStyle("body", parent=sheet["BodyText"], embeddedHyphenation=int(awkward), spaceAfter=8)
    cell = ParagraphStyle("cell", parent=body, fontSize=7, leading=8, spaceAfter=0)
    rows = [block.text.split(" | ") for block in page if block.kind == "row"]
    for number, block in enumerate(page):
        if awkward and number == len(page) // 2:
            yield FrameBreak()
        if block.kind == "heading":
            yield Paragraph(block.text, sheet["Heading2"])
        elif block.kind == "row":
            if rows and block.text.split(" | ") == rows[0]:
                cells = [[Paragraph(text, cell) for text in row] for row in rows]
                widths = [wide * share for share in (0.15, 0.43, 0.26, 0.16)]
                yield Table(cells, colWidths=widths, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.grey)])
        else:
            text = f"• {block.text}" if block.kind == "item" else block.text
            yield Paragraph(_cut(text) if awkward else text, body)


def _cut(text: str) -> str:
    """With places in long words where a line may end."""
    return re.sub(
        r"[^\W\d_]{9,}",
        lambda word: (
            "\u00ad".join(re.findall(rf".{{{SYLLABLE},}}?(?=.{{{SYLLABLE}}}|$)", word.group())) or word.group()
        ),
        text,
    )
