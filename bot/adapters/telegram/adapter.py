"""The Telegram channel: receives by long polling or webhook, shows what is to be sent, and that we are at work."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import structlog
from starlette.types import ASGIApp

from bot.adapters.announced import Announcements, Kept
from bot.adapters.errands import Errands
from bot.adapters.moments import LAPSE, Moments
from bot.adapters.recent import Recent
from bot.adapters.telegram.draw import LIMITS, Part, at_work, draw, in_group, not_saved
from bot.adapters.telegram.faults import TokenRefused
from bot.adapters.telegram.line import LARGEST, PATIENCE, Line
from bot.adapters.telegram.menu import menu
from bot.adapters.telegram.parse import CHANNEL, Heard
from bot.adapters.telegram.polling import RIVAL, WAIT, Backoff, Poller
from bot.adapters.telegram.reception import Reception
from bot.adapters.telegram.settings import Files, Park, TelegramSettings
from bot.adapters.telegram.touches import Touches
from bot.adapters.telegram.webhook import AT_ONCE, webhook
from bot.channel import Accept, Misconfigured, NotConnected, Send, TooFast, Uncertain, Undeliverable
from bot.message import Attachment, Inbound, Place
from dialogs.words import AVAILABLE, FALLBACK, spoken

log = structlog.get_logger()

T = TypeVar("T")

LONG = 9.0
"""Seconds after which a person is told in words that we are at work; until then "typing" is enough. Chosen."""

CHATS = 10_000
"""Chats of which something is remembered between two calls; all of it may be forgotten."""


class TelegramAdapter:
    """One bot. `hook` and `app` serve Telegram's calls where a webhook is set; else `run` fetches."""

    name = CHANNEL
    limits = LIMITS

    def __init__(
        self,
        settings: TelegramSettings,
        files: Files,
        park: Park,
        *,
        announcements: Announcements | None = None,
        clock: Callable[[], float] = time.time,
        wait: float = WAIT,
        patience: float = PATIENCE,
        rival: float = RIVAL,
        lapse: float = LAPSE,
        backoff: Callable[[], Backoff] = Backoff,
    ) -> None:
        """`park` keeps what could not be read, `announcements` what a process that dies leaves on screens. In seconds:
        `wait` for a long poll, `patience` for a call, `rival` for another program to let go of the bot, `lapse` for an
        answer to come that was announced."""
        self._settings = settings
        self._files = files
        self._park = park
        self._clock = clock
        self._wait = wait
        self._rival = rival
        self._backoff = backoff
        self._line = Line(settings.token, api=settings.api, patience=patience)
        self._errands = Errands(CHANNEL)
        self._touches = Touches(self._line, self._errands, clock)
        self._bot = ""
        self._sent: dict[int, list[int]] = {}
        """What of a message has gone already, for one of several parts that was interrupted."""
        memory = Kept(announcements, CHANNEL, str, int) if announcements else None
        self._moments: Moments[Place, int] = Moments(self._take_away, self._errands.run, memory=memory, lapse=lapse)
        self._languages: Recent[str, str] = Recent(CHATS)
        self._told: Recent[str, bool] = Recent(CHATS)
        """Messages of which a person was told that they are not saved."""

    @property
    def hook(self) -> str:
        return self._settings.path if self._settings.webhook else ""

    def app(self, accept: Accept) -> ASGIApp:
        return webhook(self._reception(accept), self._settings.proof)

    async def run(self, accept: Accept) -> None:
        """Receive until cancelled.

        Raises:
            Misconfigured: at the start, or once the token is revoked; the message says what to do.
        """
        async with self._line.open():
            try:
                await self._set_up()
                self._errands.run(self._moments.recall)
                if self.hook:
                    await asyncio.Event().wait()  # The web server hands in what comes.
                reception = self._reception(accept)
                await Poller(self._line, reception, wait=self._wait, backoff=self._backoff(), rival=self._rival).run()
            finally:
                await self._moments.close()
                await self._errands.close()

    async def send(self, send: Send) -> str:
        """Show a message; returns the id of its last part.

        A message of several parts that was interrupted goes on where it stopped, as long as this process lives.
        """
        chat = _chat(send.place)
        private = f"https://t.me/{self._bot}" if in_group(send.place) else ""
        parts = draw(send.message, site=self._settings.site, private=private)
        sent = self._sent.setdefault(send.id, [])
        if parts:  # Before the person can touch them.
            self._touches.shown(send.place, parts[-1].rows)
        try:
            for part in parts[len(sent) :]:
                sent.append(await self._show(send.place, chat, part))
        except TokenRefused as refused:
            log.error("telegram_token_refused", what_to_do=str(refused))
            raise NotConnected("Telegram does not accept our token") from None
        except NotConnected:
            raise
        except BaseException:  # Whatever it is, a time limit included: it is not sent again.
            del self._sent[send.id]
            raise
        del self._sent[send.id]
        self._languages[send.place.chat] = send.message.language
        return str(sent[-1]) if sent else ""

    def way(self, secret: str) -> str:
        """Starts a chat with us; "" until Telegram told us our name."""
        return f"https://t.me/{self._bot}?start={secret}" if self._bot else ""

    async def fetch(self, place: Place, attachment: Attachment, most: int) -> bytes:
        """The bytes of a file; Telegram gives bots none longer than 20 MB."""
        if attachment.size > min(most, LARGEST):
            raise Undeliverable("the file is longer than what we take")
        try:
            return await self._line.fetch(attachment.id, most)
        except (Uncertain, TokenRefused):  # To ask again for a file harms nobody.
            raise NotConnected("the file could not be fetched") from None

    async def working(self, place: Place, seconds: float) -> None:
        """First "typing"; when it takes long, a message whose place the answer will take."""
        if in_group(place):
            return
        try:
            chat = _chat(place)
            if seconds >= LONG:
                said = at_work(self._languages.get(place.chat) or FALLBACK).rich
                await self._moments.show(place, partial(self._line.say, chat, said))
            await self._line.typing(chat)
        except (Undeliverable, Uncertain, NotConnected, TokenRefused) as error:
            log.info("telegram_sign_lost", error=type(error).__name__)

    async def _take_away(self, place: Place, message: int) -> None:
        await self._line.remove(_chat(place), message)

    async def _show(self, place: Place, chat: int, part: Part) -> int:
        body = await self._files.of_place(place, part.file, part.kept) if part.file else None
        if part.file and body:
            handed = await self._line.hand(chat, part.file, body, part.rich, part.rows)
            await self._moments.drop(place)  # No text can become a file.
            return handed
        if not part.rich.text:
            return 0  # A file that is gone, with nothing said beside it.
        if (moment := await self._moments.take(place)) is not None:
            try:
                return await self._line.rewrite(chat, moment, part.rich, part.rows)
            except NotConnected:
                await self._moments.put_back(place, moment)
                raise
            except Uncertain:  # To write the same once more in the same place harms nobody.
                self._errands.run(partial(self._line.rewrite, chat, moment, part.rich, part.rows))
                raise
            except Undeliverable:
                log.info("telegram_sign_gone")  # The person took it away: the answer stands by itself.
        return await self._line.say(chat, part.rich, part.rows)

    async def _set_up(self) -> None:
        self._bot = await self._until_reached(self._line.name)
        if self.hook:
            await self._until_reached(self._be_called)
        else:
            await self._until_reached(self._line.call_nobody)
        for language in AVAILABLE:
            self._errands.run(partial(self._line.menu, menu(language), "" if language == FALLBACK else language))
        log.info("telegram_started", bot=self._bot, by="webhook" if self.hook else "polling")

    async def _be_called(self) -> None:
        settings = self._settings
        try:
            await self._line.call_us(settings.url, settings.proof, AT_ONCE)
        except Undeliverable as error:
            raise Misconfigured(
                f"Telegram does not call NEEDS_TELEGRAM_WEBHOOK ({error}): it wants https, a certificate "
                "that everybody trusts, on port 443, 80, 88 or 8443. Empty, messages are fetched instead."
            ) from None

    async def _until_reached(self, call: Callable[[], Awaitable[T]]) -> T:
        """What a call gives, however long Telegram is away.

        Raises:
            TokenRefused: Telegram is there and does not know us.
            Misconfigured: it will not call the address that is set.
        """
        backoff = self._backoff()
        while True:
            try:
                return await call()
            except TooFast as error:
                wait = error.seconds
            except (NotConnected, Uncertain):
                wait = backoff.next()
            log.warning("telegram_unreachable", seconds=round(wait, 1))
            await asyncio.sleep(wait)

    def _reception(self, accept: Accept) -> Reception:
        return Reception(accept, self._park, self._clock, self._touches.ticked, self._kept, self._unsaved)

    def _kept(self, heard: Heard) -> None:
        inbound = heard.inbound
        if inbound.language and inbound.place.chat not in self._languages:
            self._languages[inbound.place.chat] = spoken(inbound.language)
        if heard.touch:
            self._touches.kept(heard.touch, inbound)

    def _unsaved(self, inbound: Inbound) -> None:
        """Tell the person, once for each message: Telegram delivers it again and again."""
        if inbound.message_id in self._told or in_group(inbound.place):
            return
        self._told[inbound.message_id] = True
        language = self._languages.get(inbound.place.chat) or spoken(inbound.language)
        self._errands.run(partial(self._line.say, _chat(inbound.place), not_saved(language).rich))


def _chat(place: Place) -> int:
    """Telegram's number of a chat.

    Raises:
        Undeliverable: it is none.
    """
    try:
        return int(place.chat)
    except ValueError:
        raise Undeliverable("that is no chat of Telegram's") from None
