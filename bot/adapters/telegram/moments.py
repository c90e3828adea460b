"""The message that says "one moment": it becomes the answer, or goes; it never stays on the screen."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from functools import partial

from bot.adapters.telegram.errands import Errands
from bot.adapters.telegram.line import Line
from bot.adapters.telegram.text import Rich

LAPSE = 30.0
"""Seconds after the last sign of work until a message that no answer took the place of is taken away. Chosen."""

PARTING = 2.0
"""Seconds for taking away what is left when the channel ends. Chosen."""


@dataclass(slots=True)
class _Moment:
    posting: asyncio.Future[int]
    """The message's number, once it is there."""
    lapse: asyncio.TimerHandle


class Moments:
    """One message for each chat at most. What a process that died left is not known to the next one."""

    def __init__(self, line: Line, errands: Errands, *, lapse: float = LAPSE) -> None:
        self._line = line
        self._errands = errands
        self._lapse = lapse
        self._moments: dict[int, _Moment] = {}

    async def show(self, chat: int, rich: Rich) -> None:
        """Have the message there, and let it stay for another while.

        Whoever is cancelled meanwhile does not break off the posting, whose number is needed.

        Raises:
            As `Line.say`: then there is none.
        """
        moment = self._moments.get(chat)
        if moment is None:
            moment = self._keep(chat, asyncio.create_task(self._line.say(chat, rich)))
        moment.lapse.cancel()
        moment.lapse = self._timer(chat)
        try:
            await asyncio.shield(moment.posting)
        except asyncio.CancelledError:
            raise
        except Exception:
            self._forget(chat, moment)
            raise

    async def take(self, chat: int) -> int | None:
        """The number of the message there, for an answer to take its place; None when there is none (any more)."""
        moment = self._moments.get(chat)
        if moment is None:
            return None
        try:
            return await asyncio.shield(moment.posting)
        except asyncio.CancelledError:
            raise
        except Exception:  # It never came to be, as far as anybody knows.
            return None
        finally:
            if moment.posting.done():
                self._forget(chat, moment)

    def put_back(self, chat: int, number: int) -> None:
        """The answer did not take its place: it stands there as before."""
        posted = asyncio.get_running_loop().create_future()
        posted.set_result(number)
        self._keep(chat, posted)

    async def close(self) -> None:
        """Take all of them away, as far as that can be done at once."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PARTING):
                await asyncio.gather(*(self._remove(chat) for chat in tuple(self._moments)), return_exceptions=True)

    def _keep(self, chat: int, posting: asyncio.Future[int]) -> _Moment:
        moment = self._moments[chat] = _Moment(posting, self._timer(chat))
        return moment

    def _timer(self, chat: int) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self._lapse, self._away, chat)

    def _away(self, chat: int) -> None:
        self._errands.run(partial(self._remove, chat))

    async def _remove(self, chat: int) -> None:
        if (number := await self.take(chat)) is not None:
            await self._line.remove(chat, number)

    def _forget(self, chat: int, moment: _Moment) -> None:
        moment.lapse.cancel()
        if self._moments.get(chat) is moment:
            del self._moments[chat]


__all__ = ["LAPSE", "Moments"]
