"""Passwords: which are taken, how they are kept, how long looking at one lasts."""

from __future__ import annotations

import asyncio
from functools import cached_property
from typing import Literal

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.profiles import RFC_9106_LOW_MEMORY

from storage.desk.port import Account

SHORTEST = 12
LONGEST = 256
"""Characters. NIST SP 800-63B asks for 8 at least beside other measures, and for room for sentences."""
VARIED = 5
"""Different characters at least."""
AT_ONCE = 2
"""Passwords looked at side by side: each takes 64 MB for that long."""

Weak = Literal["short", "long", "plain"]


def weakness(password: str, account: Account) -> Weak | None:
    """Why this account does not get this password, None if it does."""
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    plain = password.casefold()
    own = (account.email.partition("@")[0], account.name.casefold())
    if len(set(plain)) < VARIED or any(len(word) >= 4 and word in plain for word in own):
        return "plain"
    return None


class Passwords:
    """By Argon2id with the parameters of RFC 9106 for machines of modest memory; a hash names its own."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher.from_parameters(RFC_9106_LOW_MEMORY)
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def hash(self, password: str) -> str:
        async with self._turn:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def opens(self, hash: str, password: str) -> bool:
        """Whether it is the one; with an empty hash never, after looking as long as for any other."""
        if len(password) > LONGEST:
            return False
        async with self._turn:
            return await asyncio.to_thread(self._opens, hash, password) and bool(hash)

    def _opens(self, hash: str, password: str) -> bool:
        nobodys = self._nobodys  # Made by the first attempt of all, whoever's it is.
        try:
            return self._hasher.verify(hash or nobodys, password)
        except (VerificationError, InvalidHashError):
            return False

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash("nobody has this password")
