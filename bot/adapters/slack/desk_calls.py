"""What the desk's view calls of Slack's Web API, beside what the channel calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.payload import Payload
from bot.adapters.slack.calls import Calls, fields
from bot.adapters.slack.draw import Drawn
from bot.adapters.slack.happening import Block
from bot.adapters.slack.refusals import faults, repeatable

EVENT = "needs_desk_post"
"""Names the metadata that our posts carry: with the number of their row they are found again."""

PAGE, PAGES = 200, 10
"""Messages of one look for such a post, and looks. Chosen: what was written since it was begun, in one channel."""

MARGIN = 600
"""Seconds that Slack's clock and ours may differ when we look for a post."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Who somebody in Slack is."""

    team: str
    """The workspace they belong to."""
    email: str
    """Confirmed, in lower case; "" for none that we may trust: a bot, somebody who left, an address not confirmed."""


@dataclass(frozen=True, slots=True)
class Posted:
    ts: str
    rows: tuple[int, ...]
    """All that the post shows."""


@dataclass(frozen=True, slots=True)
class Channel:
    name: str
    private: bool
    archived: bool
    member: bool
    """Whether we are in it."""


class DeskCalls(Calls):
    async def post_in(
        self, channel: str, thread: str, drawn: Drawn, row: int, rows: Sequence[int] = (), *, loudly: bool = False
    ) -> str:
        """Write what a row says, and others with it; returns its time. With `loudly` it is seen in the channel as well.

        Looked for it is found by the first row, and says which others it holds.
        """
        held = {"row": str(row), "rows": " ".join(map(str, rows or (row,)))}
        async with faults():
            metadata = {"event_type": EVENT, "event_payload": held}
            return await self._post(channel, thread, drawn, reply_broadcast=loudly or None, metadata=metadata)

    async def posted(self, channel: str, thread: str, row: int, since: float) -> Posted | None:
        """The post of a row, written at most so long ago; None when it is not there."""
        after, cursor = f"{max(since - MARGIN, 0):.6f}", ""
        for _ in range(PAGES):
            async with repeatable():
                if thread:
                    answer = await self._client.conversations_replies(
                        channel=channel, ts=thread, oldest=after, limit=PAGE, cursor=cursor, include_all_metadata=True
                    )
                else:
                    answer = await self._client.conversations_history(
                        channel=channel, oldest=after, limit=PAGE, cursor=cursor, include_all_metadata=True
                    )
                said = fields(answer)
                for message in said.each("messages"):
                    if rows := _rows(message, row):
                        return Posted(message.text("ts"), rows)
                more = said.maybe("response_metadata")
                cursor = more.text("next_cursor", "") if more else ""
            if not cursor:
                break
        return None

    async def profile(self, user: str) -> Profile:
        """Raises Undeliverable for nobody of this workspace."""
        async with repeatable():
            answer = await self._client.users_info(user=user)
            said = fields(answer).within("user")
            held = said.maybe("profile")
            email = held.text("email", "") if held else ""
            known = not (said.flag("deleted") or said.flag("is_bot") or said.flag("is_stranger"))
            confirmed = "is_email_confirmed" not in said or said.flag("is_email_confirmed")
        return Profile(said.text("team_id", ""), email.lower() if known and confirmed else "")

    async def channel(self, id: str) -> Channel:
        """Raises Undeliverable when it does not exist for us."""
        async with repeatable():
            answer = await self._client.conversations_info(channel=id)
            said = fields(answer).within("channel")
        return Channel(said.text("name", id), said.flag("is_private"), said.flag("is_archived"), said.flag("is_member"))

    async def open_view(self, trigger: str, view: Block) -> None:
        """A window in front of somebody who just pressed a button."""
        async with repeatable():
            await self._client.views_open(trigger_id=trigger, view=view)


def _rows(message: Payload, row: int) -> tuple[int, ...]:
    """What a message shows, if it is the post of this row; else empty."""
    metadata = message.maybe("metadata")
    if metadata is None or metadata.text("event_type", "") != EVENT:
        return ()
    held = metadata.maybe("event_payload")
    if held is None or held.text("row", "") != str(row):
        return ()
    return (row, *(int(other) for other in held.text("rows", "").split() if other.isdecimal() and int(other) != row))
