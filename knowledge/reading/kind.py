"""What kind of file some bytes are: by their content, which must not contradict the name."""

from __future__ import annotations

import io
import zipfile
from typing import Literal

from knowledge.reading.port import Limits, Reason
from knowledge.reading.stop import Stop

FileKind = Literal["pdf", "docx", "xlsx", "csv", "html", "markdown", "text"]

ENDINGS: dict[str, FileKind] = {
    "pdf": "pdf",
    "docx": "docx",
    "xlsx": "xlsx",
    "csv": "csv",
    "tsv": "csv",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "md": "markdown",
    "markdown": "markdown",
    "txt": "text",
    "text": "text",
}
ENTRIES = 10_000
"""Files packed in one file; a report with many pictures has hundreds."""

_PACKED: tuple[tuple[str, FileKind], ...] = (("word/document.xml", "docx"), ("xl/workbook.xml", "xlsx"))
_WRITTEN = frozenset({"csv", "html", "markdown", "text"})
_MARKUP = (b"<!doctype html", b"<html", b"<head", b"<body")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_HEAD = 1024
"""Bytes in which a PDF's mark may stand; some begin with what a mail server put in front."""


def kind_of(data: bytes, name: str, limits: Limits) -> FileKind:
    """
    Raises:
        Stop: it is none of our kinds, not what it is called, locked, or too large.
    """
    if len(data) > limits.size:
        raise Stop("size")
    if not data.strip():
        raise Stop("empty")
    called = ENDINGS.get(name.rpartition(".")[2].lower()) if "." in name else None
    found = _found(data, limits)
    if found is None:
        raise Stop(_foreign(called))
    if called is None:
        # An ending we do not know says nothing against text, and a web page is one by its beginning alone.
        return found
    if called in _WRITTEN and found in ("text", "html"):
        return called
    if called != found:
        raise Stop("name")
    return called


def _foreign(called: FileKind | None) -> Reason:
    return "name" if called else "kind"


def _found(data: bytes, limits: Limits) -> FileKind | None:
    head = data[:_HEAD]
    if b"%PDF-" in head:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _packed(data, limits)
    if data.startswith(_OLE):
        if _LOCKED in data:
            raise Stop("encrypted")
        return None
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    if any(mark in head.lower() for mark in _MARKUP):
        return "html"
    return None if b"\x00" in data or data.startswith(b"{\\rtf") else "text"


def _packed(data: bytes, limits: Limits) -> FileKind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Stop("damaged") from error
    # The library reads no more of an entry than the size it declares, so what is declared is what it may cost.
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > limits.unpacked:
        raise Stop("size")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Stop("encrypted")
    names = {entry.filename for entry in entries}
    return next((kind for entry, kind in _PACKED if entry in names), None)
