"""Erased means gone from the files, not only from the answers."""

from __future__ import annotations

import json
import random
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from storage import open_storage, sqlite
from storage.port import Post, Receipt, Ring, Storage, TurnWrite
from tests.storage.samples import NOON, answered, arrival, full

MARK = "coelacanth"


def left(folder: Path) -> list[str]:
    """Files of the folder in which the mark still stands."""
    return [path.name for path in folder.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]


async def talk(storage: Storage, chat: str, turns: int, size: int) -> Receipt:
    """A conversation with the mark everywhere it can be, between others that stay."""
    for n in range(1, turns + 1):
        await answered(storage, "somebody else", n)
        receipt = await storage.accept(arrival(chat, n, text=f"{MARK} " * size))
        token = (await storage.read(receipt.conversation)).token
        await storage.write(marked(receipt, token, n, size))
    return receipt


def marked(receipt: Receipt, token: int, n: int, size: int) -> TurnWrite:
    words = f"{MARK} {n} " * size
    plain = full(receipt, token)
    (document,), request = plain.documents, plain.request
    assert request is not None
    return replace(
        plain,
        state=words,
        posts=(Post(words), Post(words, asks=True)),
        request=replace(request, code=f"CODE-{n}", title=words, body=words),
        documents=(replace(document, id=f"doc-{n}", title=words, text=words),),
        secrets=(),
        notes=(("query", words),),
        rings=(Ring("request", f"CODE-{n}", "en", title=words, institution=words, body=words),),
    )


@pytest.mark.parametrize("size", [1, 30, 3000], ids=["small", "middle", "overflowing"])
async def test_no_byte_of_an_erased_conversation_is_in_any_file(tmp_path: Path, size: int) -> None:
    """Neither in the database nor in its log, when the turn that erases has been acknowledged."""
    storage = await open_storage(tmp_path)
    receipt = await talk(storage, "ada", 20, size)
    assert left(tmp_path)
    last = await storage.accept(arrival("ada", 99, text="delete everything"))
    token = (await storage.read(receipt.conversation)).token
    await storage.write(
        TurnWrite(receipt.conversation, token, last.message, "", (Post("It is erased."),), erase=True, at=NOON)
    )
    assert left(tmp_path) == []
    assert len(await storage.transcript((await answered(storage, "somebody else", 50)).conversation)) > 20
    await storage.close()


async def uneven(storage: Storage, seed: int = 4) -> Receipt:
    """Two who talk at the same time, in messages of every length: pages that grow empty are merged with others."""
    chance = random.Random(seed)
    _, turns, small, most = (chance.randint(*bounds) for bounds in ((1, 6), (6, 40), (1, 6), (20, 400)))
    posts = chance.randint(1, 2)
    for n in range(1, turns + 1):
        for chat, word in (("ada", MARK), ("bo", "lionfish")):
            receipt = await storage.accept(arrival(chat, n, text=f"{word} " * small))
            token = (await storage.read(receipt.conversation)).token
            told = tuple(Post("lionfish " * chance.randint(1, most)) for _ in range(posts))
            await storage.write(TurnWrite(receipt.conversation, token, receipt.message, "st", told, at=NOON))
    return await storage.accept(arrival("ada", 99, text="delete everything"))


async def erase(storage: Storage, last: Receipt) -> None:
    token = (await storage.read(last.conversation)).token
    await storage.write(TurnWrite(last.conversation, token, last.message, "", erase=True, at=NOON))


@pytest.mark.parametrize("seed", [4, 8, 18])
async def test_no_byte_is_left_where_words_stood_before(tmp_path: Path, seed: int) -> None:
    """SQLite moves rows to other pages when pages are merged: it zeroes where a row stands when it is deleted, and not
    where it stood before. Of sixty such conversations these three left words behind."""
    storage = await open_storage(tmp_path)
    await erase(storage, await uneven(storage, seed))
    assert left(tmp_path) == []
    assert "lionfish" in (await storage.transcript((await storage.accept(arrival("bo", 99))).conversation))[0].text
    await storage.close()


