"""What a file is, by its content: what is taken, and what only looks like it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from bot import sniffing
from bot.sniffing import ENDINGS, media_type

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT = "application/vnd.oasis.opendocument.text"
MAIN = f'<Types><Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
PARTS = {"[Content_Types].xml": MAIN, "_rels/.rels": "<Relationships/>", "word/document.xml": "<w:document/>"}
OPEN = {"mimetype": TEXT, "content.xml": "<office/>", "META-INF/manifest.xml": "<manifest/>"}
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


def packed(parts: Mapping[str, str | bytes], *, comment: bytes = b"") -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return body.getvalue()


def written() -> bytes:
    """A document of Word's, as a library writes it."""
    body = io.BytesIO()
    document = Document()
    document.add_paragraph("Our reefs are dying.")
    document.save(body)
    return body.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", sniffing.PDF),
        (b"\xff\xd8\xff\xe0", sniffing.JPEG),
        (b"\x89PNG\r\n\x1a\n", sniffing.PNG),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", sniffing.WEBP),
        (written(), WORD),
        (packed(PARTS), WORD),
        (packed(OPEN), TEXT),
        (OLD + "WordDocument".encode("utf-16-le"), "application/msword"),
        ("Größe".encode("latin-1"), sniffing.TEXT),
        ("\ufeffيموت الشعاب".encode("utf-16"), sniffing.TEXT),
    ],
    ids=["pdf", "jpeg", "png", "webp", "word", "least word", "odt", "old word", "latin", "utf-16"],
)
def test_what_is_taken(data: bytes, kind: str) -> None:
    """By content alone; whatever it is called."""
    assert media_type(data, "virus.exe") == kind
    assert kind in ENDINGS


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": "<w:document/>"},
        {"[Content_Types].xml": MAIN, "notes.txt": "word/document.xml"},
        PARTS | {"[Content_Types].xml": "<Types/>"},
        PARTS | {"[Content_Types].xml": MAIN.replace("wordprocessingml", "spreadsheetml")},
        PARTS | {"word/document.xml": b"MZ\x90\x00"},
        PARTS | {"word/vbaProject.bin": b"macro"},
        PARTS | {"../../etc/passwd": "root"},
        PARTS | {"/etc/passwd": "root"},
        OPEN | {"mimetype": f"{TEXT}-template"},
        {"mimetype": TEXT},
        {"secret.sh": "#!/bin/sh", **PARTS, "[Content_Types].xml": ""},
    ],
)
def test_a_zip_that_is_no_document(parts: dict[str, str | bytes]) -> None:
    """Parts are missing, or say something else, or do more than a document may."""
    assert media_type(packed(parts), "report.docx") is None


def test_a_bomb_is_not_unpacked() -> None:
    """A document of a few hundred kilobytes that would be more than we ever took."""
    zeros = bytes(64 * 1024 * 1024)
    bomb = packed(PARTS | {f"word/media/{number}.bin": zeros for number in range(8)})
    assert len(bomb) < 1024 * 1024
    assert media_type(bomb) is None
    assert media_type(packed(PARTS | {"word/media/1.bin": zeros[: 1024 * 1024]})) == WORD


def test_a_bomb_in_the_list_of_contents_is_read_as_far_as_it_says_something() -> None:
    """Only its beginning is unpacked: what is named behind it is not seen."""
    assert media_type(packed(PARTS | {"[Content_Types].xml": " " * 10_000_000 + MAIN})) is None


def test_parts_that_lie_over_each_other() -> None:
    """One packed part listed again and again, which is how a small file claims to be a huge one."""
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (PARTS | {"big.bin": bytes(1_000_000)}).items():
            archive.writestr(name, content)
        big = archive.getinfo("big.bin")
        for number in range(2_000):
            again = zipfile.ZipInfo(f"{number}.bin")
            again.header_offset, again.CRC = big.header_offset, big.CRC
            again.compress_size, again.file_size, again.compress_type = big.compress_size, 1, big.compress_type
            archive.filelist.append(again)
    assert media_type(body.getvalue()) is None


@pytest.mark.parametrize(
    "data",
    [
        packed(PARTS) + b"<script>alert(1)</script>",
        packed(PARTS, comment=b"<script>alert(1)</script>"),
        b"MZ\x90\x00" + packed(PARTS),
        b"GIF89a" + packed(PARTS),
        packed(PARTS)[:-30],
        b"PK\x03\x04" + b"[Content_Types].xml word/document.xml" * 20,
        packed(PARTS).replace(b"word/document.xml", b"word/document.xm\x00"),
        OLD + "Setup".encode("utf-16-le"),
        OLD + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"),
        b"<!DOCTYPE html><p>",
        b"  <svg onload=alert(1)>",
        b"#!/bin/sh\nrm -rf /\n",
        b"{\\rtf1}",
        b"\x7fELF\x02\x01",
        b"text with a \x00 in it",
        b"",
    ],
)
def test_what_is_two_things_or_none(data: bytes) -> None:
    """A document with something before or behind it, a broken one, and what a browser or a shell would run."""
    assert media_type(data, "report.docx") is None


def test_only_a_table_goes_by_its_name() -> None:
    """Plain text is a table when it is called one, and text under any other name."""
    assert media_type(b"island;nests\n", "nests.CSV") == sniffing.CSV
    assert media_type(b"island;nests\n", "nests.exe") == sniffing.TEXT


@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\x03\x04", OLD[:8], b"%PDF-", packed(PARTS)[:200]]))
def test_nothing_raises(data: bytes, beginning: bytes) -> None:
    """Whatever the bytes are, it is a kind that is taken, or none."""
    kind = media_type(beginning + data, "a.docx")
    assert kind is None or kind in ENDINGS


@given(st.integers(0, len(packed(PARTS)) - 1), st.integers(1, 255))
def test_a_damaged_document_is_one_or_none(at: int, by: int) -> None:
    """One byte of it is wrong."""
    data = bytearray(packed(PARTS))
    data[at] ^= by
    assert media_type(bytes(data)) in (WORD, None)
