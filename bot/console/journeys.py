"""Browsers on their way to the provider of their organisation and back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict

from itsdangerous import BadSignature, URLSafeSerializer
from starlette.requests import Request
from starlette.responses import Response

from bot.browser.cookies import Cookie
from bot.console.identity import Asked, NotBelieved
from bot.console.settings import ConsoleSettings
from bot.keys import signing_key

LASTS = 600
"""Seconds somebody has for signing in over there."""


class Journeys:
    """What a browser carries along while its person is at the provider: signed by us, for that browser alone."""

    def __init__(self, settings: ConsoleSettings, clock: Callable[[], float]) -> None:
        key = signing_key(settings.secret_folder)
        self._writer = URLSafeSerializer(key, salt="desk.oidc", signer_kwargs={"digest_method": hashlib.sha256})
        self._cookie = Cookie("desk-oidc", LASTS, https=settings.https)
        self._clock = clock

    def begin(self, response: Response, asked: Asked, wanted: str) -> None:
        carried = self._writer.dumps([asdict(asked), wanted, self._clock()])
        self._cookie.give(response, carried if isinstance(carried, str) else carried.decode())

    def end(self, request: Request) -> tuple[Asked, str]:
        """What was asked, and the page that was wanted.

        Raises:
            NotBelieved: nothing was, or too long ago.
        """
        try:
            asked, wanted, at = self._writer.loads(self._cookie.read(request))
        except BadSignature as error:
            raise NotBelieved("not_asked") from error
        if not 0 <= self._clock() - at <= LASTS:
            raise NotBelieved("too_late")
        return Asked(**asked), wanted

    def forget(self, response: Response) -> None:
        self._cookie.take_back(response)
