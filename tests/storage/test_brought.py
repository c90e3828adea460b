"""Files that come along with a message: stored with it, raw, until it is answered; then what is kept of them stays."""

from __future__ import annotations

from dataclasses import replace

from storage.port import NewFile, Storage
from tests.storage.samples import arrival, turn

FILE = NewFile("map.pdf", "application/pdf", "ab" * 32, b"%PDF-1.7")


async def test_it_is_stored_with_its_message_once(storage: Storage) -> None:
    """Acknowledged means that its bytes are there as well; a redelivery brings nothing twice."""
    brought = replace(arrival(), contents=(("f1", b"first"), ("f2", b"second")))
    receipt = await storage.accept(brought)
    again = await storage.accept(replace(brought, contents=(("f1", b"other"),)))
    assert not again.new
    assert await storage.brought(receipt.conversation, "f1") == b"first"
    assert await storage.brought(receipt.conversation, "f2") == b"second"
    assert await storage.brought(receipt.conversation, "f3") is None
    assert list(await storage.files(receipt.conversation)) == []


async def test_nobody_else_reaches_it(storage: Storage) -> None:
    await storage.accept(replace(arrival("ada"), contents=(("f1", b"hers"),)))
    other = await storage.accept(arrival("bea"))
    assert await storage.brought(other.conversation, "f1") is None


async def test_the_turn_leaves_what_it_keeps(storage: Storage) -> None:
    """In one write the raw file goes and the named one stays; a turn that keeps none leaves nothing."""
    receipt = await storage.accept(replace(arrival(), contents=(("f1", FILE.data), ("f2", b"a program"))))
    await storage.write(replace(turn(receipt), files=(FILE,), unpacked=True))
    assert await storage.brought(receipt.conversation, "f1") is None
    assert await storage.brought(receipt.conversation, "f2") is None
    (kept,) = await storage.files(receipt.conversation)
    assert await storage.file(kept.id) == FILE.data


async def test_what_another_message_brought_waits_for_its_own_turn(storage: Storage) -> None:
    first = await storage.accept(replace(arrival(n=1), contents=(("f1", b"first"),)))
    await storage.accept(replace(arrival(n=2), contents=(("f2", b"second"),)))
    await storage.write(replace(turn(first), unpacked=True))
    assert await storage.brought(first.conversation, "f2") == b"second"


async def test_an_erasure_takes_it_along(storage: Storage) -> None:
    receipt = await storage.accept(replace(arrival(), contents=(("f1", b"first"),)))
    await storage.write(replace(turn(receipt), erase=True))
    assert await storage.brought(receipt.conversation, "f1") is None


async def test_the_transcript_names_what_came(storage: Storage) -> None:
    receipt = await storage.accept(replace(arrival(), attachments='[{"id": "f1", "name": "map.pdf"}]'))
    (row,) = await storage.transcript(receipt.conversation)
    assert row.attachments == '[{"id": "f1", "name": "map.pdf"}]'
