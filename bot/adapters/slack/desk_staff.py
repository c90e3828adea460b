"""Who of the desk somebody in Slack is: by the address that Slack has confirmed, and the desk's own accounts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import structlog

from bot.adapters.recent import Recent
from bot.adapters.slack.desk_calls import DeskCalls
from bot.channel import NotConnected, Undeliverable
from bot.rights import answers
from dialogs.words import AVAILABLE, FALLBACK
from storage.desk.port import Account, DeskStorage

log = structlog.get_logger()

LASTS = 300.0
"""Seconds for which Slack is not asked again for somebody's address. Chosen. Their account is looked up each time."""

PEOPLE = 1_000
"""Addresses remembered."""


class Staff:
    def __init__(self, calls: DeskCalls, desk: DeskStorage, clock: Callable[[], float]) -> None:
        self._calls = calls
        self._desk = desk
        self._clock = clock
        self._emails: Recent[str, tuple[str, float]] = Recent(PEOPLE)
        """With the time when Slack said so."""

    async def account(self, user: str, team: str) -> Account | None:
        """Who works here; None for everybody else, a guest from another workspace with the same address included.

        Raises:
            NotConnected: Slack does not say now who it is, and did not before.
        """
        email = await self._email(user, team)
        account = await self._desk.account_of(email) if email else None
        return account if account and not account.removed else None

    async def language(self) -> str:
        """The language that most people of the desk who may reply work in; English among equals."""
        return common([account for account in await self._desk.accounts() if answers(account)])

    async def _email(self, user: str, team: str) -> str:
        known = self._emails.get(user)
        if known and self._clock() - known[1] < LASTS:
            return known[0]
        try:
            profile = await self._calls.profile(user)
        except Undeliverable:
            return ""
        except NotConnected:
            if known is None:
                raise
            log.info("slack_profile_not_read")
            return known[0]
        email = profile.email if profile.team in ("", team) else ""
        self._emails[user] = email, self._clock()
        return email


def speaks(account: Account | None, otherwise: str) -> str:
    """The language to tell somebody something in."""
    spoken = [language for language in account.languages if language in AVAILABLE] if account else []
    return spoken[0] if spoken else otherwise


def common(accounts: Sequence[Account]) -> str:
    """The language most of them speak; English among equals, and where nobody has said."""
    counted = {language: sum(language in account.languages for account in accounts) for language in AVAILABLE}
    most = max(counted.values())
    return FALLBACK if counted[FALLBACK] == most else max(counted, key=counted.__getitem__)
