"""The part of the desk's store that knows the threads of cases in a team's chat."""

from __future__ import annotations

from collections.abc import Sequence

from storage.desk import takeback, threads
from storage.desk.port import Case
from storage.desk.thread import CaughtUp, Done, Look, Mark, Showing
from storage.lane import Lane


class ThreadStore:
    def __init__(self, writer: Lane, reader: Lane) -> None:
        self._writer = writer
        self._reader = reader

    async def astir(self, chat: str, after: Mark | None) -> tuple[Mark, Sequence[int]]:
        return await self._reader.do(threads.astir, (chat, after))

    async def catch_up(self, chat: str, cases: Sequence[int], at: float) -> Sequence[CaughtUp | Exception]:
        return await self._writer.do_all(threads.catch_up, [threads.Wish(chat, case, at) for case in cases])

    async def showing(self, message: int) -> Showing | None:
        return await self._reader.do(threads.showing, message)

    async def carried(self, rows: Sequence[int], remote: str) -> None:
        await self._writer.do(threads.carried, (tuple(rows), remote))

    async def faced(self, row: int, case: Case, remote: str) -> None:
        await self._writer.do(threads.faced, (row, case, remote))

    async def case_of_thread(self, chat: str, root: str) -> int | None:
        return await self._reader.do(threads.case_of_thread, (chat, root))

    async def beginning(self, chat: str) -> bool:
        return await self._reader.do(threads.beginning, chat)

    async def stood(self, chat: str, look: Look) -> int:
        return await self._reader.do(threads.stood, (chat, look))

    async def heard(self, chat: str, look: Look) -> int | None:
        return await self._reader.do(threads.heard, (chat, look))

    async def done_by(self, case: int, key: str) -> Sequence[Done]:
        return await self._reader.do(threads.done_by, (case, key))

    async def remark(self, chat: str, case: int, account: int, of: int, key: str, at: float) -> None:
        await self._writer.do(threads.remark, threads.Remark(chat, case, account, of, key, at))

    async def left_over(self, message: int) -> Sequence[str]:
        return await self._reader.do(takeback.left_over, message)
