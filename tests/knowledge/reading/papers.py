"""Files for the tests: small ones that say what they are given, and hostile ones."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Sequence

from docx import Document

LINE = 14
"""Points between two lines of a page."""


def pdf(pages: Sequence[Sequence[str]], *, title: str = "") -> bytes:
    """One page for each list of lines; any letters, by a font with a table of what its signs mean."""
    signs = sorted({letter for page in pages for line in page for letter in line})
    codes = {letter: number for number, letter in enumerate(signs, start=1)}
    meaning = "\n".join(f"<{code:04X}> <{letter.encode('utf-16-be').hex()}>" for letter, code in codes.items())
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
        f"1 begincodespacerange <0000> <FFFF> endcodespacerange\n{len(codes)} beginbfchar\n{meaning}\nendbfchar\n"
        "endcmap end end"
    )
    texts = [
        "BT /F1 11 Tf "
        + " ".join(
            f"1 0 0 1 56 {780 - LINE * place} Tm <{''.join(f'{codes[letter]:04X}' for letter in line)}> Tj"
            for place, line in enumerate(page)
        )
        + " ET"
        for page in pages
    ]
    return pdf_of([text.encode() for text in texts], table.encode(), title)


def pdf_of(contents: Sequence[bytes], table: bytes = b"", title: str = "", *, filters: bytes = b"") -> bytes:
    """A file with these content streams as pages."""
    first = 6
    kids = b" ".join(b"%d 0 R" % (first + 2 * place) for place in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, len(contents)),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /Any /Encoding /Identity-H /ToUnicode 5 0 R /DescendantFonts "
        b"[<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Any /CIDSystemInfo << /Registry (Adobe) /Ordering "
        b"(Identity) /Supplement 0 >> /DW 500 >>] >>",
        b"<< /Title <feff%s> >>" % title.encode("utf-16-be").hex().encode(),
        _stream(table),
    ]
    for place, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> "
            b"/Contents %d 0 R >>" % (first + 2 * place + 1)
        )
        objects.append(_stream(content, filters))
    return _file(objects)


def pdf_bomb(size: int) -> bytes:
    """A page whose content is so many blanks once unpacked."""
    return pdf_of([_blanks(size)], filters=b"/Filter /FlateDecode")


def docx(*paragraphs: str, headings: Sequence[str] = (), title: str = "") -> bytes:
    document = Document()
    document.core_properties.title = title
    for paragraph in paragraphs:
        document.add_paragraph(paragraph, style="Heading 1" if paragraph in headings else None)
    return saved(document)


def saved(document: object) -> bytes:
    file = io.BytesIO()
    document.save(file)  # type: ignore[attr-defined]
    return file.getvalue()


def zipped(**entries: bytes) -> bytes:
    """`word__document_xml` becomes "word/document.xml"."""
    return packed({name.replace("__", "/").replace("_", "."): content for name, content in entries.items()})


def packed(entries: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_entry(file: bytes, entry: str, content: bytes) -> bytes:
    """An office file with one entry put in place of another."""
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    return packed(entries | {entry: content})


def _stream(content: bytes, filters: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content)


def _blanks(size: int) -> bytes:
    press = zlib.compressobj(9)
    piece = b" " * 65536
    return b"".join([*(press.compress(piece) for _ in range(size // len(piece))), press.flush()])


def _file(objects: Sequence[bytes]) -> bytes:
    file = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(file)
    file += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    file += b"".join(b"%010d 00000 n \n" % place for place in places)
    file += b"trailer << /Size %d /Root 1 0 R /Info 4 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(file)
