"""The message that says "one moment": it becomes the answer, or goes; it never stays on the screen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from storage.port import StorageUnavailable

PlaceT = TypeVar("PlaceT")
MessageT = TypeVar("MessageT")

LAPSE = 30.0
"""Seconds after the last sign of work until a message that no answer took the place of is taken away. Chosen."""

PARTING = 2.0
"""Seconds for taking away what is left when the channel ends. Chosen."""


class Memory(Protocol[PlaceT, MessageT]):
    """What stands on screens, for the next process. Any method may raise StorageUnavailable."""

    async def keep(self, place: PlaceT, message: MessageT) -> None:
        """It stands there now."""

    async def claim(self, place: PlaceT, message: MessageT) -> bool:
        """Whether it is ours to take away; another process may have."""

    async def left(self) -> Sequence[tuple[PlaceT, MessageT]]:
        """What was kept, and nobody claimed."""


@dataclass(slots=True)
class _Moment(Generic[MessageT]):
    posting: asyncio.Future[MessageT]
    """What names the message, once it is there."""
    lapse: asyncio.TimerHandle


class Moments(Generic[PlaceT, MessageT]):
    """One message for each place at most. With a memory a process takes away what the one before it left there; only
    a death between the posting of a message and the writing down of it leaves one for good."""

    def __init__(
        self,
        remove: Callable[[PlaceT, MessageT], Awaitable[object]],
        beside: Callable[[Callable[[], Coroutine[Any, Any, None]]], object],
        *,
        memory: Memory[PlaceT, MessageT] | None = None,
        lapse: float = LAPSE,
    ) -> None:
        """`remove` takes a message away; `beside` does something some time soon, and nobody minds when it fails."""
        self._memory = memory
        self._recalling: asyncio.Task[None] | None = None
        self._unkept: set[PlaceT] = set()
        """Where a message stands that the memory could not take."""
        self._take_away = remove
        self._beside = beside
        self._lapse = lapse
        self._moments: dict[PlaceT, _Moment[MessageT]] = {}

    async def recall(self) -> None:
        """Know what an earlier process left, once: an answer takes its place, or it goes after a while."""
        if self._memory is None or (self._recalling and self._recalling.done()):
            return
        if self._recalling is None:
            self._recalling = asyncio.create_task(self._recall(self._memory))
        await asyncio.shield(self._recalling)

    async def show(self, place: PlaceT, post: Callable[[], Coroutine[Any, Any, MessageT]]) -> None:
        """Have the message there, posted when it is not, and let it stay for another while.

        Whoever is cancelled meanwhile does not break off the posting, whose outcome is needed.

        Raises:
            As `post`: then there is none.
        """
        await self.recall()
        moment = self._moments.get(place)
        if moment is None:
            moment = self._keep(place, asyncio.create_task(self._posted(place, post)))
        moment.lapse.cancel()
        moment.lapse = self._timer(place)
        try:
            await asyncio.shield(moment.posting)
        except asyncio.CancelledError:
            raise
        except Exception:
            self._forget(place, moment)
            raise

    async def take(self, place: PlaceT) -> MessageT | None:
        """The message there, for an answer to take its place; None when there is none (any more).

        One that is being posted is waited for: an answer that went ahead of it would stand above it, and the next one,
        in its place, above the answer.
        """
        await self.recall()
        moment = self._moments.get(place)
        if moment is None:
            return None
        try:
            message = await asyncio.shield(moment.posting)
        except asyncio.CancelledError:
            raise
        except Exception:  # It never came to be, as far as anybody knows.
            return None
        finally:
            if moment.posting.done():
                self._forget(place, moment)
        return message if await self._claimed(place, message) else None

    async def put_back(self, place: PlaceT, message: MessageT) -> None:
        """The answer did not take its place: it stands there as before."""
        await self._remembered(place, message)
        posted: asyncio.Future[MessageT] = asyncio.get_running_loop().create_future()
        posted.set_result(message)
        self._keep(place, posted)

    async def drop(self, place: PlaceT) -> None:
        """What answers is no text that could take its place: it goes, some time soon, and is nobody's place any more.

        One that is being posted is waited for.
        """
        if (message := await self.take(place)) is not None:
            self._beside(partial(self._gone, place, message))

    async def close(self) -> None:
        """Take all of them away, as far as that can be done at once."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PARTING):
                await asyncio.gather(*(self._remove(place) for place in tuple(self._moments)), return_exceptions=True)

    async def _recall(self, memory: Memory[PlaceT, MessageT]) -> None:
        try:
            left = await memory.left()
        except StorageUnavailable:
            self._recalling = None  # The next one tries again.
            return
        for place, message in left:
            if place not in self._moments:
                posted: asyncio.Future[MessageT] = asyncio.get_running_loop().create_future()
                posted.set_result(message)
                self._keep(place, posted)

    async def _posted(self, place: PlaceT, post: Callable[[], Coroutine[Any, Any, MessageT]]) -> MessageT:
        message = await post()
        await self._remembered(place, message)
        return message

    async def _remembered(self, place: PlaceT, message: MessageT) -> None:
        if self._memory is None:
            return
        try:
            await self._memory.keep(place, message)
        except StorageUnavailable:
            self._unkept.add(place)

    async def _claimed(self, place: PlaceT, message: MessageT) -> bool:
        """Before its place is taken: what the next process finds must not be an answer."""
        if self._memory is None or place in self._unkept:
            self._unkept.discard(place)
            return True
        try:
            return await self._memory.claim(place, message)
        except StorageUnavailable:
            return True

    def _keep(self, place: PlaceT, posting: asyncio.Future[MessageT]) -> _Moment[MessageT]:
        moment = self._moments[place] = _Moment(posting, self._timer(place))
        return moment

    def _timer(self, place: PlaceT) -> asyncio.TimerHandle:
        return asyncio.get_running_loop().call_later(self._lapse, self._away, place)

    def _away(self, place: PlaceT) -> None:
        self._beside(partial(self._remove, place))

    async def _remove(self, place: PlaceT) -> None:
        if (message := await self.take(place)) is not None:
            await self._gone(place, message)

    async def _gone(self, place: PlaceT, message: MessageT) -> None:
        await self._take_away(place, message)

    def _forget(self, place: PlaceT, moment: _Moment[MessageT]) -> None:
        moment.lapse.cancel()
        if self._moments.get(place) is moment:
            del self._moments[place]
