"""What the bot needs from a database: arrivals, turns, sends, requests, documents. Plain values, never rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from storage import kinds

if TYPE_CHECKING:
    from storage.desk.port import DeskStorage

Visibility = Literal["owner", "desk", "public"]
Purpose = Literal["resume", "page", "link"]
"""What a secret opens: a draft on the same channel, a sent request, a draft from another channel."""


class Stale(Exception):
    """Somebody else wrote this conversation since it was read: read again and think again."""


class AlreadyHandled(Exception):
    """Another worker answered this message: stop, there is nothing left to do."""


class CodeTaken(Exception):
    """The case code is in use: draw another and write the turn again."""


class Gone(LookupError):
    """The conversation was erased whole: there is nobody left to answer."""


class StorageUnavailable(Exception):
    """The database cannot be written or read now (locked, full, read-only, gone); nothing was half-written.

    The message says what an operator should do; a person is told only that it was not saved.
    """


class FolderInUse(Exception):
    """Another process holds the data folder."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """An inbound message before it is stored. Timers and desk actions arrive the same way."""

    channel: str
    chat: str
    thread: str
    delivery_id: str
    message_id: str
    kind: str
    text: str
    tap: str = ""
    language: str = ""
    at: float = 0.0
    about: str = ""
    """The channel's id of the message that was changed or replied to."""
    attachments: str = ""
    """JSON of the files that came with it, opaque here; "" for none."""
    contents: tuple[tuple[str, bytes], ...] = ()
    """The bytes of those whose channel brings them along, by an id of the channel's: stored with the message, and there
    until it is answered."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """Proof that an arrival is on disk."""

    conversation: int
    message: int
    position: int
    new: bool
    """False for a redelivery: the ids are those of the first time."""


@dataclass(frozen=True, slots=True)
class Pending:
    """An inbound message nobody has answered yet."""

    message: int
    conversation: int
    position: int
    kind: str
    text: str
    tap: str
    language: str
    at: float
    about: str = ""
    attachments: str = ""
    channel: str = ""
    """Where its conversation takes place."""
    also: tuple[int, ...] = ()
    """Earlier messages, without a word of ours between, whose texts are part of this one: one turn answers them all."""
    seen: Stored | None = None
    """The conversation as this message met it, where that is known without reading: a write that carries its token is
    refused if anything was written since."""

    @property
    def messages(self) -> tuple[int, ...]:
        """All that are part of it, in order."""
        return (*self.also, self.message)


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation as last written."""

    conversation: int
    channel: str
    chat: str
    thread: str
    state: str
    """"" for a conversation no turn has written yet."""
    token: int
    """Changes with every write; a turn's write must carry the token it read."""
    asked_at: int
    """Position of the open question's row; 0 when none. A message with a lower position was accepted before it went."""
    request: str
    """Code of the last request sent from here, "" if none."""
    person: int | None = None
    """The same in all conversations that a person confirmed to be theirs on both sides; None for one alone."""
    following: int = 0
    """The position of the next message, if none came since."""


@dataclass(frozen=True, slots=True)
class Referred:
    """The message that another one is about: changed, or replied to."""

    direction: Literal["in", "out"]
    asked: str
    """The question it was read against, or carries; "" for none."""
    text: str
    """What the person wrote, as last changed; of ours the JSON body."""
    latest: bool
    """Whether the person has said or tapped nothing between it and the message that is about it."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file that a person, or the desk, sent, as it is to be kept."""

    name: str
    """Cleaned."""
    media_type: str
    """By its content."""
    sha256: str
    """In hexadecimal."""
    data: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)


@dataclass(frozen=True, slots=True)
class FileRow:
    """A file that is kept; its bytes are asked for by id."""

    id: int
    name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    at: float
    message: int = 0
    """It came with this one."""


