"""The channels of our direct messages, by person: learned from what people write, else asked for once."""

from __future__ import annotations

from bot.adapters.slack.calls import Calls
from bot.channel import Undeliverable

PEOPLE = 10_000
"""People whose channel is remembered. Chosen."""


class Directory:
    """The channel of somebody's direct messages never changes."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls
        self._known: dict[str, str] = {}

    def learn(self, user: str, channel: str) -> None:
        """Somebody wrote to us there."""
        if len(self._known) >= PEOPLE:
            self._known.clear()
        self._known[user] = channel

    async def channel(self, user: str) -> str:
        """Opened by Slack when nobody has written there yet.

        Raises:
            NotConnected: Slack does not say it now.
            Undeliverable: there can be none.
        """
        if not user:
            raise Undeliverable("no person in Slack")
        if user not in self._known:
            self.learn(user, await self._calls.direct(user))
        return self._known[user]