async def test_an_erasure_that_was_cut_short_is_finished_at_the_start(tmp_path: Path) -> None:
    """The file could not be written anew then: the database itself says that it has to be."""
    storage = await open_storage(tmp_path)
    last = await uneven(storage)
    await storage.close()
    storage = await open_storage(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "rewrite", failing)
        await erase(storage, last)
        await storage.close()
    assert left(tmp_path)
    await (await open_storage(tmp_path)).close()
    assert left(tmp_path) == []


async def test_an_erasure_that_was_cut_short_is_finished_by_the_next_commit(tmp_path: Path) -> None:
    storage = await open_storage(tmp_path)
    last = await uneven(storage)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "rewrite", failing)
        await erase(storage, last)
    assert left(tmp_path)
    await storage.accept(arrival("bo"))
    assert left(tmp_path) == []
    await storage.close()


def failing(db: sqlite3.Connection) -> None:
    raise sqlite3.OperationalError("database or disk is full")


async def test_no_byte_is_left_after_a_day_of_silence(tmp_path: Path) -> None:
    """The same for what nobody consented to keep."""
    storage = await open_storage(tmp_path)
    receipt = await talk(storage, "ada", 5, 30)
    last = await storage.accept(arrival("ada", 99))
    token = (await storage.read(receipt.conversation)).token
    await storage.write(TurnWrite(receipt.conversation, token, last.message, MARK, keep=False, at=NOON))
    assert await storage.expire(NOON + 25 * 3600) == 1
    assert left(tmp_path) == []
    await storage.close()


async def test_a_reader_in_the_way_only_delays(tmp_path: Path) -> None:
    """While a long read holds the old log the erasure is acknowledged; the next commit after it empties the log."""
    storage = await open_storage(tmp_path)
    await talk(storage, "ada", 3, 30)
    reader = sqlite3.connect(tmp_path / sqlite.FILE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM message").fetchone()
    last = await storage.accept(arrival("ada", 99))
    stored = await storage.read(last.conversation)
    await storage.write(TurnWrite(last.conversation, stored.token, last.message, "", erase=True, at=NOON))
    assert left(tmp_path)
    reader.close()
    await storage.accept(arrival("bo"))
    assert left(tmp_path) == []
    await storage.close()


@pytest.mark.parametrize("size", [1, 30, 3000], ids=["small", "middle", "overflowing"])
async def test_words_that_are_blotted_out_are_in_no_file(tmp_path: Path, size: int) -> None:
    """They leave messages, notes and the state of that conversation alone, whatever surrounds them stays."""
    storage = await open_storage(tmp_path)
    secret = f'the "{MARK}"\nbehind the chapel'
    told = f"Nobody guards {secret} " * size
    receipt = await storage.accept(arrival("ada", 1, text=told))
    kept = await storage.accept(arrival("bob", 1, text=told))
    escaped = json.dumps({"text": told}, ensure_ascii=False)
    plain = TurnWrite(
        receipt.conversation, 0, receipt.message, told, (Post(escaped),), notes=(("query", escaped),), at=NOON
    )
    await storage.write(plain)
    last = await storage.accept(arrival("ada", 2, text="yes"))
    await storage.write(TurnWrite(receipt.conversation, 1, last.message, "", blots=((secret, "[…]"),), at=NOON))
    rows = await storage.transcript(receipt.conversation)
    assert [row.text for row in rows if row.position < last.position] == [
        "Nobody guards […] " * size,
        json.dumps({"text": "Nobody guards […] " * size}, ensure_ascii=False),
    ]
    assert [row.text for row in await storage.transcript(kept.conversation)] == [told]
    gone = await storage.accept(arrival("bob", 2, text="delete everything"))
    await storage.write(TurnWrite(kept.conversation, 0, gone.message, "", erase=True, at=NOON))
    assert left(tmp_path) == []
