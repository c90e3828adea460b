"""Whose turn it is to be written to, and when: a fair line in front of each channel, at the pace the platform allows.

Nothing here waits: every moment is passed in, in seconds of any clock that never goes back.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from bot.channel import Pace

Key = TypeVar("Key", bound=Hashable)

IN_FLIGHT = 64
"""Sends of one channel under way at once; one that hangs holds one of them. Chosen: room for Telegram's 30 a second
while it takes two seconds to answer each."""

BURST = 0.1
"""Seconds of a channel's pace that may leave at once, so that a loop that wakes late loses nothing. Chosen."""


class Line(Generic[Key]):
    """The places of one channel that wait, in the order of their turns.

    Kept in every window of T seconds, whatever the load: at most `pace.everywhere` x T + `burst` sends in all, and at
    most `pace.place` x T + 1 to one place. Nobody is served twice while another who may be served waits; a place that
    rests is passed over and keeps its turn.
    """

    def __init__(self, pace: Pace | None, in_flight: int = IN_FLIGHT) -> None:
        self.burst = max(1, int(pace.everywhere * BURST)) if pace else in_flight
        self._between = 1 / pace.everywhere if pace else 0.0
        """Seconds between two sends in the long run."""
        self._between_here = 1 / pace.place if pace else 0.0
        """The same for one place."""
        self._most = in_flight
        self._waiting: dict[Key, None] = {}
        """In the order of turns."""
        self._under_way: set[Key] = set()
        self._spent_until = 0.0
        """When all of the burst may be used again."""
        self._paced: dict[Key, float] = {}
        """When a place may be written to again by its pace; no entry, or a moment gone by: at once."""
        self._resting: dict[Key, float] = {}
        """When a place may be written to again after something went wrong there."""
        self._remembered = 64
        """Entries from which it is worth while to look for moments gone by."""

    def wait(self, keys: Iterable[Key], now: float) -> None:
        """These wait and nobody else; who waited keeps their turn, who is new comes last, in the order given.

        Who is being written to is not let in: they come last, once that has ended and they wait again.
        """
        wanted = dict.fromkeys(key for key in keys if key not in self._under_way)
        self._waiting = dict.fromkeys(key for key in self._waiting if key in wanted) | wanted
        self._forget(now)

    def next(self, now: float) -> Key | None:
        """Whose turn it is, taken out of the line as being written to from now on; None when nobody may be yet."""
        if len(self._under_way) >= self._most or self._open_at() > now:
            return None
        key = next((key for key in self._waiting if self._free_at(key) <= now), None)
        if key is None:
            return None
        del self._waiting[key]
        self._under_way.add(key)
        self._spent_until = max(self._spent_until, now) + self._between
        self._paced[key] = now + self._between_here
        return key

    def ended(self, key: Key) -> None:
        """Nothing is under way to this place any more."""
        self._under_way.discard(key)

    def rest(self, key: Key, until: float) -> None:
        """Leave a place alone until then; others go on."""
        self._resting[key] = until

    def wakes(self) -> float | None:
        """The moment from which `next` gives somebody; None while that depends on who comes, or on what ends."""
        if not self._waiting or len(self._under_way) >= self._most:
            return None
        return max(self._open_at(), min(self._free_at(key) for key in self._waiting))

    def idle(self, now: float) -> bool:
        """Whether nothing is under way, and all who wait, if anybody does, rest."""
        return not self._under_way and all(self._resting.get(key, 0.0) > now for key in self._waiting)

    def __len__(self) -> int:
        """How many places are remembered, for whatever reason."""
        return len(self._waiting.keys() | self._under_way | self._paced.keys() | self._resting.keys())

    def _open_at(self) -> float:
        return self._spent_until - (self.burst - 1) * self._between

    def _free_at(self, key: Key) -> float:
        return max(self._paced.get(key, 0.0), self._resting.get(key, 0.0))

    def _forget(self, now: float) -> None:
        """A moment gone by says nothing: dropped now and then, so that a year of chats is not kept."""
        if len(self._paced) + len(self._resting) >= self._remembered:
            self._paced = {key: at for key, at in self._paced.items() if at > now}
            self._resting = {key: at for key, at in self._resting.items() if at > now}
            self._remembered = max(64, 2 * (len(self._paced) + len(self._resting)))
