"""What kind of file some bytes are, by their content alone; None for all that is not taken.

Taken are what a request needs: documents, tables, presentations, pictures and plain text. Archives, programs, web pages
and documents with macros are not. A zip file is an office document when its list of entries, and the beginning of the
one or two that say so, say so; nothing else of it is unpacked.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

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

TAKEN = ",".join(f".{ending}" for endings in ENDINGS.values() for ending in endings)
"""What a browser offers to choose from; what is sent all the same is looked at."""

_OFFICE = (
    ("word/document.xml", WORD),
    ("xl/workbook.xml", f"{_OPEN_XML}spreadsheetml.sheet"),
    ("ppt/presentation.xml", f"{_OPEN_XML}presentationml.presentation"),
)
"""The main part of a document of each kind, which its list of contents has to name as such."""

UNPACKED = 500 * 1024 * 1024
"""Bytes that what is packed may claim to be: fifty times the longest file we take; a table packs that well, a bomb
better. Chosen."""
ENTRIES = 10_000
"""Parts of one document. Chosen: a presentation of a thousand slides has fewer."""
_BEGINNING = 256 * 1024
"""Bytes of a list of contents that are looked at."""

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
_MARK = re.compile(rb"(\xef\xbb\xbf)?\s*<")
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
    """An office document, by its parts."""
    if _has_macros(data) or data[-22:-18] != b"PK\x05\x06":  # What follows the end is something else as well.
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _office(packed) if _is_sound(packed, len(data)) else None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError):
        return None  # Broken, encrypted, or packed in a way no office program packs.


def _is_sound(packed: zipfile.ZipFile, size: int) -> bool:
    """Whether it begins with its first part, holds each but once, and is no more than it can be when unpacked."""
    parts = packed.infolist()
    names = {part.filename for part in parts}
    return (
        0 < len(parts) == len(names) <= ENTRIES
        and min(part.header_offset for part in parts) == 0
        and sum(part.compress_size for part in parts) <= size
        and sum(part.file_size for part in parts) <= UNPACKED
        and not any(name.startswith("/") or ".." in name.split("/") for name in names)
    )


def _office(packed: zipfile.ZipFile) -> str | None:
    names = packed.namelist()
    if names[0] == "mimetype":
        said = _beginning(packed, "mimetype").decode("ascii", "replace")
        whole = {"content.xml", "META-INF/manifest.xml"} <= set(names) and _is_markup(packed, "content.xml")
        return said if whole and said.startswith(_OASIS) and said in ENDINGS else None
    if "[Content_Types].xml" not in names:
        return None
    contents = _beginning(packed, "[Content_Types].xml")
    return next(
        (
            kind
            for part, kind in _OFFICE
            if part in names and f"{kind}.main+xml".encode() in contents and _is_markup(packed, part)
        ),
        None,
    )


def _is_markup(packed: zipfile.ZipFile, part: str) -> bool:
    return bool(_MARK.match(_beginning(packed, part, 64)))


def _beginning(packed: zipfile.ZipFile, part: str, most: int = _BEGINNING) -> bytes:
    """At most so many bytes of a part, unpacked; what follows them is not."""
    with packed.open(part) as opened:
        return opened.read(most)


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
