"""A program for the kill test: everything a database is asked for, once; run again, it finishes what was cut short.

Run as `python -m tests.storage.life FOLDER`.
"""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace

from storage import open_storage
from storage.desk.port import Act, Change
from storage.port import AlreadyHandled, CodeTaken, Post, Share
from tests.storage.samples import NOON, arrival, document, full, turn


async def live(folder: str) -> None:
    storage = await open_storage(folder)
    await storage.put_documents([document("library")])
    await storage.interrupted(["web"])
    receipt = await storage.accept(arrival("ada", 1))
    stored = await storage.read(receipt.conversation)
    try:
        await storage.write(full(receipt, stored.token))
    except (AlreadyHandled, CodeTaken):
        print("answered before")
    case = await storage.desk.by_code("REEF-27")
    assert case
    await storage.desk.act(Act(case.id, None, "take", "k1", None, NOON, change=Change(hold="desk")))
    await storage.desk.catch_up("desk", [case.id], NOON)
    for each in await storage.due(["web"]):
        row = await storage.attempting(each.message)
        if row and row.attempts > 1:
            await storage.sent({row.message: "remote"})
        elif row:
            await storage.failed(row.message, "queued", "NotConnected")
    for each in await storage.due(["web"]):
        await storage.attempting(each.message)
        await storage.sent({each.message: "remote"})
    await storage.index_done([job.id for job in await storage.index_jobs()])
    await storage.move(receipt.conversation, "ada")
    if not await storage.parked_payloads():
        await storage.park_payload("telegram", b"?", "KeyError", NOON)
    if not await storage.spent("2100-01-01", "person 1"):
        await storage.spend(Share("2100-01-01", "person 1", 900), 1_000, 1_000)
    silent = await storage.accept(replace(arrival("silent", 1), at=NOON - 48 * 3600))
    try:
        await storage.write(replace(turn(silent), keep=False, at=NOON - 48 * 3600))
    except AlreadyHandled:
        print("answered before")
    await storage.expire(NOON)
    leaving = await storage.accept(arrival("leaving", 1))
    try:
        await storage.write(replace(turn(leaving, 0, Post("gone")), erase=True))
    except AlreadyHandled:
        print("erased before")
    await storage.close()


if __name__ == "__main__":
    asyncio.run(live(sys.argv[1]))
