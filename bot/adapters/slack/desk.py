"""The desk's channel in Slack: each case of the desk as one thread there, a view beside the console.

What is posted is queued like every other message, and drawn when it is sent: a kill loses nothing, and what was erased
meanwhile is in no post. A post carries the number of its row, so that one which may have arrived is looked for, not
repeated (docs/decisions/0019-a-thread-is-a-second-view.md).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from bot.adapters.slack.desk_calls import Channel, DeskCalls
from bot.adapters.slack.desk_draw import fitting, joined
from bot.adapters.slack.desk_keeper import Keeper
from bot.adapters.slack.desk_post import Posts
from bot.adapters.slack.draw import LIMITS, Drawn
from bot.channel import Accept, Misconfigured, NotConnected, Pace, Send, TooFast, Uncertain, Undeliverable
from storage.desk.thread import CHANNEL, Line, Showing
from storage.port import Storage

log = structlog.get_logger()

SHUT = {
    "channel_not_found": "the bot is not in the channel, or there is none with this id: invite it with /invite",
    "not_in_channel": "the bot is not in the channel: invite it with /invite",
    "is_archived": "the channel is archived: open it again, or name another one",
}
"""Refusals of the desk's channel as a whole: everything waits until somebody has done what is said here."""

REST = 60.0
"""Seconds before the channel is tried again after such a refusal. Chosen."""


class DeskThreads:
    name = CHANNEL
    # About one a second to a channel, and all threads are in one.
    limits = replace(LIMITS, deduplicates=True, files=False, pace=Pace(everywhere=1.0, place=1.0))

    def __init__(
        self,
        room: str,
        calls: DeskCalls,
        storage: Storage,
        posts: Posts,
        keeper: Keeper,
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._room = room
        self._calls = calls
        self._storage = storage
        self._posts = posts
        self._keeper = keeper
        self._clock = clock
        self._shut_until = 0.0

    async def run(self, accept: Accept) -> None:
        """Keep the threads up to date until cancelled; what people write there comes in with the Slack channel."""
        try:
            await self._look_at_room()
            await self._keeper.run()
        finally:
            await self._calls.close()

    async def send(self, send: Send) -> str:
        """See `Adapter.send`; the id is `<channel>:<ts>`, "" for what leaves nothing in the thread."""
        if (wait := self._shut_until - self._clock()) > 0:
            raise TooFast(wait)
        post = await self._storage.desk.showing(send.id)
        if post is None:
            raise Undeliverable("erased")
        try:
            remote = await self._carried_out(send.place.chat, post, send.id)
        except Uncertain as error:
            raise NotConnected(str(error)) from error  # The next try looks for it first.
        except Undeliverable as error:
            if (what_to_do := SHUT.get(str(error))) is None:
                raise
            self._shut(str(error), what_to_do)
            raise TooFast(REST) from error
        if self._shut_until:
            self._shut_until = 0.0
            log.info("slack_desk_open_again")
        return remote

    async def _carried_out(self, channel: str, post: Showing, row: int) -> str:
        match post.shows:
            case "gone":
                await self._calls.remove(channel, _ts(post.remote))
                return post.remote
            case "sweep":
                for remote in await self._storage.desk.left_over(row):
                    await self._calls.remove(channel, _ts(remote))
                return ""
            case "anew":
                await self._shown_anew(channel, post)
                return ""
            case "root":
                return await self._faced(channel, post, row)
            case _:
                return await self._shown(channel, post, row)

    async def _shown(self, channel: str, post: Showing, row: int) -> str:
        if not post.root:
            raise Undeliverable("the thread has not begun")
        drawn = await self._posts.lines(post.case, post.lines)
        drawn = drawn[: len(list(fitting(one for _, one in drawn)))]
        remote = await self._told(channel, post, row, drawn)
        await self._face_along(channel, post)
        return remote

    async def _shown_anew(self, channel: str, post: Showing) -> None:
        """A post as it is to be seen now; gone, when nothing of it is."""
        if not post.remote:
            return
        if drawn := await self._posts.lines(post.case, post.lines):
            await self._calls.update(channel, _ts(post.remote), joined([one for _, one in drawn]))
        else:
            await self._calls.remove(channel, _ts(post.remote))

    async def _faced(self, channel: str, post: Showing, row: int) -> str:
        """The message a thread begins with, or the newest state of its case in the place of an earlier one.

        What was erased begins no thread.
        """
        face = await self._posts.face(post.case)
        if face is None:
            return ""
        if post.root:
            await self._calls.update(channel, _ts(post.root), face.drawn)
            return post.root
        if post.again and (there := await self._calls.posted(channel, "", row, post.at)):
            return f"{channel}:{there.ts}"
        if face.erased:
            return ""
        return f"{channel}:{await self._calls.post_in(channel, '', face.drawn, row)}"

    async def _told(self, channel: str, post: Showing, row: int, drawn: Sequence[tuple[int, Drawn]]) -> str:
        """All lines that wait, in one post: a channel takes one a second. Those that show nothing are settled too.

        An erasure finds the post by its first row, whatever of it is shown.
        """
        thread = _ts(post.root)
        rows = [one for one, _ in drawn]
        until = rows[-1] if rows else post.lines[-1].row
        settled = [line.row for line in _up_to(post.lines, until)]
        there = await self._calls.posted(channel, thread, row, post.at) if post.again else None
        if there is None and not drawn:
            await self._storage.desk.carried([one for one in settled if one != row], "")
            return ""
        if there is None:
            shown = joined([one for _, one in drawn])
            ts = await self._calls.post_in(channel, thread, shown, row, rows, loudly=post.loud)
        else:
            ts, settled, rows = there.ts, list(there.rows), list(there.rows)
        remote = f"{channel}:{ts}"
        await self._storage.desk.carried([one for one in rows if one != row], remote)
        await self._storage.desk.carried([one for one in settled if one not in (row, *rows)], "")
        return remote

    async def _face_along(self, channel: str, post: Showing) -> None:
        """The first message is brought up to date in the same turn; where Slack does not take it, in one of its own."""
        if not post.face or (face := await self._posts.face(post.case)) is None:
            return
        try:
            await self._calls.update(channel, _ts(post.root), face.drawn)
        except (NotConnected, TooFast, Uncertain, Undeliverable, Misconfigured):
            return
        await self._storage.desk.faced(post.face, face.case, post.root)

    async def _look_at_room(self) -> None:
        """Say in the log what is wrong with the channel; it is tried whenever there is something to post."""
        try:
            room = await self._calls.channel(self._room)
        except Misconfigured as error:
            wrong = str(error)
        except Undeliverable as error:
            wrong = SHUT.get(str(error), str(error))
        except (NotConnected, Uncertain) as error:
            log.warning("slack_not_reached", error=type(error).__name__)
            return
        else:
            wrong = trouble(room)
        if wrong:
            log.error("slack_desk_shut", what_to_do=wrong)

    def _shut(self, why: str, what_to_do: str) -> None:
        if not self._shut_until:
            log.error("slack_desk_shut", error=why, what_to_do=what_to_do)
        self._shut_until = self._clock() + REST


def trouble(room: Channel) -> str:
    """What is wrong with the desk's channel, and what to do; "" when nothing is."""
    if room.archived:
        return SHUT["is_archived"]
    return "" if room.member else SHUT["not_in_channel"]


def _up_to(lines: Sequence[Line], row: int) -> Sequence[Line]:
    """The lines up to this one."""
    return lines[: 1 + next(place for place, line in enumerate(lines) if line.row == row)]


def _ts(remote: str) -> str:
    return remote.partition(":")[2]
