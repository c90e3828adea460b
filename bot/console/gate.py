"""Coming in by a password: attempts are counted before they are tried, and look alike whoever makes them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

import structlog

from bot.console.passwords import Passwords
from storage.desk.port import Account, DeskStorage, View

log = structlog.get_logger()

FREE = 5
"""Wrong passwords in a row before an account rests."""
REST = 15 * 60.0
"""Seconds it rests then; twice as long after each further one."""
LONGEST_REST = 3600.0
"""Two dozen tries a day open no password we accept, and nobody keeps a colleague out for longer than that."""
TAKES = 0.5
"""Seconds every attempt takes: longer than anything that is done for any of them."""


def rest(failures: int) -> float:
    """Seconds an account rests after so many wrong passwords in a row."""
    return 0.0 if failures < FREE else min(REST * 2 ** min(failures - FREE, 20), LONGEST_REST)


class Gate:
    def __init__(
        self,
        storage: DeskStorage,
        passwords: Passwords,
        clock: Callable[[], float],
        *,
        watch: Callable[[], float] = time.monotonic,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`watch` measures, `pause` fills what is left of `TAKES`."""
        self._storage = storage
        self._passwords = passwords
        self._clock = clock
        self._watch = watch
        self._pause = pause

    async def enter(self, email: str, password: str) -> Account | None:
        """Whose password this is. None when it is nobody's, or the account rests: the same answer after the same time.

        Raises:
            StorageUnavailable: nothing can be known.
        """
        began = self._watch()
        account = await self._tried(email, password)
        await self._pause(max(0.0, TAKES - (self._watch() - began)))
        return account

    async def _tried(self, email: str, password: str) -> Account | None:
        account = await self._storage.account_of(email)
        if account is None or account.removed or not account.password:
            await self._passwords.opens("", password)
            return None
        counted = await self._counted(account)
        if await self._passwords.opens(account.password, password) and counted:
            return account
        log.warning("password_refused", account=account.id, rests=not counted)
        if counted:  # Tries on a resting account would push all else off the audit log.
            await self._storage.saw(View(account.id, "refused", None, self._clock()))
        return None

    async def _counted(self, account: Account) -> bool:
        """Count an attempt as failed, before it is tried: a hundred at once are a hundred. False while it rests.

        Signing in takes the count back.
        """
        held: Account | None = account
        while held is not None and not held.removed:
            now, failures = self._clock(), held.failures + 1
            if held.locked_until > now:
                return False
            pause = rest(failures)
            if await self._storage.failed(held.id, failures, now + pause if pause else 0.0):
                return True
            held = await self._storage.account(held.id)
        return False
