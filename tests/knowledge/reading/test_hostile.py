"""Files that are broken, locked, huge or meant to harm: each ends as one reason, in time, and leaves nothing behind."""

from __future__ import annotations

import asyncio
import io
import os
import random
import time
from pathlib import Path
from typing import get_args

import pytest
from pypdf import PdfReader, PdfWriter

from dialogs.words import AVAILABLE, say
from knowledge.reading.port import MIB, Limits, Reading, Reason, Unreadable
from knowledge.reading.reader import Reader, _environment
from tests.knowledge.reading import papers

PLAN = papers.pdf([["We lack trained staff for the surveys."], ["Nobody maintains the nets."], ["Funds end in 2027."]])
DOCX = papers.docx("We lack trained staff for the surveys.")
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">%s]><w:document
    xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>&n13;</w:t></w:r></w:p>
    </w:body></w:document>""" % b"".join(
    b'<!ENTITY n%d "%s">' % (n, (b"&a;" if n == 1 else b"&n%d;" % (n - 1)) * 20) for n in range(1, 14)
)


def locked(user: str) -> bytes:
    writer = PdfWriter(PdfReader(io.BytesIO(PLAN)))
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def circle() -> bytes:
    """A tree of pages that contains itself."""
    return PLAN.replace(b"/Kids [6 0 R", b"/Kids [2 0 R")


HOSTILE: dict[str, tuple[bytes, str, Reason]] = {
    "a program": (b"MZ\x90\x00\x03\x00", "setup.exe", "kind"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "plan.doc", "kind"),
    "rich text": (b"{\\rtf1 We lack staff}", "plan.rtf", "kind"),
    "a picture called PDF": (b"\x89PNG\r\n\x1a\n\x00\x00", "plan.pdf", "name"),
    "a PDF called Word": (PLAN, "plan.docx", "name"),
    "a spreadsheet called Word": (papers.packed({"xl/workbook.xml": b"<x/>"}), "plan.docx", "name"),
    "text called PDF": (b"We lack staff.", "plan.pdf", "name"),
    "an archive": (papers.packed({"a.txt": b"We lack staff."}), "plan.zip", "kind"),
    "nothing": (b"", "plan.pdf", "empty"),
    "blanks": (b" \n\n ", "plan.txt", "empty"),
    "a page of scripts alone": (b"<html><script>while(1);</script></html>", "plan.html", "empty"),
    "an empty Word document": (papers.docx(), "plan.docx", "empty"),
    "a scan": (papers.pdf([[], []]), "plan.pdf", "scan"),
    "a PDF with a password": (locked("secret"), "plan.pdf", "encrypted"),
    "Word with a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + "EncryptedPackage".encode("utf-16-le"),
        "plan.docx",
        "encrypted",
    ),
    "a page that unpacks to 500 MB": (papers.pdf_bomb(500 * MIB), "plan.pdf", "size"),
    "an entry that unpacks to 300 MB": (
        papers.with_entry(DOCX, "word/document.xml", bytes(300 * MIB)),
        "plan.docx",
        "size",
    ),
    "entries without end": (papers.packed({f"word/{n}": b"" for n in range(10_001)}), "plan.docx", "size"),
    "10,000 pages": (papers.pdf([["x"]] * 10_000), "plan.pdf", "size"),
    "100,000 rows": (b"a,b\n" + b"1,2\n" * 100_000, "plan.csv", "size"),
    "a tree of pages that contains itself": (circle(), "plan.pdf", "damaged"),
    "a Word document cut in half": (DOCX[: len(DOCX) // 2], "plan.docx", "damaged"),
    "a Word document without a body": (papers.with_entry(DOCX, "word/document.xml", b"<w/>"), "plan.docx", "damaged"),
    "a PDF cut after its mark": (PLAN[:20], "plan.pdf", "damaged"),
    "a spreadsheet of nonsense": (papers.packed({"xl/workbook.xml": b"<x/>"}), "plan.xlsx", "damaged"),
    "a UTF-16 text with half a letter": (b"\xff\xfea\x00b", "plan.txt", "damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_each_ends_as_its_reason(what: str) -> None:
    data, name, reason = HOSTILE[what]
    begun = time.monotonic()

    assert await Reader().read(data, name) == Unreadable(reason)
    assert time.monotonic() - begun < 20


async def test_every_reason_was_met_and_has_words() -> None:
    """The table above has each but "slow", which has its own test; people read every one in their language."""
    assert {reason for _, _, reason in HOSTILE.values()} | {"slow"} == set(get_args(Reason))
    for language in AVAILABLE:
        sentences = {say(f"reading.{reason}", language) for reason in get_args(Reason)}
        assert len(sentences) == len(get_args(Reason))


async def test_a_lock_against_changes_is_none_against_reading() -> None:
    """A PDF with an owner's password alone opens for everybody, here too."""
    assert isinstance(await Reader().read(locked(""), "plan.pdf"), Reading)


