"""What can happen in Slack that we do something about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.adapters.payload import Payload
from bot.message import Inbound, Place

CHANNEL = "slack"

Block = dict[str, object]
"""One block of Block Kit, as Slack's JSON has it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call of Slack, however it came: over the socket or signed to our address."""

    kind: Literal["events_api", "interactive", "slash_commands"]
    """As Socket Mode names them."""
    payload: Payload
    repeated: bool = False
    """Slack says that it has told us before."""


@dataclass(frozen=True, slots=True)
class Us:
    """Who we are there; all empty until Slack has said so."""

    team: str = ""
    user: str = ""
    bot: str = ""
    overhears: bool = True
    """Whether Slack passes on what is said in threads without a mention of us; it asks for scopes of its own."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A message, or a view when `ts` is empty."""

    channel: str
    ts: str
    thread: str = ""
    """The message the thread began with, "" outside threads."""


def directly(team: str, user: str) -> Place:
    """Direct messages with a person, known by the person: so they are there before Slack has opened a channel."""
    return Place(CHANNEL, f"{team}:{user}")


def spoken(team: str, channel: str, ts: str, user: str) -> Place:
    """Where a person talks with us: directly, or in a conversation of their own in the thread that began at `ts`."""
    return directly(team, user) if is_direct(channel) else Place(CHANNEL, f"{team}:{channel}", f"{ts}/{user}")


def is_direct(channel: str) -> bool:
    """Whether a channel is that of direct messages with one person."""
    return channel.startswith("D")


def channel_of(place: Place) -> str:
    """The channel of a thread, "" for direct messages."""
    return place.chat.partition(":")[2] if place.thread else ""


def thread_of(place: Place) -> str:
    """The message the thread began with, "" for direct messages."""
    return place.thread.partition("/")[0]


def person_of(place: Place) -> str:
    """Whose conversation it is."""
    return (place.thread.partition("/") if place.thread else place.chat.partition(":"))[2]


@dataclass(frozen=True, slots=True)
class Said:
    """A person wrote, sent files, changed a message or came in."""

    inbound: Inbound
    channel: str
    """Where it stands."""
    after: str = ""
    """Said where others talk, and not to us by name: for us only if the conversation has the message of this id."""
    own: bool = False
    """Whether the person wrote that message, so that it may be on its way to us."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A button or a line of a list was tapped, or several were ticked and sent off."""

    inbound: Inbound
    spot: Spot
    text: str
    blocks: tuple[Block, ...]
    """The message as it stands there now."""
    answers: bool
    """Whether this answers the question of the message, so that its buttons have served."""


@dataclass(frozen=True, slots=True)
class Unticked:
    """ "Done" was tapped with nothing ticked."""

    spot: Spot
    user: str


@dataclass(frozen=True, slots=True)
class Private:
    """Somebody wants to talk in a direct message: by `/needs`, from a thread, or from Home."""

    user: str
    team: str
    id: str
    """Of this wish, the same when it is delivered again."""
    text: str = ""
    """What they said along with it."""
    thread: Place | None = None
    """Their own conversation in the thread they come from."""
    command: bool = False
    """Whether they wait for a word in return."""

    def inbound(self, text: str, at: float) -> Inbound:
        """What begins the direct message, with words or without."""
        kind: Literal["text", "open"] = "text" if text else "open"
        return Inbound(directly(self.team, self.user), self.id, self.id, text, kind=kind, at=at)


@dataclass(frozen=True, slots=True)
class AtHome:
    """Somebody looks at our Home."""

    user: str
    place: Place
    channel: str
    """Of direct messages with them."""


Happening = Said | Chosen | Unticked | Private | AtHome