@dataclass(frozen=True, slots=True)
class Call:
    """What another conversation is told: an inbox row of it, written with the turn that tells."""

    conversation: int
    kind: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One rendered outbound message; `body` is JSON of bot.message.Outbound, opaque here."""

    body: str
    asks: bool = False
    """True for the row that puts the open question for the first time: its position becomes `asked_at`, and what came
    before that is no answer to it."""
    asked: str = ""
    """The question it carries, "" for none."""
    sent: bool = False
    """True on a channel whose people read the table themselves: committed is sent, and nothing is left to do."""


@dataclass(frozen=True, slots=True)
class NewRequest:
    code: str
    form: str
    body: str
    """JSON of the finished request with provenance."""
    country: str
    """ISO 3166-1 alpha-2, "" if not known."""
    title: str
    language: str
    visibility: Visibility
    at: float


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """Something that can be found. Text is already redacted."""

    id: str
    kind: str
    language: str
    title: str
    text: str
    source: str
    year: str
    countries: tuple[str, ...]
    visibility: Visibility
    owner: int | None = None
    """The conversation that owns it, when visibility is "owner" or the document came from a request."""
    facets: str = "{}"
    """JSON object of strings."""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class IndexJob:
    """What the vector index still has to do: put a document in, or take it out (document None).

    What is found of a case of the desk is no document: it is read anew from the case (`case`) whenever it is indexed.
    """

    id: int
    document_id: str
    document: DocumentRow | None
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """A link somebody may open: only the SHA-256 of the secret is stored."""

    hash: str
    purpose: Purpose
    expires: float
    code: str = ""
    """Of the request that a page link shows."""


Rings = Literal["request", "query", "handoff", "words", "file"]


@dataclass(frozen=True, slots=True)
class Ring:
    """What a turn has for the desk, and what the desk's queue says of the case."""

    kind: Rings
    """A request was sent, a question kept, a person asked for: these open a case where there is none. Words and files
    that come while a case is open bring it up to date."""
    code: str
    """Of the request; else a new one, for a case that is opened by this."""
    language: str
    title: str = ""
    country: str = ""
    institution: str = ""
    body: str = "{}"
    """JSON for the case's history, opaque here."""
    promised: float = 0.0
    """By when the person was told that the desk answers; 0: no date. Of several promises the earliest stands."""


@dataclass(frozen=True, slots=True)
class Usage:
    """How often something was done with a document, in all conversations together."""

    document: str
    deed: str
    """ "shown", "opened", "example" or "not-relevant"."""
    times: int
    last: float


@dataclass(frozen=True, slots=True)
class TurnWrite:
    """All that one turn changes, written in one transaction or not at all."""

    conversation: int
    token: int
    handled: int
    """The inbound message this turn answers; claimed in the same transaction."""
    state: str
    posts: tuple[Post, ...] = ()
    request: NewRequest | None = None
    documents: tuple[DocumentRow, ...] = ()
    """Written to `document` and queued for the index."""
    secrets: tuple[Secret, ...] = ()
    also: tuple[int, ...] = ()
    """Earlier messages of the conversation that are answered as well: claimed together with `handled`, or none is."""
    notes: tuple[tuple[str, str], ...] = ()
    """What the desk should know, as (kind, JSON): ("handoff", ...), ("query", ...), ("verdict", ...),
    ("lesson", ...)."""
    used: tuple[tuple[str, str], ...] = ()
    """What was done with documents that were found, as (document, deed) of `Usage`; counted, with nobody's name."""
    keep: bool = True
    """False while consent is declined or not given: the conversation is erased after a day without a message."""
    erase: bool = False
    """Erase the conversation's messages, answers and documents; `posts` are what is left to be seen. Requests become
    stubs."""
    blots: tuple[tuple[str, str], ...] = ()
    """(words, what stands in their place from now on): changed in every message and note of the conversation, so that
    the words are in no file once this is committed."""
    at: float = 0.0
    read_against: Mapping[int, str] = field(default_factory=dict)
    """The question that was open for each inbound message; kept with it, for when it is changed later."""
    files: tuple[NewFile, ...] = ()
    unpacked: bool = False
    """True when files came with the message: what it brought along is gone, but for `files`."""
    spent: str = ""
    """Hash of a secret that opens nothing any more; "" for none."""
    calls: tuple[Call, ...] = ()
    """Written as inbox rows of the other conversations; of one that was erased nothing is left to call."""
    rings: tuple[Ring, ...] = ()
    """What the desk is told, in order."""
    trade: int = 0
    """The conversation to change places with, 0 for none: both are of one person from now on. The calls come after."""


