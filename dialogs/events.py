"""Everything that can happen to a conversation. One event per message, many facts per event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogs.answers import Answer
from dialogs.needs import Need


@dataclass(frozen=True, slots=True)
class Opened:
    """A person arrived and has said nothing yet."""


@dataclass(frozen=True, slots=True)
class Told:
    """A person gave answers: the one we asked for, corrections of earlier ones, or later ones early."""

    answers: Mapping[str, Answer] = field(default_factory=dict)
    """By field key. Values are of the field's kind but not checked yet."""
    correction: bool = False
    """The words say that something told before was wrong ("no, I meant Kenya")."""
    more: str = ""
    """Text that answers no open question: added to the last text answer."""
    unseen: bool = False
    """Sent before the open question was on the screen: it passes nothing by."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """Yes, to whatever was put."""

    text: str = ""
    """As it was said, for a question whose answer is free text."""


@dataclass(frozen=True, slots=True)
class Declined:
    """No, to whatever was put; or not now."""

    text: str = ""
    """As it was said, for a question whose answer is free text."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """We could not tell what a person meant, or the answer cannot be used."""

    text: str = ""
    """What was said, kept as a note after the third miss."""
    reason: Literal[
        "unclear",
        "empty",
        "not-an-option",
        "not-a-date",
        "not-a-number",
        "not-a-contact",
        "not-a-country",
        "which-country",
        "not-money",
        "too-many",
        "no-words",
    ] = "unclear"
    options: tuple[str, ...] = ()
    """What the words can mean, when it is one of a few: offered as buttons."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A person wants information; answered from the library or kept as a query, then back to the open question."""

    question: str


@dataclass(frozen=True, slots=True)
class OffTopic:
    """A person asks what we are not here for: the time of day, the date, the weather."""


@dataclass(frozen=True, slots=True)
class WantsHelp:
    """A person does not know what to write: show why we ask and an example."""


@dataclass(frozen=True, slots=True)
class Skipped: ...


@dataclass(frozen=True, slots=True)
class DoesNotKnow:
    later: bool = False
    """True for "I will ask"."""


@dataclass(frozen=True, slots=True)
class Back:
    """To the question before."""


@dataclass(frozen=True, slots=True)
class Change:
    """Back to a named field."""

    field: str


@dataclass(frozen=True, slots=True)
class Review:
    """Show me what you have."""


@dataclass(frozen=True, slots=True)
class Deepen:
    """Make the request stronger: go on to the next depth."""


@dataclass(frozen=True, slots=True)
class WantsClearer:
    """A person wants what they wrote put more clearly."""

    field: str = ""
    """Key of the field they name; "" for whichever they mean."""


@dataclass(frozen=True, slots=True)
class Worded:
    """The answer to a `Reword`."""

    text: str = ""
    why: Literal["", "failed", "unavailable"] = ""
    """Why there is none: nothing that says the same came of it, or nobody is there to do it."""


@dataclass(frozen=True, slots=True)
class WantsStrength:
    """How strong is it, and what is missing?"""


@dataclass(frozen=True, slots=True)
class WantsSend:
    """A wish to send, at the card or before it."""


@dataclass(frozen=True, slots=True)
class Paused: ...


@dataclass(frozen=True, slots=True)
class Resumed:
    """A person came back through the secret link: a recap first."""


@dataclass(frozen=True, slots=True)
class Cancelled: ...


