"""What the Telegram channel is told when it is built."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.message import Place

API = "https://api.telegram.org"

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")

Park = Callable[[bytes, str], Awaitable[None]]
"""Keeps a payload that we could not read, with one word of why, for those who run the service."""


class Files(Protocol):
    """Where the files that go with a message come from."""

    async def of_place(self, place: Place, name: str, kept: int = 0) -> bytes | None:
        """The bytes as they are now; None when there is nothing (left) to give."""


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """Raises ValueError, which says what to do and never quotes a secret, when a value cannot be right."""

    token: str = field(repr=False)
    """As BotFather gave it."""
    webhook: str = ""
    """The https address of our web server, as Telegram reaches it; "" fetches messages by long polling instead."""
    secret: str = field(default="", repr=False)
    """What Telegram shows us with each call; made from the token when empty."""
    site: str = ""
    """Where our web pages are found, for links; "" leaves links out."""
    api: str = API

    def __post_init__(self) -> None:
        if not _TOKEN.fullmatch(self.token):
            raise ValueError(
                "NEEDS_TELEGRAM_TOKEN is no bot token; copy it whole from BotFather (digits, a colon, more)"
            )
        if self.webhook and not self.webhook.startswith(("https://", "http://127.0.0.1:")):
            raise ValueError("NEEDS_TELEGRAM_WEBHOOK must begin with https://; leave it empty to do without a webhook")
        if self.secret and not _SECRET.fullmatch(self.secret):
            raise ValueError("NEEDS_TELEGRAM_SECRET may hold letters, digits, _ and - only, at most 256 of them")

    @property
    def path(self) -> str:
        """Where Telegram calls us; who does not know the token cannot guess it."""
        return f"/hooks/telegram/{self._derived('path')}"

    @property
    def url(self) -> str:
        return self.webhook.rstrip("/") + self.path

    @property
    def proof(self) -> str:
        """What a call must show to be taken for Telegram's."""
        return self.secret or self._derived("secret")

    def _derived(self, purpose: str) -> str:
        return hmac.new(self.token.encode(), f"webhook {purpose}".encode(), hashlib.sha256).hexdigest()[:40]
