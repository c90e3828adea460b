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
class Attachment:
    """A file a person sent, as the platform names it. Nothing of it is trusted; its bytes are fetched by its turn."""

    id: str
    """The channel's own id, enough for `Adapter.fetch`."""
    name: str
    """As the person's device called it, "" when it has no name."""
    media_type: str = ""
    """As the platform claims."""
    size: int = 0
    """Bytes, as the platform claims; 0 when it does not say."""


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
    kind: Literal["text", "tap", "open", "resume", "timeout", "edit", "link", "unreadable", "group"] = "text"
    """"open": the person arrived and said nothing yet; "resume": came back through a secret link; "edit": changed the
    message `about`, `text` is all of it now; "link": came with the secret `text` to go on here with a conversation from
    elsewhere; "unreadable": sent what we cannot read (a voice message, a sticker), `text` is the platform's word for
    its kind; "group": spoke to us where others listen and we only answer that we talk in private."""
    language: str = ""
    """What the platform says of the person's language, a hint."""
    at: float = 0.0
    """Seconds since the epoch, by our clock."""
    about: str = ""
    """The channel's id of the message that was changed, or that this one replies to; "" for none."""
    attachments: tuple[Attachment, ...] = ()
    """Files that came with it, in order; `text` is then their caption."""
    contents: tuple[tuple[str, bytes], ...] = ()
    """The bytes of those that came along, by `Attachment.id`; the others are fetched by the message's turn."""


@dataclass(frozen=True, slots=True)
class Option:
    """A button. A channel without buttons shows numbered lines; the number, the label or the tap is an answer."""

    label: str
    tap: str
    """`<draft>.<question>|<verb>|<argument>`, at most 64 bytes; see bot/taps.py."""
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
    origin: str = ""
    """Where it stands in a document the person gave; "" for all else."""


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
    several: bool = False
    """More than one option may be chosen: a channel that can lets people tick them, and sends one tap for all."""
    file: str = ""
    """Name of a file that goes with it where the channel carries files (`Limits.files`), "" for none. "request.docx"
    and "everything.json" are made when it is sent; any other is kept."""
    kept: int = 0
    """The id of a file that is kept; 0 for one that is made."""
    way: str = ""
    """A web address that continues the conversation in another channel, to point a camera at; "" for none."""
    link: str = ""
    """A path on our own web site that the message speaks of (a resume link, a page, a file), "" for none."""