@dataclass(frozen=True, slots=True)
class Due:
    """The next message of a conversation that waits to be sent."""

    message: int
    conversation: int
    channel: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a turn's write made of its conversation, so that whoever knows the rest need not read it again."""

    token: int
    asked_at: int
    following: int
    """`Stored.following`."""
    called: tuple[Pending, ...] = ()
    """What other conversations were told by the turn, to be answered there; `TurnWrite.calls` as rows of theirs."""


@dataclass(frozen=True, slots=True)
class OutboundRow:
    message: int
    conversation: int
    channel: str
    chat: str
    thread: str
    position: int
    body: str
    attempts: int
    """How often it was tried, a try under way included."""
    last: int
    """Position of the conversation's last message, of either side, when this was read."""


@dataclass(frozen=True, slots=True)
class UncertainSend:
    """A message that may or may not have arrived."""

    message: int
    conversation: int
    channel: str
    code: str
    """Of the last request sent from the conversation, "" if none."""
    at: float
    """When it was written."""
    why: str
    """"interrupted": the process ended in the middle; else the name of what went wrong."""
    body: str


@dataclass(frozen=True, slots=True)
class BlockedPlace:
    """Where the person wants nothing from us, and has not written since."""

    conversation: int
    channel: str
    code: str
    """Of the last request sent from there, "" if none."""
    at: float
    """Since when."""
    waiting: int
    """Messages that leave once the person writes."""


@dataclass(frozen=True, slots=True)
class ParkedPayload:
    """What a platform delivered and nobody could read; its bytes are asked for by id."""

    id: int
    channel: str
    why: str
    at: float
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class TranscriptRow:
    position: int
    direction: Literal["in", "out"]
    kind: str
    text: str
    """What the person wrote, or the JSON body of an outbound message."""
    tap: str
    at: float
    status: str
    """As in the table (storage/tables.py), but "blocked" for what is queued to somebody who wants nothing from us."""
    message_id: str
    attachments: str = ""
    """JSON of the files that came with it, as in `Arrival`."""

    @property
    def written(self) -> bool:
        """The person wrote it, or sent it: no button, and nothing that time or another conversation told."""
        return self.direction == "in" and self.kind in kinds.WRITTEN


@dataclass(frozen=True, slots=True)
class Announced:
    """A message of a channel's that says an answer takes long."""

    chat: str
    thread: str
    remote: str
    """The channel's id of it."""


@dataclass(frozen=True, slots=True)
class RequestRow:
    code: str
    form: str
    body: str
    country: str
    title: str
    language: str
    visibility: Visibility
    stage: str
    """Where its case stands: one of the states of a request, or "closed"."""
    at: float
    conversation: int | None


@dataclass(frozen=True, slots=True)
class Share:
    """Tokens of a language model, on somebody's account for one day."""

    day: str
    """YYYY-MM-DD, UTC."""
    payer: str
    """A person or a conversation by number, never by name; not empty."""
    tokens: int


@dataclass(frozen=True, slots=True)
class DeskNote:
    id: int
    conversation: int
    kind: str
    body: str
    at: float


class Records(Protocol):
    """What a turn may look up while it thinks, which changes nothing. Any method may raise StorageUnavailable."""

    async def read(self, conversation: int) -> Stored:
        """As last written.

        Raises:
            Gone: it was erased whole, by `expire`.
        """

    async def requests_of(self, person: int) -> Sequence[RequestRow]:
        """What was sent from all conversations of a person, newest first."""

    async def codes_of(self, conversation: int) -> Sequence[str]:
        """The codes of all requests and cases of whoever has this conversation: what an erasure leaves of them."""

    async def referred(self, conversation: int, id: str, before: int) -> Referred | None:
        """The message of a conversation that the channel knows by this id; None when there is none, or it was erased.

        `before` is the position of the message that is about it.
        """

    async def arrivals(self, conversation: int, kind: str, since: float) -> int:
        """How many messages of a kind came in since then."""

    async def files(self, conversation: int) -> Sequence[FileRow]:
        """What a person sent and was kept, oldest first."""

    async def desk_files(self, conversation: int) -> Sequence[FileRow]:
        """What the desk sent to the person, oldest first."""

    async def file(self, id: int) -> bytes | None:
        """The bytes of a file; None when there is none, or it was erased."""

    async def brought(self, conversation: int, id: str) -> bytes | None:
        """What a message that is not answered yet brought along (`Arrival.contents`); None when it is gone."""

    async def open_secret(self, hash: str, purpose: Purpose, now: float) -> int | None:
        """The conversation a secret opens; None when unknown or expired."""

    async def open_page(self, hash: str, now: float) -> str:
        """Code of the request a page link shows; "" when unknown or expired, or the request is somebody else's now."""

    async def transcript(self, conversation: int, after: int = 0) -> Sequence[TranscriptRow]:
        """Messages both ways, in order of position."""


