"""The tables, as SQLModel sees them; migrations are made from here, and rows never leave this package.

The statements of a turn are written as SQL in the modules named after what they touch: importing SQLModel takes longer
than starting everything else together, and a turn does not need it. tests/storage/test_contract.py runs every one of
them on a database made from these tables.
"""

from __future__ import annotations

from typing import cast

from sqlalchemy import Column, ForeignKey, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

# Row ids are never given out twice, also after an erasure: channels use message ids to recognise a repeated send.
NEVER_REUSED = {"sqlite_autoincrement": True}


def _owner(*, nullable: bool = False) -> Column[int]:
    """A conversation's id; what hangs on a conversation goes with it, or stays without one where it may."""
    rule = "SET NULL" if nullable else "CASCADE"
    return Column("conversation", Integer, ForeignKey("conversation.id", ondelete=rule), nullable=nullable, index=True)


def _added() -> str:
    """A text column that came after the first tables: rows written before it have none."""
    return cast("str", Field(sa_column_kwargs={"server_default": ""}))


class Conversation(SQLModel, table=True):
    """One place where one person talks with us, and what we remember of it."""

    __table_args__ = (UniqueConstraint("channel", "chat", "thread", name="conversation_place"), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    chat: str
    thread: str
    state: str
    token: int
    """Raised by every turn's write."""
    asked_at: int
    next_position: int
    keep: bool
    created: float
    updated: float
    """When a message last came or went."""
    merged_into: int | None = Field(default=None, foreign_key="conversation.id", ondelete="SET NULL", index=True)
    """The conversation that took this one's chat over."""
    lease_holder: str
    """Postgres only: the process at work on it, "" for none."""
    lease_until: float
    """Postgres only: seconds since the epoch, by the database's clock."""
    parked: int = Field(sa_column_kwargs={"server_default": "0"})
    """The channel said that the person does not want us: nothing is sent until a message of theirs comes at a later
    position; 0 when it never did. Lifting it thus costs an arrival nothing."""
    moment: str = _added()
    """The channel's id of a message that says an answer takes long, while it stands there; "" for none."""
    person: int | None = Field(default=None, index=True)
    """The same number in all conversations of one person, who confirmed it on both sides; NULL for a person known from
    one conversation only."""


class Message(SQLModel, table=True):
    """Transcript, inbox and outbox in one."""

    __table_args__ = (
        UniqueConstraint("conversation", "position", name="message_position"),
        Index(
            "message_delivery",
            "conversation",
            "delivery_id",
            unique=True,
            sqlite_where=text("delivery_id IS NOT NULL"),
            postgresql_where=text("delivery_id IS NOT NULL"),
        ),
        Index(
            "message_message",
            "conversation",
            "message_id",
            unique=True,
            sqlite_where=text("message_id IS NOT NULL"),
            postgresql_where=text("message_id IS NOT NULL"),
        ),
        *(
            Index(
                f"message_{status}",
                "conversation",
                "position",
                sqlite_where=text(f"status = '{status}'"),
                postgresql_where=text(f"status = '{status}'"),
            )
            for status in ("received", "queued", "attempting", "uncertain")
        ),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    conversation: int = Field(foreign_key="conversation.id", ondelete="CASCADE")
    position: int
    direction: str
    """ "in" or "out"."""
    delivery_id: str | None
    """None for our own messages, and for a channel that gives none."""
    message_id: str | None
    kind: str
    text: str
    """The person's words, or the JSON body of ours."""
    tap: str
    language: str
    at: float
    status: str
    """In: received, handled, erased. Out: queued, attempting, sent, uncertain, undeliverable."""
    attempts: int
    why: str
    """Why the last attempt failed, "" if it did not."""
    about: str = _added()
    """In: the channel's id of the message that was changed or replied to, "" for none."""
    asked: str = _added()
    """The question it was read against, or that it carries; "" for none."""
    attachments: str = _added()
    """In: JSON of the files that came with it, as the channel names them; "" for none."""
    remote: str = _added()
    """Out: the channel's own id of what was sent, "" while there is none."""


class Request(SQLModel, table=True):
    """A request as sent; after an erasure a stub without text, language or owner."""

    code: str = Field(primary_key=True)
    form: str
    body: str
    country: str
    title: str
    language: str
    visibility: str
    at: float
    conversation: int | None = Field(default=None, sa_column=_owner(nullable=True))


class Document(SQLModel, table=True):
    """Something that can be found: the source of the vector index."""

    id: str = Field(primary_key=True)
    kind: str
    language: str
    title: str
    text: str
    source: str
    year: str
    countries: str
    """Codes with a space between."""
    visibility: str
    conversation: int | None = Field(default=None, sa_column=_owner(nullable=True))
    facets: str
    demo: bool


class IndexTask(SQLModel, table=True):
    """A document whose entry in the vector index is out of date; gone from `document` means: take it out.

    "case:12" is what is found of a case of the desk, which is no row of `document`.
    """

    __tablename__ = "index_task"
    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    document: str


class Secret(SQLModel, table=True):
    """A link somebody may open; the secret itself is not here."""

    hash: str = Field(primary_key=True)
    purpose: str
    conversation: int = Field(sa_column=_owner())
    expires: float
    code: str = _added()
    """Of the request that a page link shows; "" for other links."""


class Note(SQLModel, table=True):
    """What the desk should know about a conversation."""

    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    conversation: int = Field(sa_column=_owner())
    kind: str
    body: str
    at: float


class Attachment(SQLModel, table=True):
    """A file a person, or the desk, sent, as it came: nothing here was opened."""

    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    conversation: int = Field(sa_column=_owner())
    message: int
    """The inbound message it came with; of a file of the desk's, the call."""
    name: str
    media_type: str
    """By its content."""
    size: int
    """Bytes."""
    sha256: str
    data: bytes
    at: float


class Usage(SQLModel, table=True):
    """How often a document was of use, or was not; goes when the document does."""

    document: str = Field(primary_key=True)
    deed: str = Field(primary_key=True)
    """shown, opened, example or not-relevant."""
    times: int
    last: float


class Spending(SQLModel, table=True):
    """Tokens of a language model that were reserved or used; gone two days later."""

    day: str = Field(primary_key=True)
    """YYYY-MM-DD, UTC."""
    payer: str = Field(primary_key=True)
    """Whose share: "person 3" or "conversation 12", no name; "" is everybody together."""
    tokens: int


class ParkedPayload(SQLModel, table=True):
    """What a platform delivered and we could not read: acknowledged, kept for a while for a developer to look at."""

    __tablename__ = "parked_payload"
    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    whose: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """The chat that its envelope names, "" where it names none: an erasure there takes it along."""
    body: bytes
    why: str
    at: float
