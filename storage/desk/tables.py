"""The desk's tables, as SQLModel sees them; see storage/tables.py for how they are used."""

from __future__ import annotations

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from storage.tables import NEVER_REUSED

NOT_YET = {"server_default": "0"}
"""Of a moment that has not come."""


OPENED = text("kind = 'opened'")
"""Steps with which somebody at the desk opens a case: one for a key, whatever the case."""


class DeskAccount(SQLModel, table=True):
    """Somebody who works at the desk."""

    __tablename__ = "desk_account"
    __table_args__ = (Index("ix_desk_account_subject", "issuer", "subject", unique=True), NEVER_REUSED)

    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(unique=True)
    """In lower case."""
    name: str
    role: str
    team: str
    languages: str
    """Codes with a space between."""
    password: str
    """A hash that names its own parameters; "" for none."""
    invitation: str = Field(index=True)
    """Digest of the secret that sets the first password; "" when it is spent."""
    invited_until: float
    failures: int
    locked_until: float
    created: float
    removed: float
    """0 for one who works here."""
    issuer: str | None = None
    """Whose word it is that somebody is this account; NULL before the first sign-in there."""
    subject: str | None = None
    """Names them there, for ever."""


class DeskSession(SQLModel, table=True):
    """A browser somebody signed in with; what it holds is not here."""

    __tablename__ = "desk_session"

    hash: str = Field(primary_key=True)
    account: int = Field(foreign_key="desk_account.id", ondelete="CASCADE", index=True)
    created: float
    expires: float


class DeskCase(SQLModel, table=True):
    """Something the desk is asked to do; after an erasure a stub without title, institution, language or conversation.

    ("case" is a word of SQL.)
    """

    __tablename__ = "desk_case"
    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    kind: str
    conversation: int | None = Field(default=None, foreign_key="conversation.id", ondelete="SET NULL", index=True)
    title: str
    country: str
    language: str
    institution: str
    team: str
    assignee: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="SET NULL", index=True)
    stage: str
    hold: str = Field(index=True)
    waiting_since: float
    snoozed_until: float
    acts: int
    opened: float
    updated: float
    merged_into: int | None = Field(default=None, index=True)
    """The case that this one is part of, having turned out to be the same; NULL for none. Cases are never deleted."""
    promised: float = Field(sa_column_kwargs=NOT_YET)
    asks_back: float = Field(sa_column_kwargs=NOT_YET)
    staged: float = Field(sa_column_kwargs=NOT_YET)
    """When it came to its stage; 0: as it was opened."""
    answered: float = Field(sa_column_kwargs=NOT_YET)
    ended: float = Field(sa_column_kwargs=NOT_YET)
    """When it was closed; 0 while it is open."""
    told_late: float = Field(sa_column_kwargs=NOT_YET)
    """Dates up to this moment were looked at: those that passed stand in the history."""


class CaseStep(SQLModel, table=True):
    """What was done about a case, and what rang."""

    __tablename__ = "case_step"
    __table_args__ = (
        UniqueConstraint("desk_case", "once", name="case_step_once"),
        Index("ix_case_step_kind_at", "kind", "at"),
        Index("ix_case_step_opened", "once", unique=True, sqlite_where=OPENED, postgresql_where=OPENED),
        NEVER_REUSED,
    )

    id: int | None = Field(default=None, primary_key=True)
    desk_case: int = Field(foreign_key="desk_case.id", ondelete="CASCADE", index=True)
    kind: str
    actor: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="SET NULL")
    """The account; NULL for the person or the bot."""
    at: float
    body: str
    once: str
    """Names the doing of it, so that it is not done twice."""


class DeskView(SQLModel, table=True):
    """The audit log: who saw and did what."""

    __tablename__ = "desk_view"
    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    account: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="SET NULL", index=True)
    what: str
    desk_case: int | None = Field(default=None, foreign_key="desk_case.id", ondelete="SET NULL", index=True)
    at: float


class DeskTeam(SQLModel, table=True):
    """What the desk has confirmed of a team; what stands only in the program is a proposal."""

    __tablename__ = "desk_team"

    id: str = Field(primary_key=True)
    countries: str
    """Codes with a space between."""
    languages: str
    """Codes with a space between."""
    name: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """As the desk calls it; "" as shipped."""
    actor: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="SET NULL")
    at: float


class Endorsement(SQLModel, table=True):
    """What a national focal point was asked about a case, and what they said."""

    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    desk_case: int = Field(foreign_key="desk_case.id", ondelete="CASCADE", index=True)
    state: str
    country: str
    name: str
    """Of the focal point; "" if not known."""
    language: str
    """The one they are written to in."""
    opens: str = Field(unique=True)
    """Digest of the secret in their link."""
    holder: str
    """Digest of what the browser holds that opened it first; "" before."""
    asked: float
    expires: float
    due: float
    """When silence counts as no objection; 0 for never."""
    mandate: str
    """The text that makes it count, "" where it never does."""
    agreed: str
    """How the desk knows that the requester lets their focal point see it, "" when the request itself says so."""
    answered: float
    """0 before."""
    signed: str
    """Who answered, as they wrote it themselves or the desk recorded it."""
    words: str
    """What they said beside their answer."""
    follows: int | None = Field(default=None, foreign_key="endorsement.id", ondelete="SET NULL")
    """The one that was passed on to this focal point."""


class DeskLink(SQLModel, table=True):
    """A link with which somebody takes a case, or all cases of a person, as their own."""

    __tablename__ = "desk_link"

    hash: str = Field(primary_key=True)
    purpose: str
    desk_case: int = Field(foreign_key="desk_case.id", ondelete="CASCADE", index=True)
    name: str
    """Whom it was made for."""
    actor: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="SET NULL")
    at: float
    expires: float
    spent: float
    """0 before."""


class DeskHours(SQLModel, table=True):
    """When the desk works, one row or none."""

    __tablename__ = "desk_hours"

    id: int | None = Field(default=None, primary_key=True)
    """Always 1."""
    zone: str
    country: str
    """Whose public holidays are kept, "" for none."""
    opens: str
    closes: str
    rest: str
    """Days of the week nobody works, Monday is 0, with a space between."""
    until: str
    """The last day for which a lead has confirmed it, YYYY-MM-DD; "" while nobody has."""
    actor: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="SET NULL")
    at: float


class DeskLeave(SQLModel, table=True):
    """Days on which somebody of the desk, or the whole desk, does not work."""

    __tablename__ = "desk_leave"
    __table_args__ = (NEVER_REUSED,)

    id: int | None = Field(default=None, primary_key=True)
    account: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="CASCADE", index=True)
    """NULL for a holiday of the desk."""
    first: str
    last: str
    """YYYY-MM-DD, the last day included."""
    name: str
    """Of a holiday; "" for leave: why is nobody's business."""
    actor: int | None = Field(default=None, foreign_key="desk_account.id", ondelete="SET NULL")
    at: float