async def test_a_broken_table_of_places_is_mended() -> None:
    """A viewer opens it all the same; so do we."""
    found = await Reader().read(PLAN.replace(b"startxref\n", b"startxref\n9"), "plan.pdf")

    assert isinstance(found, Reading)
    assert [part.page for part in found.parts] == [1, 2, 3]


async def test_entities_bring_nothing_in(tmp_path: Path) -> None:
    """Neither a file of ours nor a billion laughs: the words that name them stay empty."""
    secret = tmp_path / "secret"
    secret.write_text("canary-7731")
    outside = LAUGHS.replace(b'<!ENTITY a "ha">', f'<!ENTITY a SYSTEM "{secret.as_uri()}">'.encode())

    for body in (LAUGHS, outside):
        found = await Reader().read(papers.with_entry(DOCX, "word/document.xml", body), "plan.docx")
        assert isinstance(found, Unreadable)
        assert "canary" not in str(found)


async def test_what_takes_too_long_is_ended() -> None:
    """The process is gone when the answer comes."""
    limits = Limits(seconds=0.4, pages=10_000)

    assert await Reader(limits).read(papers.pdf([["A line of text."] * 40] * 900), "plan.pdf") == Unreadable("slow")
    assert children() == []


async def test_whoever_stops_waiting_stops_the_reading() -> None:
    reading = asyncio.create_task(Reader().read(papers.pdf([["A line of text."] * 40] * 900), "plan.pdf"))
    async with asyncio.timeout(20):
        while not children():  # noqa: ASYNC110 - the operating system has no event for it
            await asyncio.sleep(0)

    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading

    assert children() == []


async def test_memory_has_a_wall() -> None:
    """A file that needs more than it may have is too large; nobody else's memory is taken."""
    text = b"word " * (4 * MIB)

    assert await Reader(Limits(memory=90 * MIB, characters=10**8)).read(text, "plan.txt") == Unreadable("size")


def test_the_reading_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a file makes a parser do, there is no token in its environment."""
    monkeypatch.setenv("NEEDS_TELEGRAM_TOKEN", "canary-7731")

    assert not any("canary" in value or "NEEDS" in name for name, value in _environment().items())


async def test_files_that_were_mutilated() -> None:
    """Thirty-two damaged copies each end as a reading with words in it, or as a reason."""
    chance = random.Random(7)
    reader = Reader(Limits(seconds=20))

    async def outcome(file: bytes, name: str) -> None:
        data = bytearray(file)
        for _ in range(chance.randint(1, 30)):
            place = chance.randrange(len(data))
            match chance.randrange(3):
                case 0:
                    data[place] = chance.randrange(256)
                case 1:
                    del data[place : place + chance.randrange(200)]
                case _:
                    data[place:place] = chance.randbytes(chance.randrange(50))
        found = await reader.read(bytes(data), name)
        assert isinstance(found, Reading | Unreadable)
        assert not isinstance(found, Reading) or found.parts

    await asyncio.gather(
        *(outcome(PLAN, "plan.pdf") for _ in range(16)), *(outcome(DOCX, "plan.docx") for _ in range(16))
    )


def children() -> list[int]:
    """The processes that this one has started and that still run."""
    tasks = Path(f"/proc/{os.getpid()}/task")
    found = (int(pid) for task in tasks.iterdir() for pid in (task / "children").read_text().split())
    return [pid for pid in found if b"knowledge.reading.child" in Path(f"/proc/{pid}/cmdline").read_bytes()]
