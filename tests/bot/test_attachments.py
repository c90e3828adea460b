"""Files that people send: what fits is kept under a safe name, what does not has a reason; nothing raises."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot import attachments
from bot.attachments import MANY, ONE, PAUSES, ROOM, Taken, take
from bot.channel import NotConnected, Undeliverable
from bot.message import Attachment, Place
from storage.port import FileRow, NewFile
from tests.caller import PDF

HERE = Place("telegram", "42")
MB = 1024 * 1024


def pdf(size: int, mark: int = 0) -> bytes:
    return PDF + mark.to_bytes(4, "big") + bytes(size - len(PDF) - 4)


def held(*sizes: int) -> list[FileRow]:
    return [FileRow(n, f"{n}.pdf", "application/pdf", size, f"{n:064x}", 0.0) for n, size in enumerate(sizes)]


class Shop:
    """What can be fetched, by id; how often it was asked for, and how long was waited in between."""

    def __init__(self, *contents: bytes | Exception | Callable[[], bytes]) -> None:
        self.contents = contents
        self.asked: list[tuple[int, int]] = []
        self.waited: list[float] = []

    async def fetch(self, place: Place, attachment: Attachment, most: int) -> bytes:
        self.asked.append((int(attachment.id), most))
        found = self.contents[int(attachment.id)]
        if isinstance(found, Exception):
            raise found
        return found() if callable(found) else found

    async def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def take(self, names: list[str], already: list[FileRow | NewFile] | None = None, size: int = 0) -> Taken:
        files = [Attachment(str(n), name, size=size) for n, name in enumerate(names)]
        return await take(self.fetch, HERE, files, already or [], sleep=self.sleep)


async def test_the_room_of_a_conversation() -> None:
    """Fifty megabytes in all: the file that fills them exactly is kept, one byte more is not, and what is sent after
    it still is where it fits."""
    shop = Shop(pdf(9 * MB, 1), pdf(MB, 2), pdf(MB + 1, 3))
    already: list[FileRow | NewFile] = [*held(10 * MB, 10 * MB, 10 * MB, 10 * MB)]
    taken = await shop.take(["a.pdf", "b.pdf"], already)
    assert [file.size for file in taken.new] == [9 * MB, MB]
    assert sum(file.size for file in (*already, *taken.new)) == ROOM
    (_, reason), *_ = (await Shop(pdf(1024)).take(["c.pdf"], [*already, *taken.new])).refused
    assert reason == "room"
    shop = Shop(pdf(MB + 1, 3), pdf(MB, 4))
    taken = await shop.take(["big.pdf", "small.pdf"], [*already, *held(9 * MB)])
    assert taken.refused == (("big.pdf", "room"),)
    assert taken.names == ("small.pdf",)


async def test_what_cannot_fit_is_not_fetched() -> None:
    """By what the platform says of its length; and no more than fits is asked for."""
    shop = Shop(pdf(1024))
    assert (await shop.take(["a.pdf"], size=ONE + 1)).refused == (("a.pdf", "size"),)
    assert (await shop.take(["a.pdf"], [*held(ROOM - MB)], size=MB + 1)).refused == (("a.pdf", "room"),)
    assert (await shop.take(["a.pdf"], [*held(*[1] * MANY)])).refused == (("a.pdf", "number"),)
    assert shop.asked == []
    await shop.take(["a.pdf"], [*held(ROOM - MB)])
    assert shop.asked == [(0, MB)]


async def test_a_platform_that_says_less_than_it_sends() -> None:
    """Ten bytes announced, eleven megabytes sent: not kept."""
    assert (await Shop(pdf(ONE + 1)).take(["a.pdf"], size=10)).refused == (("a.pdf", "size"),)


async def test_the_same_file_twice_is_one() -> None:
    """Within a message and beside what is held, whatever it is called; it takes no room again."""
    taken = await Shop(PDF, PDF).take(["a.pdf", "b.pdf"])
    assert (taken.names, len(taken.new)) == (("a.pdf",), 1)
    again = await Shop(PDF).take(["c.pdf"], [*taken.new])
    assert (again.names, again.new) == (("a.pdf",), ())


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Windows\\system32\\cmd.exe", "cmd.exe.pdf"),
        ("letter.pdf\x00.exe", None),
        ("\u202efdp.exe", None),
        ("con.pdf", None),
        ("a" * 5_000 + ".pdf", None),
        ("   ", None),
        ("", None),
        ("<script>alert(1)</script>.pdf", None),
        ("📄" * 400, None),
    ],
)
async def test_hostile_names(name: str, kept: str | None) -> None:
    """What is kept has a name without a path, without control or turning signs, of a bearable length, and ends as what
    it is."""
    (found,) = (await Shop(PDF).take([name])).names
    assert found.endswith(".pdf")
    assert 4 < len(found) <= 120
    assert len(found.encode()) <= 255
    assert not set(found) & set('/\\\x00\n\r\u202e\u202d\u2066<>"')
    assert not found.startswith((".", "-"))
    if kept:
        assert found == kept


async def test_two_of_one_name() -> None:
    """Both are kept; the second has a number."""
    taken = await Shop(pdf(100, 1), pdf(100, 2), pdf(100, 3)).take(["map.pdf"] * 3)
    assert taken.names == ("map.pdf", "map (2).pdf", "map (3).pdf")


async def test_reasons_of_one_message() -> None:
    """Each file has its own, in the order they were sent; what is between them is kept."""
    shop = Shop(b"", Undeliverable("gone"), PDF, b"MZ\x90\x00\x03", NotConnected("no line"))
    taken = await shop.take(["nothing.pdf", "gone.pdf", "letter.pdf", "program.pdf", "later.pdf"])
    assert taken.names == ("letter.pdf",)
    assert taken.refused == (
        ("nothing.pdf", "empty"), ("gone.pdf", "lost"), ("program.pdf", "kind"), ("later.pdf", "lost"),
    )  # fmt: skip
    assert shop.waited == list(PAUSES), "what may come later was asked for again, what is gone was not"


async def test_a_line_that_comes_back() -> None:
    """Two failures, then the file: it is kept."""
    failures = [NotConnected("no line"), NotConnected("no line")]

    def sometimes() -> bytes:
        if failures:
            raise failures.pop()
        return PDF

    assert (await Shop(sometimes).take(["letter.pdf"])).names == ("letter.pdf",)


async def test_a_channel_without_files() -> None:
    """Nothing can be fetched there: the file is lost, and said so."""
    assert (await take(None, HERE, [Attachment("1", "a.pdf")], [])).refused == (("a.pdf", "lost"),)


def test_attachments_survive_their_row() -> None:
    """What is written is read; nothing is written for none."""
    files = (Attachment("id", "Größe\n.pdf", "application/pdf", 7), Attachment("", ""))
    assert attachments.read(attachments.written(files)) == files
    assert attachments.written(()) == ""
    assert attachments.read("") == ()
