"""The storage port over two lanes: one that writes, and some that read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from storage import (
    attachments,
    calls,
    conversations,
    messages,
    moments,
    references,
    requests,
    sending,
    spending,
    turns,
    usage,
)
from storage import documents as library
from storage.claims import Claims
from storage.desk.store import DeskStore
from storage.lane import Lane
from storage.port import (
    Announced,
    Arrival,
    BlockedPlace,
    DeskNote,
    DocumentRow,
    Due,
    FileRow,
    IndexJob,
    OutboundRow,
    ParkedPayload,
    Pending,
    Purpose,
    Receipt,
    Referred,
    RequestRow,
    Share,
    Stored,
    TranscriptRow,
    TurnWrite,
    UncertainSend,
    Usage,
    Written,
)


class Guard(Protocol):
    """What is let go last: the lock on the data folder."""

    def release(self) -> None: ...


class Store:
    """Storage on SQL. Made by `storage.open_storage`."""

    def __init__(
        self, *, writer: Lane, reader: Lane, archive: Lane, claims: Claims, guard: Guard | None = None
    ) -> None:
        """`reader` answers what a turn asks; `archive` what may take long, so that no turn waits behind a rebuild."""
        self._writer = writer
        self._reader = reader
        self._archive = archive
        self._claims = claims
        self._guard = guard
        self._desk = DeskStore(writer, archive)

    @property
    def desk(self) -> DeskStore:
        return self._desk

    async def accept(self, arrival: Arrival, foretold: Callable[[Receipt], None] | None = None) -> Receipt:
        return await self._writer.do(messages.accept, arrival, foretold)

    async def pending(self, limit: int = 1000) -> Sequence[Pending]:
        return await self._reader.do(messages.pending, messages.Waiting(limit, self._claims.held))

    async def hold(self, *conversations: int) -> frozenset[int]:
        return await self._claims.take(conversations)

    async def release(self, *conversations: int) -> None:
        await self._claims.give_back(conversations)

    async def read(self, conversation: int) -> Stored:
        return await self._reader.do(conversations.read, conversation)

    async def read_all(self, ids: Sequence[int]) -> Sequence[Stored | Exception]:
        return await self._reader.do_all(conversations.read, ids)

    async def find(self, channel: str, chat: str, thread: str = "") -> Stored | None:
        return await self._reader.do(conversations.find, (channel, chat, thread))

    async def write(self, turn: TurnWrite) -> Written:
        return await self._writer.do(turns.write, turns.Leased(turn, self._claims.holder))

    async def write_all(
        self, group: Sequence[TurnWrite], behind: Receipt | None = None
    ) -> Sequence[Written | Exception]:
        holder = self._claims.holder
        return await self._writer.do_all(turns.write, [turns.Leased(turn, holder) for turn in group], behind=behind)

    async def transcript(self, conversation: int, after: int = 0) -> Sequence[TranscriptRow]:
        return await self._reader.do(messages.transcript, messages.Since(conversation, after))

    async def due(self, channels: Sequence[str], limit: int = 10_000) -> Sequence[Due]:
        return await self._reader.do(sending.due, sending.Wanted(tuple(channels), limit))

    async def attempting(self, message: int) -> OutboundRow | None:
        return await self._writer.do(sending.attempting, message)

    async def sent(self, messages: Mapping[int, str]) -> None:
        await self._writer.do(sending.sent, dict(messages))

    async def blocked(self, message: int, last: int, note: str, at: float) -> None:
        await self._writer.do(sending.blocked, sending.Refusal(message, last, note, at))

    async def failed(self, message: int, status: Literal["queued", "uncertain", "undeliverable"], why: str) -> None:
        await self._writer.do(sending.failed, sending.Failure(message, status, why))

    async def interrupted(self, deduplicating: Sequence[str]) -> Sequence[OutboundRow]:
        return await self._writer.do(sending.interrupted, frozenset(deduplicating))

    async def uncertain(self) -> Sequence[UncertainSend]:
        return await self._archive.do(sending.uncertain, None)

    async def arrived(self, message: int) -> bool:
        return await self._writer.do(sending.arrived, message)

    async def send_again(self, message: int) -> bool:
        return await self._writer.do(sending.again, message)

    async def announce(self, channel: str, at: Announced) -> None:
        await self._writer.do(moments.keep, moments.Named(channel, at))

    async def claim(self, channel: str, at: Announced) -> bool:
        return await self._writer.do(moments.claim, moments.Named(channel, at))

    async def announced(self, channel: str) -> Sequence[Announced]:
        return await self._archive.do(moments.left, channel)

    async def blocked_places(self) -> Sequence[BlockedPlace]:
        return await self._archive.do(sending.blocked_places, None)

    async def request(self, code: str) -> RequestRow | None:
        return await self._reader.do(requests.by_code, code)

    async def requests(self, conversation: int) -> Sequence[RequestRow]:
        return await self._reader.do(requests.of, conversation)

    async def codes_of(self, conversation: int) -> Sequence[str]:
        return await self._reader.do(requests.codes_of, conversation)

    async def requests_of(self, person: int) -> Sequence[RequestRow]:
        return await self._reader.do(requests.of_person, person)

    async def conversations_of(self, person: int) -> Sequence[int]:
        return await self._reader.do(conversations.of_person, person)

    async def referred(self, conversation: int, id: str, before: int) -> Referred | None:
        return await self._reader.do(references.referred, references.Reference(conversation, id, before))

    async def arrivals(self, conversation: int, kind: str, since: float) -> int:
        return await self._reader.do(references.arrivals, references.Counted(conversation, kind, since))

    async def lapsed(self, kind: str, after: float, until: float) -> Sequence[tuple[int, int, str]]:
        return await self._archive.do(references.lapsed, references.Span(kind, after, until))

    async def call(self, conversation: int, kind: str, text: str, id: str, at: float) -> Pending | None:
        return await self._writer.do(calls.tell, calls.Told(conversation, kind, text, id, at))

    async def files(self, conversation: int) -> Sequence[FileRow]:
        return await self._reader.do(attachments.of, conversation)

    async def desk_files(self, conversation: int) -> Sequence[FileRow]:
        return await self._reader.do(attachments.of_desk, conversation)

    async def file(self, id: int) -> bytes | None:
        return await self._archive.do(attachments.content, id)

    async def brought(self, conversation: int, id: str) -> bytes | None:
        return await self._archive.do(attachments.brought, (conversation, id))

    async def park_payload(self, channel: str, body: bytes, why: str, at: float, whose: str = "") -> None:
        await self._writer.do(attachments.park, attachments.Payload(channel, body, why, at, whose))

    async def parked_payloads(self) -> Sequence[ParkedPayload]:
        return await self._archive.do(attachments.parked, None)

    async def payload(self, id: int) -> bytes | None:
        return await self._archive.do(attachments.payload, id)

    async def drop_payload(self, id: int) -> bool:
        return await self._writer.do(attachments.drop, id)

    async def open_secret(self, hash: str, purpose: Purpose, now: float) -> int | None:
        return await self._reader.do(requests.opened_by, requests.Key(hash, purpose, now))

    async def open_page(self, hash: str, now: float) -> str:
        return await self._reader.do(requests.shown_by, requests.Key(hash, "page", now))

    async def move(self, conversation: int, chat: str) -> None:
        await self._writer.do(conversations.move, conversations.Move(conversation, chat))

    async def put_documents(self, documents: Sequence[DocumentRow]) -> int:
        return await self._writer.do(library.put, tuple(documents))

    async def remove_documents(self, ids: Sequence[str]) -> None:
        await self._writer.do(library.remove, tuple(ids))

    async def document(self, id: str) -> DocumentRow | None:
        return await self._reader.do(library.by_id, id)

    async def documents(self) -> Sequence[DocumentRow]:
        return await self._archive.do(library.every, None)

    async def usage(self) -> Sequence[Usage]:
        return await self._archive.do(usage.every, None)

    async def index_jobs(self, limit: int = 100) -> Sequence[IndexJob]:
        return await self._archive.do(library.index_jobs, limit)

    async def index_done(self, ids: Sequence[int]) -> None:
        await self._writer.do(library.index_done, tuple(ids))

    async def spend(self, share: Share, most: int, most_of_all: int) -> bool:
        return await self._writer.do(spending.spend, spending.Wish(share, most, most_of_all))

    async def settle(self, share: Share) -> None:
        await self._writer.do(spending.settle, share)

    async def spent(self, day: str, payer: str = "") -> int:
        return await self._reader.do(spending.spent, (day, payer))

    async def notes(self, conversation: int | None = None) -> Sequence[DeskNote]:
        return await self._archive.do(requests.notes, conversation)

    async def expire(self, now: float) -> int:
        return await self._writer.do(conversations.expire, now)

    async def silent(self, since: float) -> Sequence[tuple[Stored, int]]:
        return await self._archive.do(conversations.silent, since)

    async def close(self) -> None:
        """Finish what waits, then let go of the database and the folder. A second time does nothing."""
        await self._claims.close()
        await asyncio.gather(self._reader.close(), self._archive.close())
        await self._writer.close()
        if self._guard is not None:
            self._guard.release()
