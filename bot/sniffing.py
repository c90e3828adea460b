"""What kind of file some bytes are, by their content alone and without opening it; None for all that is not taken.

Taken are what a request needs: documents, tables, presentations, pictures and plain text. Archives, programs, web pages
and documents with macros are not. A zip file is an office document when its first entry says so.
"""

from __future__ import annotations

import re

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
WEBP = "image/webp"
TEXT = "text/plain"
CSV = "text/csv"

_OPEN_XML = "application/vnd.openxmlformats-officedocument."

WORD = f"{_OPEN_XML}wordprocessingml.document"
_OASIS = "application/vnd.oasis.opendocument."

ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: ("pdf",),
    JPEG: ("jpg", "jpeg"),
    PNG: ("png",),
    WEBP: ("webp",),
    TEXT: ("txt", "md", "log"),
    CSV: ("csv", "tsv"),
    WORD: ("docx",),
    f"{_OPEN_XML}spreadsheetml.sheet": ("xlsx",),
    f"{_OPEN_XML}presentationml.presentation": ("pptx",),
    f"{_OASIS}text": ("odt",),
    f"{_OASIS}spreadsheet": ("ods",),
    f"{_OASIS}presentation": ("odp",),
    "application/msword": ("doc",),
    "application/vnd.ms-excel": ("xls",),
    "application/vnd.ms-powerpoint": ("ppt",),
}
"""Every kind that is taken, with the endings a name of it may have; the first is put where there is none."""

_OFFICE = (
    (b"word/document.xml", WORD),
    (b"xl/workbook.xml", f"{_OPEN_XML}spreadsheetml.sheet"),
    (b"ppt/presentation.xml", f"{_OPEN_XML}presentationml.presentation"),
)
"""The entry that makes a zip file a document of each kind."""

_OLD_OFFICE = tuple(
    (name.encode("utf-16-le"), kind)
    for name, kind in (
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    )
)
"""Streams of the old formats; an installer has the same beginning, and none of these."""

_MACROS = (b"vbaProject.bin", "_VBA_PROJECT".encode("utf-16-le"), b"Basic/script-lc.xml")
_FIRST = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"word/", b"xl/", b"ppt/")
_MARKUP = re.compile(rb"\s*(<(!doctype|html|\?xml|svg|script|!--)|\{\\rtf|#!)", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SIGNATURES = ((b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))


def media_type(data: bytes, name: str = "") -> str | None:
    """The kind; `name` only tells a table from other plain text."""
    for beginning, kind in _SIGNATURES:
        if data.startswith(beginning):
            return kind
    if data.startswith(b"%PDF-"):
        return PDF
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return WEBP
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return None if _has_macros(data) else next((kind for sign, kind in _OLD_OFFICE if sign in data), None)
    return _plain(data, name)


def _zipped(data: bytes) -> str | None:
    """By the first entry's header, which is not compressed: its name, and for OpenDocument its content."""
    length, extra = int.from_bytes(data[26:28], "little"), int.from_bytes(data[28:30], "little")
    first, content = data[30 : 30 + length], data[30 + length + extra :]
    if _has_macros(data):
        return None
    if first == b"mimetype":
        kinds = (kind for kind in ENDINGS if kind.startswith(_OASIS))
        # What follows the content is the next entry's header; a template or a drawing has a longer name.
        return next((kind for kind in kinds if content.startswith(kind.encode() + b"PK")), None)
    if first.startswith(_FIRST):
        return next((kind for entry, kind in _OFFICE if entry in data), None)
    return None


def _has_macros(data: bytes) -> bool:
    return any(sign in data for sign in _MACROS)


def _plain(data: bytes, name: str) -> str | None:
    """Text in UTF-8, in UTF-16 with its mark, or in an older European alphabet; nothing a browser or a shell runs."""
    if not data:
        return None
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            data = data.decode("utf-16").encode("utf-8")
        except UnicodeDecodeError:
            return None
    data = data.removeprefix(b"\xef\xbb\xbf")
    if _MARKUP.match(data) or _CONTROL.search(data):
        return None
    return CSV if name.lower().endswith((".csv", ".tsv")) else TEXT
