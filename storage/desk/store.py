"""The desk's storage port over the lanes of the store it belongs to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from storage.desk import accounts, acting, cases, merging, queue, ringing
from storage.desk import erasing as case_erasing
from storage.desk.port import (
    Account,
    Act,
    Acted,
    Case,
    CaseStep,
    Counts,
    Erasing,
    Merge,
    NewAccount,
    NewCase,
    Queue,
    Role,
    Sought,
    Spread,
    Standing,
    Unmerge,
    Usual,
    View,
)
from storage.desk.rosters import RosterStore
from storage.desk.threadstore import ThreadStore


class DeskStore(ThreadStore, RosterStore):
    """Made by `storage.store.Store`."""

    async def case(self, id: int) -> Case:
        return await self._reader.do(cases.by_id, id)

    async def case_of(self, conversation: int) -> Case | None:
        return await self._reader.do(cases.of, conversation)

    async def by_code(self, code: str) -> Case | None:
        return await self._reader.do(cases.by_code, code)

    async def queue(self, wanted: Queue) -> Sequence[Case]:
        return await self._reader.do(queue.listed, wanted)

    async def sought(self, wanted: Sought) -> Sequence[Case]:
        return await self._reader.do(queue.sought, wanted)

    async def cases(self, ids: Sequence[int]) -> Sequence[Case]:
        return await self._reader.do(queue.those, tuple(ids))

    async def codes(self, ids: Sequence[int]) -> Mapping[int, str]:
        return await self._reader.do(queue.codes, tuple(ids))

    async def findable(self) -> Sequence[int]:
        return await self._reader.do(queue.findable, None)

    async def counts(self, now: float, team: str | None = None, account: int = 0, usual: Usual = ()) -> Counts:
        return await self._reader.do(queue.counts, (now, team, account, usual))

    async def overdue(self, now: float, usual: Usual, limit: int = 200) -> Sequence[Case]:
        return await self._reader.do(queue.overdue, (now, usual, limit))

    async def spread(self) -> Spread:
        return await self._reader.do(queue.spread, None)

    async def history(self, case: int) -> Sequence[CaseStep]:
        return await self._reader.do(cases.history, case)

    async def newest(self) -> int:
        return await self._reader.do(queue.newest, None)

    async def open(self, new: NewCase) -> Case:
        return await self._writer.do(ringing.open, new)

    async def erase(self, erasing: Erasing) -> Case:
        return await self._writer.do(case_erasing.erase, erasing)

    async def act(self, act: Act) -> Acted:
        return await self._writer.do(acting.act, act)

    async def merge(self, merge: Merge) -> Acted:
        return await self._writer.do(merging.merge, merge)

    async def unmerge(self, unmerge: Unmerge) -> Acted:
        return await self._writer.do(merging.unmerge, unmerge)

    async def parts(self, case: int) -> Sequence[Case]:
        return await self._reader.do(merging.parts, case)

    async def standing(self, case: int) -> Sequence[Standing]:
        return await self._reader.do(merging.standing, case)

    async def one_person(self, case: int, other: int) -> bool:
        return await self._reader.do(merging.one_person, (case, other))

    async def near(self, case: int, limit: int = 200) -> Sequence[tuple[Case, bool]]:
        return await self._reader.do(merging.near, (case, limit))

    async def unclaimed(self, since: float) -> Sequence[Case]:
        return await self._reader.do(queue.unclaimed, since)

    async def invite(self, new: NewAccount) -> Account:
        return await self._writer.do(accounts.invite, new)

    async def account(self, id: int) -> Account | None:
        return await self._reader.do(accounts.by_id, id)

    async def account_of(self, email: str) -> Account | None:
        return await self._reader.do(accounts.by_email, email)

    async def account_at(self, issuer: str, subject: str) -> Account | None:
        return await self._reader.do(accounts.by_subject, (issuer, subject))

    async def bind(self, account: int, issuer: str, subject: str) -> bool:
        return await self._writer.do(accounts.bind, (account, issuer, subject))

    async def invited(self, invitation: str, now: float) -> Account | None:
        return await self._reader.do(accounts.invited, (invitation, now))

    async def accounts(self) -> Sequence[Account]:
        return await self._reader.do(accounts.every, None)

    async def set_password(self, account: int, hash: str) -> None:
        await self._writer.do(accounts.set_password, (account, hash))

    async def join(self, invitation: str, hash: str, now: float) -> Account | None:
        return await self._writer.do(accounts.join, accounts.Joining(invitation, hash, now))

    async def failed(self, account: int, failures: int, locked_until: float) -> bool:
        return await self._writer.do(accounts.failed, accounts.Failure(account, failures, locked_until))

    async def change_account(
        self, account: int, role: Role, team: str, languages: Sequence[str], *, leaves: tuple[int, float] | None = None
    ) -> None:
        gone = accounts.Gone(account, *leaves) if leaves else None
        await self._writer.do(accounts.change, accounts.Duty(account, role, team, tuple(languages), gone))

    async def remove_account(self, account: int, by: int, now: float) -> None:
        await self._writer.do(accounts.remove, accounts.Gone(account, by, now))

    async def sign_in(self, session: str, account: int, now: float, until: float) -> None:
        await self._writer.do(accounts.sign_in, accounts.SignIn(session, account, now, until))

    async def signed_in(self, session: str, now: float) -> Account | None:
        return await self._reader.do(accounts.signed_in, (session, now))

    async def prolong(self, session: str, until: float, longest: float) -> None:
        await self._writer.do(accounts.prolong, accounts.Stay(session, until, longest))

    async def sign_out(self, session: str) -> None:
        await self._writer.do(accounts.sign_out, session)

    async def saw(self, view: View) -> None:
        await self._writer.do(accounts.saw, view)

    async def views(
        self,
        case: int | None = None,
        limit: int = 200,
        *,
        account: int | None = None,
        what: str = "",
        since: float = 0.0,
        until: float = 0.0,
        after: int = 0,
    ) -> Sequence[View]:
        looked = accounts.Looked(account, what, case, since, until, limit, after)
        return await self._reader.do(accounts.views, looked)
