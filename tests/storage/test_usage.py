"""What is used of what can be found: counted once a turn, with nobody's name, gone with the document."""

from __future__ import annotations

from dataclasses import replace

import pytest

from storage.port import AlreadyHandled, Storage, Usage
from tests.storage.samples import NOON, arrival, document, turn

SHOWN = (("reef", "shown"), ("lake", "shown"), ("reef", "not-relevant"))


async def test_what_a_turn_used_is_counted_once(storage: Storage) -> None:
    """Over conversations, with the last time; a turn that is written twice counts once."""
    await storage.put_documents([document("reef"), document("lake")])
    first = replace(turn(await storage.accept(arrival("ada", 1))), used=SHOWN, at=NOON)
    await storage.write(first)
    with pytest.raises(AlreadyHandled):
        await storage.write(first)
    await storage.write(replace(turn(await storage.accept(arrival("ben", 1))), used=SHOWN[:1], at=NOON + 60))

    assert await storage.usage() == [
        Usage("lake", "shown", 1, NOON),
        Usage("reef", "not-relevant", 1, NOON),
        Usage("reef", "shown", 2, NOON + 60),
    ]


async def test_it_outlives_the_conversation_and_not_the_document(storage: Storage) -> None:
    """An erasure takes what a person said; that something was of no use to somebody stays, until it is taken out."""
    await storage.put_documents([document("reef"), document("lake")])
    receipt = await storage.accept(arrival("ada", 1))
    await storage.write(replace(turn(receipt), used=SHOWN, erase=True))
    assert [use.document for use in await storage.usage()] == ["lake", "reef", "reef"]

    await storage.remove_documents(["reef"])
    await storage.expire(NOON)

    assert [use.document for use in await storage.usage()] == ["lake"]
