"""The Slack channel: one bot in one workspace, called over a socket of ours or at our address."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

import structlog
from starlette.types import ASGIApp

from bot.adapters.announced import Announcements, Kept
from bot.adapters.errands import Errands
from bot.adapters.hook import Hook, Reply
from bot.adapters.moments import Moments
from bot.adapters.newest import Newest
from bot.adapters.slack import signed
from bot.adapters.slack.calls import Calls
from bot.adapters.slack.desk_door import Door
from bot.adapters.slack.directory import Directory
from bot.adapters.slack.draw import LIMITS, Drawn, draw, phrase
from bot.adapters.slack.happening import CHANNEL, Us, channel_of, person_of, thread_of
from bot.adapters.slack.reception import Reception
from bot.adapters.slack.refusals import Refused
from bot.adapters.slack.settings import PATH, Papers, Park, SlackSettings
from bot.adapters.slack.socket import Socket
from bot.channel import Accept, NotConnected, Send, Uncertain, Undeliverable
from bot.message import Attachment, Place
from dialogs.words import FALLBACK, say
from storage.port import StorageUnavailable

log = structlog.get_logger()

PAUSES = (1.0, 5.0, 30.0)
"""Seconds between tries to be introduced at the start; the last one repeats. Chosen."""

_Spot = tuple[str, str]
"""The channel and the time of a message of ours."""


class SlackAdapter:
    name = CHANNEL
    limits = LIMITS

    def __init__(
        self,
        settings: SlackSettings,
        papers: Papers,
        park: Park,
        *,
        announcements: Announcements | None = None,
        clock: Callable[[], float] = time.time,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
        desk: Door | None = None,
    ) -> None:
        """`announcements` keeps what a process that dies leaves on screens; `desk` takes what happens in the desk's
        channel, where there is one."""
        self._settings = settings
        self._papers = papers
        self._park = park
        self._clock = clock
        self._pause = pause
        self._desk = desk
        self._calls = Calls(settings)
        self._directory = Directory(self._calls)
        self._errands = Errands(CHANNEL)
        self._newest = Newest()
        self._us = Us()
        memory = Kept(announcements, CHANNEL, ":".join, _spot) if announcements else None
        self._moments: Moments[Place, _Spot] = Moments(self._take_away, self._errands.run, memory=memory)

    @property
    def hook(self) -> str:
        return "" if self._settings.socket else PATH

    def app(self, accept: Accept) -> ASGIApp:
        reception = self._reception(accept)

        async def handle(headers: Mapping[str, str], body: bytes) -> Reply:
            return await reception.by_call(self._settings.signing_secret, headers, body)

        return Hook(handle, signed.LONGEST)

    async def run(self, accept: Accept) -> None:
        """Receive until cancelled; where Slack calls us the web server receives, and this keeps the rest going.

        Raises:
            Refused: Slack does not take a token; the message says what to do.
        """
        try:
            await self._introduce()
            self._errands.run(self._moments.recall)
            if self._settings.socket:
                await Socket(self._calls, self._reception(accept).over_socket, pause=self._pause).run()
            await asyncio.Event().wait()
        finally:
            await self._moments.close()
            await self._errands.close()
            await self._calls.close()

    async def send(self, send: Send) -> str:
        """See `Adapter.send`; the id is `<channel>:<ts>`, as `Inbound.about` has it, "" for the message of a file."""
        message, place = send.message, send.place
        self._newest.shown(place, (option.tap for option in message.options))
        thread = thread_of(place)
        private = bool(thread and (message.file or message.link or message.way))
        if private:  # A file of theirs or a secret is for this person alone, not for those who read the thread.
            thread = ""
        channel = channel_of(place) if thread else await self._directory.channel(person_of(place))
        called = bool(thread) and not await self._hears(place)
        drawn = draw(message, id=send.id, site=self._settings.site, thread=bool(thread), called=called)
        if message.file and (content := await self._papers.of_place(place, message.file, message.kept)):
            await self._calls.upload(channel, thread, message.file, content, drawn)
            await self._moments.drop(place)
            return ""
        if private:
            await self._moments.drop(place)
            return f"{channel}:{await self._calls.post(channel, thread, drawn)}"
        return f"{channel}:{await self._replace_or_post(place, channel, drawn)}"

    def way(self, secret: str) -> str:
        """What to write to us in a direct message: no address opens Slack with words in it."""
        return f"link {secret}"

    async def fetch(self, place: Place, attachment: Attachment, most: int) -> bytes:
        """See `Fetches.fetch`."""
        return await self._calls.download(attachment.id, most)

    async def working(self, place: Place, seconds: float) -> None:
        """One message says so, and the answer takes its place."""
        try:
            await self._moments.show(place, partial(self._announce, place))
        except (Undeliverable, Uncertain, NotConnected, StorageUnavailable) as error:
            log.info("slack_moment_not_shown", error=type(error).__name__)

    async def _announce(self, place: Place) -> _Spot:
        drawn = phrase(say("channel.working", await self._papers.language_of(place) or FALLBACK))
        channel = channel_of(place) or await self._directory.channel(person_of(place))
        return channel, await self._calls.post(channel, thread_of(place), drawn)

    async def _take_away(self, _: Place, spot: _Spot) -> None:
        await self._calls.remove(*spot)

    def _reception(self, accept: Accept) -> Reception:
        return Reception(
            self._calls,
            self._directory,
            self._papers,
            self._park,
            self._errands,
            self._newest,
            accept,
            lambda: self._us,
            self._clock,
            self._desk,
        )

    async def settled(self) -> None:
        """Return once no errand is under way: for whoever watches the channel, not for those who serve it."""
        await self._errands.settled()

    async def _hears(self, place: Place) -> bool:
        """Whether we hear what is said in a thread without a mention: when the person began it by mentioning us."""
        return self._us.overhears and await self._papers.knows(place, f"{channel_of(place)}:{thread_of(place)}")

    async def _introduce(self) -> None:
        """Learn who we are; however long Slack cannot be reached."""
        tries = 0
        while True:
            try:
                said = await self._calls.introduce()
            except Refused:
                raise
            except (NotConnected, Uncertain, Undeliverable) as error:
                log.warning("slack_not_reached", error=type(error).__name__)
                await self._pause(PAUSES[min(tries, len(PAUSES) - 1)])
                tries += 1
            else:
                break
        self._us = said.us
        if said.missing:
            log.error("slack_scopes_missing", scopes=said.missing, what_to_do="paste docs/slack-manifest.yaml again")
        log.info("slack_started", socket=self._settings.socket, overhears=self._us.overhears)

    async def _replace_or_post(self, place: Place, channel: str, drawn: Drawn) -> str:
        if spot := await self._moments.take(place):
            try:
                return await self._calls.update(*spot, drawn)
            except Undeliverable:  # Somebody took it away; a new message says the same.
                log.info("slack_moment_gone")
            except NotConnected:
                await self._moments.put_back(place, spot)  # For the next try.
                raise
        return await self._calls.post(channel, thread_of(place), drawn)


def _spot(remote: str) -> _Spot:
    channel, _, ts = remote.partition(":")
    return channel, ts
