"""Who is signed in in which browser: the cookie, how long it opens, the seal on every form."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.cookies import Cookie, Seals
from bot.codes import digest
from bot.console.settings import ConsoleSettings
from bot.console.visit import Visit
from storage.desk.port import Account, DeskStorage
from storage.port import StorageUnavailable

LONGEST = 12 * 3600.0
"""Seconds after which one signs in again: a long day at the desk."""
IDLE = 2 * 3600.0
"""Seconds without a page asked for by a person: a long lunch."""
OFTEN = 300.0
"""Seconds between two notes that somebody is still there."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class Sessions:
    def __init__(self, storage: DeskStorage, settings: ConsoleSettings, clock: Callable[[], float]) -> None:
        self._storage = storage
        self._clock = clock
        self._cookie = Cookie("desk", int(LONGEST), https=settings.https)
        self._seals = Seals(settings.secret_folder, "desk.form")
        self._noted: dict[str, float] = {}

    async def visit(self, request: Request, *, live: bool = False) -> Visit:
        """Who asks. By each visit that is not `live` a session lasts `IDLE` longer, up to `LONGEST` in all.

        Raises:
            StorageUnavailable: nobody can be known.
        """
        token = self._cookie.read(request)
        if not _TOKEN.fullmatch(token):
            return Visit(secrets.token_urlsafe(32), None, new=True)
        session, now = digest(token), self._clock()
        account = await self._storage.signed_in(session, now)
        if account and not live and now - self._noted.get(session, 0.0) >= OFTEN:
            # A full disk ends the day early, it does not lock anybody out at once.
            with contextlib.suppress(StorageUnavailable):
                await self._storage.prolong(session, now + IDLE, LONGEST)
            self._noted = {known: at for known, at in self._noted.items() if now - at < OFTEN} | {session: now}
        return Visit(token, account, new=False)

    async def begin(self, account: Account, response: Response) -> None:
        """Sign this browser in, under a new secret: one that was planted before opens nothing."""
        token, now = secrets.token_urlsafe(32), self._clock()
        await self._storage.sign_in(digest(token), account.id, now, now + IDLE)
        self.set(response, token)

    async def end(self, visit: Visit, response: Response) -> None:
        await self._storage.sign_out(digest(visit.token))
        self._cookie.take_back(response)

    def set(self, response: Response, token: str) -> None:
        self._cookie.give(response, token)

    def seal(self, visit: Visit) -> str:
        """The signature that every form of this browser carries."""
        return self._seals.seal(digest(visit.token))

    def genuine(self, request: Request, visit: Visit, seal: str) -> bool:
        """Whether a form was made by us for this browser and sent from our own page."""
        return self._seals.genuine(request, digest(visit.token), seal)
