"""What a language model said a moment ago: a turn that is thought again asks and pays once."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable

from bot.models.port import Request, Shape, Unanswered

MOST = 200
"""Answers kept. Chosen: more turns than wait at the same time."""

LASTS = 120.0
"""Seconds. Chosen: a turn that is written by then is not thought again."""

Said = Shape | Unanswered


class Recent:
    """Answers and failures, by a hash of the question; in memory only, never logged."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._said: OrderedDict[bytes, tuple[float, Said]] = OrderedDict()

    def keep(self, request: Request, said: Said) -> None:
        now = self._clock()
        name = _name(request)
        self._said[name] = now, said
        self._said.move_to_end(name)
        while len(self._said) > MOST or now - next(iter(self._said.values()))[0] > LASTS:
            self._said.popitem(last=False)

    def recall(self, request: Request) -> Said | None:
        """None when it was not asked lately."""
        at, said = self._said.get(_name(request), (0.0, None))
        return said if self._clock() - at <= LASTS else None


def _name(request: Request) -> bytes:
    parts = (request.payer, request.prompt.instructions, request.prompt.data)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
