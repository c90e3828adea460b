"""One message in, one message out, in no platform's dialect. Plain values, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation takes place."""

    channel: str
    """Adapter name: "web", "terminal", "telegram", "slack"."""
    chat: str
    """The channel's own id for where to answer; on the web a secret the browser holds, hashed."""
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """What a person sent."""

    place: Place
    delivery_id: str
    """The platform's id of this delivery; a redelivery has the same."""
    message_id: str
    """The id of the message itself; the same words delivered anew under another delivery id have the same."""
    text: str = ""
    tap: str = ""
    """What a tapped button carries (`Option.tap`), "" when the person typed."""
    kind: Literal["text", "tap", "open", "resume", "timeout"] = "text"
    """"open": the person arrived and said nothing yet; "resume": came back through a secret link."""
    language: str = ""
    """What the platform says of the person's language, a hint."""
    at: float = 0.0
    """Seconds since the epoch, by our clock."""


@dataclass(frozen=True, slots=True)
class Option:
    """A button. A channel without buttons shows numbered lines; the number, the label or the tap is an answer."""

    label: str
    tap: str
    """`<question>|<verb>|<argument>`, at most 64 bytes; see bot/taps.py."""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the review card."""

    section: str
    label: str
    value: str
    proposed: bool = False
    """Shown as a proposal of ours, to be confirmed."""
    because: str = ""
    """The words that made us think so."""
    change: str = ""
    """The tap that changes it."""
    open: bool = False
    """Not answered yet: `value` only says so."""


@dataclass(frozen=True, slots=True)
class Found:
    """A hit, in words."""

    document: str
    title: str
    why: str
    place_and_year: str
    source: str
    summary: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """One platform message, rendered and within the channel's limits; `text` alone is enough to understand it."""

    text: str
    kind: Literal["say", "ask", "hits", "card", "file", "error"] = "say"
    language: str = "en"
    options: tuple[Option, ...] = ()
    lines: tuple[Line, ...] = ()
    found: tuple[Found, ...] = ()
    counter: str = ""
    """ "2 of at most 6", "" for none."""
    hint: str = ""
    """What kind of input suits: "text", "email", "choice", "date" ..., for the channel's keyboard."""
    link: str = ""
    """A path on our own web site that the message speaks of (a resume link, a page, a file), "" for none."""
