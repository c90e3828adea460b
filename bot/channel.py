"""What an adapter must do, and what a channel can show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.message import Inbound, Outbound, Place

Accept = Callable[[Inbound], Awaitable[bool]]
"""Returns once the message is safe on disk: acknowledge the platform only then. False: we already had it.

Raises storage.port.StorageUnavailable when it could not be saved: do not acknowledge.
"""


class Undeliverable(Exception):
    """The channel will never take this message (blocked, deleted, not found)."""


class Uncertain(Exception):
    """The message may have arrived: the connection broke after it was made."""


class NotConnected(Exception):
    """The message did not leave: try again later."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a channel can carry."""

    text: int
    """Characters in one message."""
    options: int
    """Buttons under one message; 0 shows numbered lines instead."""
    label: int
    """Characters on one button."""
    cards: bool
    """Whether `lines` and `found` are drawn by the channel; else their text is enough."""
    deduplicates: bool
    """Whether sending the same message twice under our id shows it once: then an interrupted send is repeated."""
    pulls: bool = False
    """People read the table themselves: what is committed is sent, and `send` only tells them to look."""


@dataclass(frozen=True, slots=True)
class Send:
    """One outbound message on its way."""

    id: int
    """Our message id; the channel's idempotency key where it has one. 0 for a mere ring where people pull."""
    place: Place
    position: int
    message: Outbound


class Adapter(Protocol):
    name: str
    limits: Limits

    async def run(self, accept: Accept) -> None:
        """Receive until cancelled, or until the channel ends (a pipe was closed)."""

    async def send(self, send: Send) -> None:
        """Deliver one message.

        Raises:
            Undeliverable: retrying cannot help.
            Uncertain: it may have arrived; never repeated blindly.
            NotConnected: it did not leave; tried again.
        """
