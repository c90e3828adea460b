"""The Word document: what a minister reads before signing."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH

from bot.export.docx import to_docx
from dialogs.forms.request import REQUEST
from dialogs.request import Request, finish
from dialogs.words import say
from tests.bot.export.samples import ARABIC, FRENCH, NASTY


def text_of(request: Request) -> str:
    paper = Document(io.BytesIO(to_docx(request)))
    parts = [paragraph.text for paragraph in paper.paragraphs]
    parts += [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    parts += [paragraph.text for section in paper.sections for paragraph in section.footer.paragraphs]
    return "\n".join(parts)


def test_a_french_request_is_a_french_document() -> None:
    """Title, problem, target by number and title, who asks, the code: all there, in French."""
    text = text_of(FRENCH)
    for expected in (
        "Demande d’assistance",
        "Retirer le poisson-lion de dix récifs",
        "Les pêcheurs ne savent que faire.",
        "Cible 6",
        "Awa Ouédraogo",
        "KUMA-4827",
        "Dominique",
        "mars 2027",
    ):
        assert expected in text


def test_it_is_no_official_communication_until_signed() -> None:
    """Said by the signature lines and at the foot of every page."""
    assert text_of(FRENCH).count(say("doc.not_official", "fr")) >= 2
    for id in ("doc.signature_name", "doc.signature_place", "doc.signature_sign"):
        assert say(id, "fr") in text_of(FRENCH)


def test_what_is_open_is_said() -> None:
    """A question that will be asked, one never asked, and a note in the person's own words."""
    text = text_of(FRENCH)
    asked = next(line for line in text.splitlines() if line.startswith("À demander"))
    assert say("label.national_priority", "fr") in asked
    never = next(line for line in text.splitlines() if line.startswith("Pas encore demandé"))
    assert say("label.past_efforts", "fr") in never
    assert say("label.national_priority", "fr") not in never
    assert "pfff, la mer..." in text


def test_every_answer_has_its_source() -> None:
    """The last table says of each answer but consent how we know it, with the words that prove what was concluded."""
    table = Document(io.BytesIO(to_docx(FRENCH))).tables[-1]
    rows = {row.cells[0].text: row.cells[1].text for row in table.rows[1:]}
    assert len(rows) == len(FRENCH.answers.keys() - {"consent"})
    assert rows[say("label.gbf_targets", "fr")].startswith(say("source.inferred", "fr"))
    assert rows[say("label.gbf_targets", "fr")].endswith("confirmé\u00a0: «\u00a0poissons-lions\u00a0»")
    assert rows[say("label.contact_name", "fr")] == say("source.typed", "fr")


def test_arabic_reads_from_right_to_left() -> None:
    """Paragraph, run and table say so in the places where Word looks; letters are unharmed."""
    xml = zipfile.ZipFile(io.BytesIO(to_docx(ARABIC))).read("word/document.xml").decode()
    title = next(p for p in re.findall(r"<w:p>.*?</w:p>", xml, re.S) if "إزالة أسماك الأسد من الشعاب" in p)
    assert "<w:bidi/>" in title
    assert "<w:rtl/>" in title
    assert "<w:bidiVisual/>" in xml
    assert "<w:rtl/>" not in zipfile.ZipFile(io.BytesIO(to_docx(FRENCH))).read("word/document.xml").decode()


def test_a_code_stands_on_the_side_of_its_page() -> None:
    """In Arabic the case's code begins at the right, as the words beside it; in French it turns nowhere."""
    for request, side in ((ARABIC, WD_ALIGN_PARAGRAPH.RIGHT), (FRENCH, None)):
        paper = Document(io.BytesIO(to_docx(request)))
        code = next(c for table in paper.tables for row in table.rows for c in row.cells if c.text == request.code)
        assert code.paragraphs[0].alignment is side


def test_direction_stands_where_the_format_wants_it() -> None:
    """A paragraph's direction comes before its spacing: Word calls a file with another order damaged."""
    xml = zipfile.ZipFile(io.BytesIO(to_docx(ARABIC))).read("word/document.xml").decode()
    for properties in re.findall(r"<w:pPr>(.*?)</w:pPr>", xml, re.S):
        names = re.findall(r"<w:(\w+)", properties)
        if "bidi" in names:
            assert [n for n in names if n in ("pStyle", "keepNext", "bidi", "spacing", "jc")] == sorted(
                set(names) & {"pStyle", "keepNext", "bidi", "spacing", "jc"},
                key=("pStyle", "keepNext", "bidi", "spacing", "jc").index,
            )


def test_nasty_characters_and_long_texts_survive() -> None:
    """Every part is well-formed XML; letters stay, control characters and direction overrides go."""
    content = to_docx(NASTY)
    archive = zipfile.ZipFile(io.BytesIO(content))
    for name in archive.namelist():
        if name.endswith((".xml", ".rels")):
            ElementTree.fromstring(archive.read(name))
    text = text_of(NASTY)
    assert "<script>alert('x')</script>" in text
    assert "🐠👩🏽‍🔬" in text
    assert "é" * 20_000 in text
    assert "last words" in text
    assert not re.search("[\x00\x07\x1b\u202e]", text)


@pytest.mark.parametrize("language", ["en", "fr", "es", "pt", "ar", "ru", "zh", "xx"])
def test_an_almost_empty_draft_is_a_document(language: str) -> None:
    """Nothing told, in any language: a document that says what is not known."""
    text = text_of(finish(REQUEST, {}, code="KUMA-0001", language=language))
    assert say("doc.draft", language) in text
    assert say("doc.gap.open", language).casefold() in text.casefold()
