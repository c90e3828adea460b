"""Fetch what happened by long polling: the offset moves only once everything before it is saved."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from bot.adapters.telegram.faults import Taken
from bot.adapters.telegram.line import Line
from bot.adapters.telegram.reception import Reception
from bot.channel import NotConnected, TooFast, Uncertain, Undeliverable
from storage.port import StorageUnavailable

log = structlog.get_logger()

WAIT = 50.0
"""Seconds Telegram holds a request open while nothing happens; fifty is what it allows."""

RIVAL = 30.0
"""Seconds to wait when another program fetches this bot's messages. Chosen: long enough for its log to be read."""


@dataclass(slots=True)
class Backoff:
    """How long to wait after failures in a row: any time up to a bound that doubles, lest all come at once."""

    first: float = 1.0
    most: float = 60.0
    chance: Callable[[], float] = random.random
    _failures: int = field(default=0, init=False)

    def next(self) -> float:
        bound = min(self.most, self.first * 2.0**self._failures)
        self._failures = min(self._failures + 1, 30)
        return bound * self.chance()

    def reset(self) -> None:
        self._failures = 0


class Poller:
    def __init__(
        self,
        line: Line,
        reception: Reception,
        *,
        wait: float = WAIT,
        backoff: Backoff | None = None,
        rival: float = RIVAL,
    ) -> None:
        self._line = line
        self._reception = reception
        self._wait = wait
        self._backoff = backoff or Backoff()
        self._rival = rival
        self._offset = 0

    async def run(self) -> None:
        """Until cancelled.

        Raises:
            TokenRefused: the token was revoked meanwhile.
        """
        while True:
            await self._round()

    async def _round(self) -> None:
        try:
            updates = await self._line.updates(self._offset, self._wait)
        except Taken:
            log.error(
                "telegram_taken",
                what_to_do="another program fetches this bot's messages, or set a webhook: stop it, or use another bot",
            )
            await asyncio.sleep(self._rival)
            return
        except TooFast as error:
            await asyncio.sleep(error.seconds)
            return
        except (NotConnected, Uncertain, Undeliverable) as error:
            wait = self._backoff.next()
            log.warning("telegram_unreachable", error=str(error), seconds=round(wait, 1))
            await asyncio.sleep(wait)
            return
        await self._take(updates)

    async def _take(self, updates: Sequence[object]) -> None:
        """Save them all, in order within a chat; what was not saved is fetched again."""
        chats: defaultdict[object, list[object]] = defaultdict(list)
        for update in updates:
            chats[_chat(update)].append(update)
        results = await asyncio.gather(*(self._in_order(chat) for chat in chats.values()), return_exceptions=True)
        for result in results:
            if isinstance(result, StorageUnavailable):
                wait = self._backoff.next()
                log.error("storage_unavailable", what_to_do=str(result), seconds=round(wait, 1))
                await asyncio.sleep(wait)
                return
            if isinstance(result, BaseException):
                raise result
        self._backoff.reset()
        # Of these alone: after a quiet week Telegram may number from lower down.
        self._offset = max((_number(update) + 1 for update in updates), default=self._offset)

    async def _in_order(self, updates: Sequence[object]) -> None:
        for update in updates:
            await self._reception.update(update)


def _number(update: object) -> int:
    number = update.get("update_id") if isinstance(update, dict) else None
    return number if isinstance(number, int) else 0


def _chat(update: object) -> object:
    """What keeps its order: a chat, as far as one can be seen; all that is odd shares one line."""
    if not isinstance(update, dict):
        return None
    for name in ("message", "edited_message", "callback_query"):
        part = update.get(name)
        if isinstance(part, dict):
            holder = part.get("message", part) if name == "callback_query" else part
            chat = holder.get("chat") if isinstance(holder, dict) else None
            return repr(chat.get("id")) if isinstance(chat, dict) else None
    return None
