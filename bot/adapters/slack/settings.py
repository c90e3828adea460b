"""What the Slack channel is told when it is built, and what it needs of a workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.message import Place

API = "https://slack.com/api/"

PATH = "/hooks/slack"
"""Where Slack calls us when it does: events, buttons and the command alike."""

COMMAND = "/needs"

SCOPES = ("app_mentions:read", "chat:write", "commands", "files:read", "files:write", "im:history", "im:write")
"""What the bot may do in a workspace; docs/slack-manifest.yaml asks for the same."""

OVERHEARING = ("channels:history", "groups:history", "mpim:history")
"""With these Slack passes on what is said in channels that the bot was invited to, so that in their own thread people
need not mention it in each line. It works without; the manifest asks for them, and a workspace may take them out."""

DESK = ("users:read", "users:read.email", "channels:read", "groups:read")
"""With these the desk may have a channel of its own: who writes there is known by the address of their account, and it
is seen whether we are in it. The manifest asks for them; without such a channel they may be taken out."""

Park = Callable[[bytes, str], Awaitable[None]]
"""Keeps a payload that we could not read, with a word of why, for those who run the service."""


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """With an app token we call Slack (Socket Mode); without one Slack calls us, and signs.

    Raises ValueError, which says what to do and never quotes a secret, when a value cannot be right.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    site: str = ""
    """Where our web pages are found, for links; "" leaves links out."""
    api: str = API
    desk: str = ""
    """Id of the desk's channel; "" for none."""

    def __post_init__(self) -> None:
        if not self.bot_token.startswith("xoxb-"):
            raise ValueError(
                "NEEDS_SLACK_BOT_TOKEN is no bot token; copy the one that begins with xoxb- from “OAuth & Permissions”"
            )
        if self.app_token and not self.app_token.startswith("xapp-"):
            raise ValueError(
                "NEEDS_SLACK_APP_TOKEN is no app-level token; make one that begins with xapp- under “Basic Information”"
            )
        if not self.app_token and not self.signing_secret:
            raise ValueError(
                "Slack needs NEEDS_SLACK_APP_TOKEN (Socket Mode, no address needed) or NEEDS_SLACK_SIGNING_SECRET "
                "(Slack calls our address); docs/slack.md shows where both are found"
            )

    @property
    def socket(self) -> bool:
        """Whether we call Slack."""
        return bool(self.app_token)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that was sent, as Home lists it."""

    code: str
    title: str
    stage: str
    """One of the states of a request, as stored."""


class Papers(Protocol):
    """What is kept of a place: asked for when it is shown, so that what was erased is gone at once."""

    async def of_place(self, place: Place, name: str, kept: int = 0) -> bytes | None:
        """A file as it is now; None when there is nothing (left) to give."""

    async def requests_of(self, place: Place) -> Sequence[Sent]:
        """What was sent from there, newest first."""

    async def language_of(self, place: Place) -> str:
        """The language spoken there, "" when nobody has spoken yet."""

    async def knows(self, place: Place, message: str) -> bool:
        """Whether the conversation there has the message that Slack knows by this id."""

    async def began(self, place: Place) -> str:
        """The first words of the conversation there, "" for none."""
