"""What an adapter must do, and what a channel can show."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from bot.message import Attachment, Inbound, Outbound, Place

Accept = Callable[[Inbound], Awaitable[bool]]
"""Returns once the message is safe on disk: acknowledge the platform only then. False: we already had it.

Raises storage.port.StorageUnavailable when it could not be saved: do not acknowledge.
"""


class Undeliverable(Exception):
    """The channel will never take this message (deleted, not found, refused)."""


class Blocked(Undeliverable):
    """The person does not want us there any more: nothing is sent to this place until they write again."""


class Misconfigured(Exception):
    """The platform does not take our settings (a token is wrong or was revoked): an operator has to do something.

    The message says what, and quotes no secret.
    """


class Uncertain(Exception):
    """The message may have arrived: the connection broke after it was made."""


class NotConnected(Exception):
    """The message did not leave: try again later."""


class TooFast(NotConnected):
    """The channel took nothing and named a time to wait: this place is left alone for so long."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"asked to wait {seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a channel may be written to; a platform's own rule, so that it never has to refuse."""

    everywhere: float
    """Messages a second in all."""
    place: float
    """Messages a second to one place (chat and thread)."""


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
    units: Literal["characters", "utf-16"] = "characters"
    """What `text` and `label` are counted in."""
    files: bool = False
    """Carries files: `Outbound.file` is sent as one; elsewhere there is the link."""
    pace: Pace | None = None
    """None: as fast as we like."""
    together: float = 0.0
    """Seconds within which what a person sends in one go has come, where it comes in several messages: an album."""
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

    async def send(self, send: Send) -> str:
        """Deliver one message; returns the channel's own id of it, "" where it has none.

        The id is what a person's reply is `Inbound.about`.

        Raises:
            Undeliverable: retrying cannot help. Blocked: nor with any other message to this place.
            Uncertain: it may have arrived; never repeated blindly.
            NotConnected: it did not leave; tried again. TooFast: after a time the channel named.
            storage.port.StorageUnavailable: what goes with it could not be read; it did not leave.
        """


@runtime_checkable
class Fetches(Protocol):
    """An adapter whose people can send files."""

    async def fetch(self, place: Place, attachment: Attachment, most: int) -> bytes:
        """The bytes of a file somebody sent; never more than `most`.

        Raises:
            Undeliverable: it cannot be had any more, or is longer than `most`.
            NotConnected: try again later.
        """


@runtime_checkable
class Leads(Protocol):
    """An adapter to which people can be led from another channel."""

    def way(self, secret: str) -> str:
        """The https address that brings a secret there, or else the words to write to us there; "" while unknown."""


@runtime_checkable
class Shows(Protocol):
    """An adapter that can show that we are at work."""

    async def working(self, place: Place, seconds: float) -> None:
        """A turn has worked for so long; called again every few seconds while it does. Best effort, never raises."""
