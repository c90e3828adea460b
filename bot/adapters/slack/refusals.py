"""What Slack's refusals and the network's faults mean for a message."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, NoReturn

import structlog

from bot.channel import Blocked, Misconfigured, NotConnected, TooFast, Uncertain, Undeliverable

if TYPE_CHECKING:
    from slack_sdk.errors import SlackApiError

log = structlog.get_logger()

BOT_TOKEN = "NEEDS_SLACK_BOT_TOKEN"  # noqa: S105 - the name of a setting
APP_TOKEN = "NEEDS_SLACK_APP_TOKEN"  # noqa: S105 - the name of a setting

WAIT = 5.0
"""Seconds to wait when Slack says that we are too fast and not for how long."""

OUR_FAULT = {
    "invalid_auth": "the token is wrong: copy it again to {token}",
    "not_authed": "the token is missing: set {token}",
    "token_revoked": "the token was revoked: install the app again, and set {token} to the new one",
    "token_expired": "the token has expired: switch token rotation off, install the app again, and set {token}",
    "account_inactive": "the app was removed from the workspace: install it again, and set {token}",
    "not_allowed_token_type": "the token is of the wrong kind: {token} wants another one, see docs/slack.md",
    "missing_scope": "a scope is missing: paste docs/slack-manifest.yaml again, and install the app again",
    "no_permission": "the app lacks a permission: paste docs/slack-manifest.yaml again, and install the app again",
    "ekm_access_denied": "an administrator of the workspace has suspended access",
    "access_denied": "an administrator of the workspace has suspended access",
    "org_login_required": "the workspace is being moved; Slack will let us in again",
    "team_added_to_org": "the workspace is being moved; Slack will let us in again",
}
"""Refusals of us, not of one message: all wait until somebody has done what is said here."""

GONE = frozenset({"user_not_found", "user_disabled", "is_inactive", "messages_tab_disabled", "cannot_dm_bot"})
"""The person cannot be reached, or does not want to be."""

PERHAPS = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
"""Slack does not know itself whether it was done."""


class Refused(NotConnected, Misconfigured):
    """Slack does not take our token. Says what to do, and quotes no secret."""


@contextlib.asynccontextmanager
async def faults(setting: str = BOT_TOKEN) -> AsyncIterator[None]:
    """What goes wrong within, as one of the exceptions of `Adapter.send`; `setting` names the token that is used."""
    import aiohttp
    from slack_sdk.errors import SlackApiError

    try:
        yield
    except SlackApiError as error:
        _refuse(error, setting)
    except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
        raise NotConnected(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Uncertain(type(error).__name__) from error
    except (ValueError, TypeError, AttributeError) as error:  # An answer that is no object, or lacks what it must have.
        log.error("slack_answer_strange", error=type(error).__name__)
        raise Uncertain("an answer that is none of Slack's") from error


@contextlib.asynccontextmanager
async def repeatable() -> AsyncIterator[None]:
    """`faults`, for a call that may be made twice to no harm: what is uncertain is tried again."""
    try:
        async with faults():
            yield
    except Uncertain as error:
        raise NotConnected(str(error)) from error


def _refuse(error: SlackApiError, setting: str) -> NoReturn:
    """Slack's answer was no, or no answer at all."""
    answer = error.response
    status = int(getattr(answer, "status_code", 0) or getattr(answer, "status", 0) or 0)
    data = getattr(answer, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == 429 or code in ("ratelimited", "rate_limited"):
        raise TooFast(_seconds(str(answer.headers.get("Retry-After", "")))) from None
    if what_to_do := OUR_FAULT.get(code):
        told = what_to_do.format(token=setting)
        log.error("slack_refused_us", error=code, what_to_do=told)
        raise Refused(f"Slack: {told} ({code})") from None
    if status >= 500 or not code or code in PERHAPS:
        raise Uncertain(code or f"status {status}") from None
    if code in GONE:
        raise Blocked(code) from None
    log.warning("slack_refused", error=code)
    raise Undeliverable(code) from None


def _seconds(said: str) -> float:
    """What Retry-After says, within reason."""
    return min(max(float(said), 0.1), 3_600.0) if said.isascii() and said.isdigit() else WAIT