@dataclass(frozen=True, slots=True)
class Restarted: ...


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last change back: a correction, a cancel, a restart."""


@dataclass(frozen=True, slots=True)
class Repeat: ...


@dataclass(frozen=True, slots=True)
class WantsHuman:
    day: str = ""
    """When the desk will have answered, YYYY-MM-DD, by its confirmed calendar; "" while nobody can say."""
    until: float = 0.0
    """The moment on that day; 0 for none."""
    hails: bool = False
    """In words that also merely say hello ("is anybody there?"): before anything was told they do."""


@dataclass(frozen=True, slots=True)
class WantsStatus:
    """Where is my case?"""

    elsewhere: tuple[str, ...] = ()
    """Codes of what the same person sent from other conversations, newest first."""


@dataclass(frozen=True, slots=True)
class WantsExport: ...


@dataclass(frozen=True, slots=True)
class WantsDelete:
    """Delete everything about me; confirmed once before it is done."""


@dataclass(frozen=True, slots=True)
class Language:
    """A person asked for another language."""

    code: str


@dataclass(frozen=True, slots=True)
class Spoke:
    """The language of the last message, when we are sure of it; comes before the event it belongs to."""

    language: str


@dataclass(frozen=True, slots=True)
class Greeted: ...


@dataclass(frozen=True, slots=True)
class Thanked: ...


@dataclass(frozen=True, slots=True)
class WantsSimilar:
    """What did others do? At any time."""


Action = Literal["more", "example", "not-relevant"]
"""What can be done with a hit."""


@dataclass(frozen=True, slots=True)
class OnHit:
    """A person chose something to do with a hit that was shown."""

    document: str
    action: Action


@dataclass(frozen=True, slots=True)
class HitUnnamed:
    """A person wants something done with a hit, and it is not clear with which, or none was shown."""

    action: Action


@dataclass(frozen=True, slots=True)
class OldTap:
    """A button of a question that is no longer open; the open question is shown again, nothing changes."""


CASES = ("practice", "request")
"""Kinds of documents that happened somewhere and some time; a definition or a target has neither."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A person changed a message they sent before; it answers the question it was read against then."""

    answers: Mapping[str, Answer]
    """By field key, what the new words say."""
    was: str
    """The words before."""
    now: str
    latest: bool
    """Nothing was said or tapped since: it is a correction. Of an older one nobody is sure, so we ask."""


@dataclass(frozen=True, slots=True)
class Attached:
    """Files came; their bytes are looked at and kept elsewhere."""

    kept: tuple[str, ...]
    """Names, cleaned, in order."""
    refused: tuple[tuple[str, str], ...] = ()
    """(name, reason): "kind", "size", "number", "room", "empty" or "lost"."""
    readable: tuple[str, ...] = ()
    """Names among `kept` of documents that can be read for the needs they state."""


@dataclass(frozen=True, slots=True)
class NeedsFound:
    """The answer to a `ReadFile`, a message of its own: what a document states, most telling first."""

    document: str
    """Name of the file."""
    needs: tuple[Need, ...] = ()
    unread: str = ""
    """Why it could not be read, `knowledge.reading.port.Reason`; "" when it was."""


@dataclass(frozen=True, slots=True)
class MoreNeeds: ...


@dataclass(frozen=True, slots=True)
class TookNeed:
    """A person chose a need that was shown, by `Need.key`."""

    key: str


@dataclass(frozen=True, slots=True)
class Pasted:
    """A long text that reads rather like a plan than like a problem in somebody's own words."""

    told: Told
    """What it says, read as their own words."""
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A voice message, a sticker, a place on a map: nothing we can read."""


@dataclass(frozen=True, slots=True)
class Overheard:
    """Somebody spoke to us where others listen."""


@dataclass(frozen=True, slots=True)
class WantsLink:
    """A person wants to go on in another channel."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A person came with the secret of a conversation elsewhere."""

    key: str
    """What is stored of the secret."""
    other: int
    """The conversation it opens."""
    title: str
    """Of the request there, "" when it has none yet; nothing else of it is shown before both sides agree."""


@dataclass(frozen=True, slots=True)
class LinkFailed:
    """A secret opens nothing here: no such secret any more, tried too often, or it is this conversation's own."""

    why: Literal["unknown", "often", "own"]


@dataclass(frozen=True, slots=True)
class KnockHeard:
    """The answer to a `Knock`: the other conversation is asked."""


@dataclass(frozen=True, slots=True)
class Knocked:
    """Somebody with this conversation's secret wants to continue it elsewhere."""

    other: int
    channel: str
    """Where: "telegram", "slack", "web"."""
    until: float = 0.0
    """Seconds since the epoch, when the wish is void."""


@dataclass(frozen=True, slots=True)
class LinkEnded:
    """The other conversation did not agree, or nobody answered in time."""

    other: int
    why: Literal["no", "lapsed"]


