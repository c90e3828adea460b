"""On Postgres several processes share the work: a lease says whose a conversation is."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from storage.lane import Lane
from storage.leases import Leases
from storage.port import AlreadyHandled, Stale, StorageUnavailable
from storage.postgres import Server
from storage.store import Store
from tests.storage.conftest import SERVER, fresh_database
from tests.storage.samples import answered, arrival, turn


def machine(url: str, seconds: float = 30.0, renewal: float = 10.0) -> Store:
    writer = Lane("writer", Server(url, writes=True))
    reader = Lane("reader", Server(url, writes=False))
    archive = Lane("archive", Server(url, writes=False))
    return Store(writer=writer, reader=reader, archive=archive, claims=Leases(writer, seconds=seconds, renewal=renewal))


if SERVER:

    @pytest.fixture
    def url() -> str:
        from storage import migrate

        url = fresh_database()
        migrate.upgrade(url)
        return url

    async def test_a_leased_conversation_is_nobody_elses(url: str) -> None:
        """The other process neither gets it nor sees its messages as pending, until it is released."""
        one, two = machine(url), machine(url)
        receipt = await one.accept(arrival())
        assert await one.hold(receipt.conversation)
        assert not await two.hold(receipt.conversation)
        assert list(await two.pending()) == []
        await one.release(receipt.conversation)
        assert len(await two.pending()) == 1
        assert await two.hold(receipt.conversation)
        await asyncio.gather(one.close(), two.close())

    async def test_a_process_that_lost_its_lease_cannot_write(url: str) -> None:
        """Its lease ran out and another took over: its turn is stale though nobody wrote since; the other's counts."""
        slow, quick = machine(url, seconds=0.0), machine(url)
        receipt = await slow.accept(arrival())
        assert await slow.hold(receipt.conversation)
        assert await quick.hold(receipt.conversation)
        with pytest.raises(Stale):
            await slow.write(turn(receipt))
        await quick.write(turn(receipt))
        await asyncio.gather(slow.close(), quick.close())

    async def test_closing_gives_everything_back(url: str) -> None:
        """Nobody waits for the leases of a process that ended well."""
        one, two = machine(url), machine(url)
        receipt = await one.accept(arrival())
        assert await one.hold(receipt.conversation)
        await one.close()
        assert await two.hold(receipt.conversation)
        await two.close()

    async def test_a_living_process_keeps_its_leases(url: str) -> None:
        """A renewal makes a lease that had run out ours again when nobody took it, and notices one that was taken."""
        from storage import leases

        lane = Lane("writer", Server(url, writes=True))
        store = machine(url)
        kept, lost = (await answered(store, "ada")).conversation, (await answered(store, "bo")).conversation
        for conversation in (kept, lost):
            assert await lane.do(leases.take, leases.Lease(conversation, "old", 0.0))
        assert await store.hold(lost)
        assert await lane.do(leases.renew, leases.Lease(0, "old", 30.0)) == {kept}
        assert not await store.hold(kept)
        await asyncio.gather(store.close(), lane.close())

    async def test_two_processes_send_a_message_once(url: str) -> None:
        """Both see all that is due; each message is claimed by one of them, and both know by whom."""
        one, two = machine(url), machine(url)
        for number in range(20):
            await answered(one, f"chat {number}")
        due = [row.message for row in await one.due(["web"])]
        assert due == [row.message for row in await two.due(["web"])]
        claims = await asyncio.gather(*(machine.attempting(message) for message in due for machine in (one, two)))
        claimed = sorted(claim.message for claim in claims if claim)
        assert claimed == due
        assert list(await two.due(["web"])) == []
        await asyncio.gather(one.close(), two.close())

    async def test_sends_of_a_living_process_are_not_interrupted(url: str) -> None:
        """A process that starts leaves alone what another, alive, is sending."""
        one, two = machine(url), machine(url)
        receipt = await answered(one)
        assert await one.hold(receipt.conversation)
        (row,) = await one.due(["web"])
        await one.attempting(row.message)
        assert list(await two.interrupted([])) == []
        await one.release(receipt.conversation)
        assert [each.message for each in await two.interrupted([])] == [row.message]
        await asyncio.gather(one.close(), two.close())

    async def test_a_lost_connection_is_made_again(url: str) -> None:
        """The server ends every connection: what was under way says so, the next call works."""
        store = machine(url)
        receipt = await store.accept(arrival())
        await store.read(receipt.conversation)
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(StorageUnavailable, match="cannot be reached"):
            await store.accept(arrival(n=2))
        with pytest.raises(StorageUnavailable, match="cannot be reached"):
            await store.read(receipt.conversation)
        assert (await store.accept(arrival(n=2))).position == 2
        assert (await store.read(receipt.conversation)).token == 0
        await store.close()

    async def test_two_processes_in_a_crowd(url: str) -> None:
        """Both accept the same redelivered messages and both answer all of them: each is stored and answered once."""
        one, two = machine(url), machine(url)
        crowd = [arrival(f"chat-{c}", n) for c in range(10) for n in range(5)]
        receipts = await asyncio.gather(*(each.accept(message) for message in crowd for each in (one, two)))
        assert sum(receipt.new for receipt in receipts) == 50

        async def answer(store: Store, conversation: int) -> int:
            answers = 0
            for receipt in sorted(
                {r.message: r for r in receipts if r.conversation == conversation}.values(), key=lambda r: r.position
            ):
                stored = await store.read(conversation)
                try:
                    await store.write(turn(receipt, stored.token))
                except (Stale, AlreadyHandled):  # The other process was quicker.
                    continue
                answers += 1
            return answers

        conversations = {receipt.conversation for receipt in receipts}
        await asyncio.gather(*(answer(store, each) for each in conversations for store in (one, two)))
        while rows := await one.pending():
            for row in rows:
                await answer(one, row.conversation)
        for conversation in conversations:
            assert [row.position for row in await two.transcript(conversation)] == list(range(1, 11))
        await asyncio.gather(one.close(), two.close())
