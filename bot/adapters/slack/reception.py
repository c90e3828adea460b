"""Makes safe what Slack tells, and says what Slack may hear then: the same for both ways in."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping
from functools import partial

import structlog

from bot.adapters.errands import Errands
from bot.adapters.hook import Reply
from bot.adapters.newest import Newest
from bot.adapters.payload import Malformed
from bot.adapters.slack import signed
from bot.adapters.slack.calls import Calls
from bot.adapters.slack.desk_door import Door
from bot.adapters.slack.directory import Directory
from bot.adapters.slack.draw import Drawn, chosen, phrase
from bot.adapters.slack.early import Early
from bot.adapters.slack.happening import (
    AtHome,
    Call,
    Chosen,
    Private,
    Said,
    Spot,
    Unticked,
    Us,
    is_direct,
    person_of,
    spoken,
    thread_of,
)
from bot.adapters.slack.home import home
from bot.adapters.slack.parse import happening, is_overheard
from bot.adapters.slack.settings import Papers, Park
from bot.adapters.slack.signed import Challenge
from bot.channel import Accept, NotConnected, Uncertain, Undeliverable
from bot.message import Inbound, Place
from dialogs.words import AVAILABLE, FALLBACK, say
from storage.port import StorageUnavailable

log = structlog.get_logger()

SOON = 2.0
"""Seconds to say that nothing was saved; Slack gives up on us after three."""


class Reception:
    """For one `accept`."""

    def __init__(
        self,
        calls: Calls,
        directory: Directory,
        papers: Papers,
        park: Park,
        errands: Errands,
        newest: Newest,
        accept: Accept,
        us: Callable[[], Us],
        clock: Callable[[], float],
        desk: Door | None = None,
    ) -> None:
        self._calls = calls
        self._directory = directory
        self._papers = papers
        self._park = park
        self._errands = errands
        self._newest = newest
        self._accept = accept
        self._us = us
        self._clock = clock
        self._desk = desk
        self._early = Early()

    async def over_socket(self, call: Call, raw: bytes) -> Mapping[str, object]:
        """Returns once Slack may hear that we have it, with what it is told then.

        Raises:
            StorageUnavailable: nothing was saved; Slack must send it again.
        """
        try:
            return await self._take(call)
        except StorageUnavailable:
            raise
        except Exception as fault:
            await self._keep(raw, fault, call)
            return {}

    async def by_call(self, secret: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """The reply to a call to our address; see hook.Handle."""
        at = signed.signed_at(secret, headers, body)
        if at is None:
            return Reply(401)
        if abs(late := self._clock() - at) > signed.WINDOW:
            log.error("slack_call_out_of_time", seconds=round(late), what_to_do="is the clock of this machine right?")
            return Reply(401)
        call: Call | Challenge | None = None
        try:
            call = signed.read(headers, body)
            if isinstance(call, Challenge):
                return Reply(200, call.answer.encode())
            told = await self._take(call) if call else {}
        except StorageUnavailable:
            raise
        except Malformed as fault:
            await self._keep(body, fault, call)
            return Reply(400, headers={"x-slack-no-retry": "1"})
        except Exception as fault:
            await self._keep(body, fault, call)
            return Reply(200)
        if not told:
            return Reply(200)
        return Reply(200, json.dumps(told).encode(), "application/json")

    async def _take(self, call: Call) -> Mapping[str, object]:
        if self._desk and (answer := await self._desk.takes(call, self._us())) is not None:
            return answer
        told = await self._talk(call)
        return {"response_type": "ephemeral", "text": told} if told else {}

    async def _talk(self, call: Call) -> str:
        """What people who need something do; what a waiting person is told, "" for nothing."""
        match happening(call, self._us(), self._clock()):
            case Said() as said:
                self._meet(said.inbound.place, said.channel)
                await self._hear(said, call)
            case Chosen() as choice:
                self._meet(choice.inbound.place, choice.spot.channel)
                await self._saved(choice.inbound, choice.spot, call)
                if choice.answers and choice.blocks:
                    old = self._newest.is_old(choice.inbound.place, choice.inbound.tap)
                    self._errands.run(partial(self._show_choice, choice, "" if old else choice.inbound.text))
            case Unticked(spot, user):
                self._errands.run(partial(self._ask_to_tick, spot, user, call))
            case Private() as wish:
                return await self._begin_privately(wish)
            case AtHome(user, place, channel):
                self._meet(place, channel)
                self._errands.run(partial(self._show_home, user, place))
            case None:
                pass
        return ""

    async def _hear(self, said: Said, call: Call) -> None:
        """What is said to us; of what is said where others talk, what belongs to a conversation with us."""
        inbound, spot = said.inbound, Spot(said.channel, "", thread_of(said.inbound.place))
        if said.after and not await self._papers.knows(inbound.place, said.after):
            if said.own:
                self._early.hold(inbound, said.after, self._clock())
            return
        await self._saved(inbound, spot, call)
        for line in self._early.following(inbound):
            await self._saved(line, spot, call)
            self._early.let_go(line)

    def _meet(self, place: Place, channel: str) -> None:
        if is_direct(channel):
            self._directory.learn(person_of(place), channel)

    async def _saved(self, inbound: Inbound, spot: Spot, call: Call) -> None:
        try:
            await self._accept(inbound)
        except StorageUnavailable:
            if not call.repeated:
                await self._say_not_saved(inbound.place, spot)
            raise

    async def _say_not_saved(self, place: Place, spot: Spot) -> None:
        """To the person, before Slack hears no; best effort."""
        try:
            async with asyncio.timeout(SOON):
                words = await self._in_their_language(place, "cli.not-saved")
                await self._calls.post(spot.channel, thread_of(place), phrase(words))
        except (TimeoutError, NotConnected, Uncertain, Undeliverable) as error:
            log.info("slack_not_saved_not_said", error=type(error).__name__)

    async def _show_choice(self, choice: Chosen, label: str) -> None:
        spot = choice.spot
        await self._calls.update(spot.channel, spot.ts, Drawn(choice.text, chosen(choice.blocks, label)))

    async def _ask_to_tick(self, spot: Spot, user: str, call: Call) -> None:
        place = spoken(self._us().team, spot.channel, spot.thread, user)
        words = await self._in_their_language(place, "channel.tick-first")
        await self._calls.whisper(spot.channel, spot.thread, user, words)

    async def _show_home(self, user: str, place: Place) -> None:
        language = await self._papers.language_of(place) or FALLBACK
        await self._calls.publish(user, home(await self._papers.requests_of(place), language))

    async def _begin_privately(self, wish: Private) -> str:
        """Go on in a direct message, with what was said so far; a word in return for the command.

        Slack is asked for the channel when the answer is sent, and again until it gives one.
        """
        text = wish.text or (await self._papers.began(wish.thread) if wish.thread else "")
        inbound = wish.inbound(text, self._clock())
        try:
            await self._accept(inbound)
        except StorageUnavailable:
            if not wish.command:
                raise
            return _in_every_language("cli.not-saved")  # Who waits for a word gets one; Slack's own would not help.
        return await self._in_their_language(inbound.place, "slack.opened") if wish.command else ""

    async def _in_their_language(self, place: Place, id: str) -> str:
        """The words in the language spoken there; in every one while that is not known, or cannot be read."""
        try:
            language = await self._papers.language_of(place)
        except StorageUnavailable:
            language = ""
        return say(id, language) if language else _in_every_language(id)

    async def _keep(self, raw: bytes, fault: Exception, call: Call | Challenge | None) -> None:
        """What we could not read is kept for those who run the service, not lost and not sent again.

        Of what people say to each other in a channel nothing is kept.
        """
        why = str(fault) if isinstance(fault, Malformed) else type(fault).__name__
        if isinstance(call, Call) and _overheard(call):
            log.error("slack_line_unreadable", why=why, size=len(raw))
            return
        log.error("slack_payload_parked", why=why, size=len(raw))
        await self._park(raw, why)


def _overheard(call: Call) -> bool:
    """Whether people may have said it to each other: also where it cannot be told."""
    try:
        return is_overheard(call)
    except Malformed:
        return True


def _in_every_language(id: str) -> str:
    return "\n".join(say(id, language) for language in AVAILABLE)
