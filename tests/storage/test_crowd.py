"""Many at once: nothing lost, nothing twice, no gap."""

from __future__ import annotations

import asyncio
import random

from storage.port import AlreadyHandled, Post, Stale, Storage
from tests.storage.samples import arrival, turn

CONVERSATIONS = 20
MESSAGES = 10


async def test_two_hundred_turns_over_twenty_conversations(storage: Storage) -> None:
    """Every message delivered twice, shuffled, every turn tried by two workers: 200 answers, positions dense."""
    chance = random.Random(7)
    crowd = [arrival(f"chat-{c}", n) for c in range(CONVERSATIONS) for n in range(MESSAGES)] * 2
    chance.shuffle(crowd)
    receipts = await asyncio.gather(*(storage.accept(each) for each in crowd))
    assert sum(receipt.new for receipt in receipts) == CONVERSATIONS * MESSAGES

    async def answer(conversation: int, message: int) -> int:
        while True:
            stored = await storage.read(conversation)
            try:
                received = next(receipt for receipt in receipts if receipt.message == message)
                await storage.write(turn(received, stored.token, Post("a"), Post("b", asks=True)))
            except Stale:
                continue
            except AlreadyHandled:
                return 0
            return 1

    work = [(receipt.conversation, receipt.message) for receipt in receipts]
    assert sum(await asyncio.gather(*(answer(*each) for each in work))) == CONVERSATIONS * MESSAGES
    assert list(await storage.pending()) == []
    for conversation in {receipt.conversation for receipt in receipts}:
        rows = await storage.transcript(conversation)
        assert [row.position for row in rows] == list(range(1, MESSAGES * 3 + 1))
        assert (await storage.read(conversation)).token == MESSAGES