class Storage(Records, Protocol):
    """Every method waits; each write is durable (committed with fsync) when it returns.

    Any method may raise StorageUnavailable.
    """

    @property
    def desk(self) -> DeskStorage:
        """What people at the desk keep."""

    async def accept(self, arrival: Arrival, foretold: Callable[[Receipt], None] | None = None) -> Receipt:
        """Store an inbound message at the next position of its conversation; a redelivery changes nothing.

        `foretold` may be called with the receipt just before the commit, in the event loop, when nothing else is being
        written. It is a moment to think, not to tell anybody: the commit may fail, and the receipt be another's then.
        """

    async def pending(self, limit: int = 1000) -> Sequence[Pending]:
        """Unanswered inbound messages whose conversation nobody holds, in order of acceptance."""

    async def hold(self, *conversations: int) -> frozenset[int]:
        """Lease conversations for one worker; those that are ours now, not what a worker has, of this process too."""

    async def release(self, *conversations: int) -> None: ...

    async def read_all(self, conversations: Sequence[int]) -> Sequence[Stored | Exception]:
        """Several, each as `read` gives it; what `read` raises stands in its place, StorageUnavailable included."""

    async def find(self, channel: str, chat: str, thread: str = "") -> Stored | None: ...

    async def write(self, turn: TurnWrite) -> Written:
        """Everything a turn changes, at once.

        Raises:
            AlreadyHandled: the inbound message, or one that is answered as well, was answered before.
            Stale: the token is no longer the conversation's.
            CodeTaken: the request's code is in use.
        """

    async def write_all(
        self, turns: Sequence[TurnWrite], behind: Receipt | None = None
    ) -> Sequence[Written | Exception]:
        """Several turns in one commit, each whole or not at all, as if `write` were called for one after the other.

        What `write` raises for a turn stands in its place, StorageUnavailable included. `behind` is a receipt that was
        foretold, perhaps of a message that is not kept yet: they are written right after it, and are Stale if it is
        not kept, or if another was foretold since.
        """

    async def due(self, channels: Sequence[str], limit: int = 10_000) -> Sequence[Due]:
        """Queued messages, each the first unsent of its conversation, oldest first; none of places that are blocked."""

    async def attempting(self, message: int) -> OutboundRow | None:
        """Claim a message to send it; committed before the network call. None: it is no longer to be sent, or another
        process sends it."""

    async def sent(self, messages: Mapping[int, str]) -> None:
        """These arrived; with the channel's own id of each, "" where it gave none."""

    async def blocked(self, message: int, last: int, note: str, at: float) -> None:
        """The person wants nothing from us: the message, and all that follow it, wait until one of theirs comes.

        `last` is `OutboundRow.last` as claimed: what came in after it came in during or after the refusal, and lifts
        it. `note` is the body of a note "blocked" for the desk, of the moment `at`.
        """

    async def failed(self, message: int, status: Literal["queued", "uncertain", "undeliverable"], why: str) -> None: ...

    async def interrupted(self, deduplicating: Sequence[str]) -> Sequence[OutboundRow]:
        """At start: rows left as `attempting` by a dead process. Those on a channel that de-duplicates by our message
        id go back to queued; the others become `uncertain` and are returned."""

    async def uncertain(self) -> Sequence[UncertainSend]:
        """Sends that may or may not have arrived, oldest first; listed for the desk, never repeated blindly."""

    async def arrived(self, message: int) -> bool:
        """Somebody found out that an uncertain message arrived. False: it is not uncertain (any more)."""

    async def send_again(self, message: int) -> bool:
        """Somebody wants an uncertain message sent a second time, knowing that. False: it is not uncertain."""

    async def announce(self, channel: str, at: Announced) -> None:
        """It stands there, until it is claimed; nothing where no conversation is."""

    async def claim(self, channel: str, at: Announced) -> bool:
        """Whoever is told True, once, takes it away or writes the answer in its place."""

    async def announced(self, channel: str) -> Sequence[Announced]:
        """What stands there and nobody has claimed."""

    async def blocked_places(self) -> Sequence[BlockedPlace]:
        """Where people want nothing from us, the longest first; one who has written since is not there any more."""

    async def request(self, code: str) -> RequestRow | None: ...

    async def requests(self, conversation: int) -> Sequence[RequestRow]:
        """What was sent from a conversation, newest first."""

    async def conversations_of(self, person: int) -> Sequence[int]:
        """All conversations of a person, oldest first."""

    async def lapsed(self, kind: str, after: float, until: float) -> Sequence[tuple[int, int, str]]:
        """Answered messages of a kind that came after a time, up to another: message, conversation and text."""

    async def call(self, conversation: int, kind: str, text: str, id: str, at: float) -> Pending | None:
        """Tell a conversation something, wherever it takes place; None when this id was told before or it is gone."""

    async def park_payload(self, channel: str, body: bytes, why: str, at: float, whose: str = "") -> None:
        """Keep what a platform delivered and nobody could read, for two weeks; `why` names the fault, never content.

        `whose` is the chat that its envelope names: an erasure there takes it along.
        """

    async def parked_payloads(self) -> Sequence[ParkedPayload]:
        """All, oldest first."""

    async def payload(self, id: int) -> bytes | None:
        """The bytes of one; None when there is none, or it is gone."""

    async def drop_payload(self, id: int) -> bool:
        """Nobody needs it any more: erased at once. False: there is none."""

    async def move(self, conversation: int, chat: str) -> None:
        """A person came back on another browser: the conversation answers there from now on, not at the old one.

        A conversation that was there before is put aside: its chat becomes a name that no channel uses. What was
        accepted at the old chat is still recognised there when it is delivered again; other words begin anew. Both
        tokens change, so that whoever remembers the old place reads again.

        Raises:
            Gone: the conversation was erased whole.
        """

    async def put_documents(self, documents: Sequence[DocumentRow]) -> int:
        """Write documents (the shipped library, `knowledge add`), queue those that changed; how many changed."""

    async def remove_documents(self, ids: Sequence[str]) -> None: ...

    async def document(self, id: str) -> DocumentRow | None: ...

    async def documents(self) -> Sequence[DocumentRow]:
        """All, for a rebuild."""

    async def usage(self) -> Sequence[Usage]:
        """By document and deed; none for what was never shown."""

    async def index_jobs(self, limit: int = 100) -> Sequence[IndexJob]: ...

    async def index_done(self, ids: Sequence[int]) -> None: ...

    async def spend(self, share: Share, most: int, most_of_all: int) -> bool:
        """Count tokens before a language model is asked, committed on return; False when the payer's total would pass
        `most`, or everybody's `most_of_all`, that day: then nothing was counted."""

    async def settle(self, share: Share) -> None:
        """Count the difference, also a negative one, once it is known what was used; never below zero."""

    async def spent(self, day: str, payer: str = "") -> int:
        """What a payer, or everybody, has used that day."""

    async def notes(self, conversation: int | None = None) -> Sequence[DeskNote]: ...

    async def expire(self, now: float) -> int:
        """Erase conversations without consent that have been silent for a day; returns how many."""

    async def silent(self, since: float) -> Sequence[tuple[Stored, int]]:
        """Conversations with an open question and no message either way since then, each with the position of the last
        message that came in. One whose last message in is of kind "timeout" was reminded already: it is left out."""

    async def close(self) -> None: ...