@dataclass(frozen=True, slots=True)
class Moved:
    """The conversation that was here goes on elsewhere, as the person confirmed."""

    channel: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A past request or good practice as the conversation sees it."""

    document: str
    title: str
    why: tuple[tuple[str, str], ...] = ()
    """Reasons as (code, detail): ("same-region", "Caribbean"); words are made when rendering."""
    country: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2; empty when the source states none."""
    region: str = ""
    """A region or subregion of the United Nations, English, where the source names no country."""
    place: str = ""
    """What the source names in place of a country ("Bonaire"), in the reader's language where it is known."""
    year: str = ""
    """Empty when not stated; never invented."""
    source: str = ""
    summary: str = ""
    kind: str = "practice"
    demo: bool = False
    """An invented example, shown in demo mode only and always labelled."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A line of an answer, and the hits it rests on."""

    text: str
    documents: tuple[str, ...]
    """Ids of hits; never empty."""


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The answer to a `Retrieve`, best first, possibly empty."""

    hits: tuple[Hit, ...] = ()
    available: bool = True
    """False when the search is down; the conversation goes on without."""
    lines: tuple[Cited, ...] = ()
    """An answer put together from the hits, where a language model did that; each line rests on some of them."""


@dataclass(frozen=True, slots=True)
class Submitted:
    """The answer to a `Submit`: the code that identifies the case."""

    code: str


@dataclass(frozen=True, slots=True)
class TakenOver:
    """Somebody at the desk holds the conversation now."""

    by: str
    """Their name, as the person is told it."""
    about: int = 0
    """The case they talk about; 0 for one that is not named."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that somebody at the desk sends along."""

    id: int
    """Of the file as it is kept; 0 while nobody looked."""
    name: str


@dataclass(frozen=True, slots=True)
class DeskWrote:
    """Somebody at the desk wrote to the person."""

    by: str
    text: str
    """"" where there are only files."""
    files: tuple[Enclosed, ...] = ()
    about: int = 0
    """The case they talk about; 0 for one that is not named."""
    heard: int | None = None
    """The place in the conversation up to which they had read it; None where nobody knows."""
    crossed: bool = False
    """The person wrote after that place and before this."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """What somebody at the desk last wrote should have been this."""

    by: str
    text: str


@dataclass(frozen=True, slots=True)
class HandedBack:
    """The desk gives the conversation back to us."""

    by: str = ""
    ask: str = ""
    """Key of the field to ask for next; "" to go on where we were."""
    text: str = ""
    """What the desk wants said first, in its own words."""
    about: int = 0
    """The case that was talked about; 0 for whichever."""


@dataclass(frozen=True, slots=True)
class Staged:
    """The desk moved what was sent to another of the states of a request."""

    code: str
    stage: str
    by: str
    why: str = ""
    """In the desk's own words; "" where nothing more is to be said."""
    about: int = 0
    """The case; 0 for whichever."""


@dataclass(frozen=True, slots=True)
class Merged:
    """The desk found two cases of this person to be one."""

    code: str
    into: str
    """The code of the one that goes on."""


@dataclass(frozen=True, slots=True)
class Promised:
    """Somebody of the desk says by which day they answer."""

    by: str
    day: str
    """YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Referred:
    """The desk passes the case on to another programme, and asks there later what came of it."""

    code: str
    by: str
    programme: str
    """Its id."""
    name: str
    """As it calls itself."""
    why: str
    day: str
    """When the desk asks back, YYYY-MM-DD."""


@dataclass(frozen=True, slots=True)
class Unclaimed:
    """A person of the desk was asked for some time ago and nobody has come yet."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """No message for so long."""

    hours: int


Called = TakenOver | DeskWrote | Corrected | HandedBack | Staged | Merged | Promised | Referred | Unclaimed
"""What the desk, or its clock, may tell a conversation."""

Event = (
    Opened
    | Told
    | Agreed
    | Declined
    | Unclear
    | Asked
    | OffTopic
    | WantsHelp
    | Skipped
    | DoesNotKnow
    | Back
    | Change
    | Review
    | Deepen
    | Edited
    | Attached
    | NeedsFound
    | MoreNeeds
    | TookNeed
    | Pasted
    | Unreadable
    | Overheard
    | WantsLink
    | Linked
    | LinkFailed
    | KnockHeard
    | Knocked
    | LinkEnded
    | Moved
    | WantsStrength
    | WantsClearer
    | Worded
    | WantsSend
    | Paused
    | Resumed
    | Cancelled
    | Restarted
    | Undo
    | Repeat
    | WantsHuman
    | WantsStatus
    | WantsExport
    | WantsDelete
    | Language
    | Spoke
    | Greeted
    | Thanked
    | WantsSimilar
    | OnHit
    | HitUnnamed
    | OldTap
    | Retrieved
    | Submitted
    | Called
    | TimedOut
)
