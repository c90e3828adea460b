"""What each way to fail of a call to Telegram means to us. No error of ours quotes the token or what was sent."""

from __future__ import annotations

import httpx
import structlog
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.channel import Blocked, Misconfigured, NotConnected, TooFast, Uncertain, Undeliverable

log = structlog.get_logger()

_NEVER_LEFT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class TokenRefused(Misconfigured):
    """Telegram does not know the token: nothing can be received or sent until it is corrected."""

    def __init__(self) -> None:
        super().__init__(
            "Telegram does not accept NEEDS_TELEGRAM_TOKEN; copy it anew from BotFather (/mybots, API Token), "
            "then start again. If it was revoked there, only the new one works."
        )


class Taken(Exception):
    """Somebody else fetches this bot's messages, or a webhook was set meanwhile."""


def meaning(error: TelegramError) -> Exception:
    """What an error of the library means to whoever wanted to send."""
    if not _is_telegrams(error):
        return Uncertain("something that is not Telegram answered")
    match error:
        case RetryAfter():
            return TooFast(_seconds(error))
        case InvalidToken():
            return TokenRefused()
        case Conflict():
            return Taken()
        case Forbidden():
            return Blocked("the person does not want us there any more")
        case ChatMigrated():
            return Undeliverable("the chat moved to another id")
        case BadRequest():
            log.warning("telegram_refused", why=_known(error))
            return Undeliverable(f"Telegram refuses it: {_known(error)}")
        case NetworkError():
            return _network(error)
        case _:
            return Uncertain("Telegram's answer could not be read")


def _is_telegrams(error: TelegramError) -> bool:
    """Whether what was answered, if anything was, is Telegram's own: not the page of a proxy between us.

    Such a page says 403 or 404 of itself; taken for Telegram's it would park a person or stop the channel.
    """
    cause = error.__cause__
    while isinstance(cause, TelegramError):
        if type(cause) is TelegramError:  # What the library, and `Request`, say of an answer they cannot read.
            return False
        cause = cause.__cause__
    return True


def _network(error: NetworkError) -> Exception:
    """Whether a call that got no good answer may have had its effect."""
    cause = error.__cause__
    if isinstance(cause, _NEVER_LEFT):
        return NotConnected("Telegram could not be reached")
    return Uncertain("no answer in time" if isinstance(error, TimedOut) else "the connection broke before the answer")


_KNOWN = (
    "chat not found", "message is too long", "message text is empty", "button_data_invalid", "can't parse entities",
    "message to edit not found", "message can't be edited", "query is too old", "not enough rights", "topic_closed",
    "wrong file", "file is too big", "peer_id_invalid", "user is deactivated", "bad webhook", "https url must be",
    "request entity too large",
)  # fmt: skip


def _known(error: TelegramError) -> str:
    """What Telegram complains of, if it is one of its own sentences: others may quote what was sent."""
    said = error.message.lower()
    return next((words for words in _KNOWN if words in said), "for a reason not known to us")


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return float(wait) if isinstance(wait, int | float) else wait.total_seconds()
