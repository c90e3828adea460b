"""Telegram calls us: who does not show the secret learns nothing and changes nothing."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from bot.adapters.hook import Hook, Reply
from bot.adapters.telegram.reception import Reception

MOST = 1_000_000
"""Bytes of one update; Telegram's own are some thousands."""

AT_ONCE = 40
"""Calls that Telegram may make at the same time; what it does by default."""

HEADER = "x-telegram-bot-api-secret-token"


def webhook(reception: Reception, secret: str) -> Hook:
    """The application behind our address; `secret` is what each call must show."""
    expected = secret.encode()

    async def handle(headers: Mapping[str, str], body: bytes) -> Reply:
        shown = headers.get(HEADER, "").encode("latin-1")
        if not hmac.compare_digest(shown, expected):
            return Reply(403)
        await reception.body(body)
        return Reply(200)

    return Hook(handle, MOST)
