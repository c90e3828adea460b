"""Whose an update is that could not be read, as far as it says so: so that an erasure takes it along."""

from __future__ import annotations

import re

_NAMED = re.compile(rb'"(?:chat|from)"\s*:\s*\{[^{}]*?"id"\s*:\s*(-?\d{1,19})')
"""The id of a chat, or of who wrote, which in a private chat are one. Within somebody's words its marks are escaped."""


def whose(body: bytes) -> str:
    """The chat it names, as places name it; "" for none. It need not be JSON as a whole."""
    found = _NAMED.search(body)
    return found[1].decode() if found else ""
