"""How often somebody may do something."""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Callable

CROWD = 10_000
"""Keys remembered before those with a full allowance are forgotten."""


class Allowance:
    """At most `most` at once per key, refilled evenly over `seconds`."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._every = seconds / most
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> int:
        """0 when granted, else the whole seconds to wait, at least 1. A refusal costs nothing."""
        now = self._clock()
        left = self._refilled(key, now)
        if left < 1:
            return max(1, round((1 - left) * self._every + 0.5))
        if len(self._left) > CROWD:
            self._forget(now)
        self._left[key] = (left - 1, now)
        return 0

    def _refilled(self, key: str, now: float) -> float:
        left, at = self._left.get(key, (float(self._most), now))
        return min(float(self._most), left + (now - at) / self._every)

    def _forget(self, now: float) -> None:
        self._left = {key: held for key, held in self._left.items() if self._refilled(key, now) < self._most}


def neighbourhood(address: str) -> str:
    """What counts as one address: an IPv4 address, or the /64 that one IPv6 customer is given."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address) and parsed.ipv4_mapped is None:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
