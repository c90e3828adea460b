"""What the way of a request needs from a database: confirmed teams, endorsements, links that give cases away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from storage.desk.port import Act, Acted, Case
    from storage.port import Call, Pending


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What the desk has said about a team; it replaces what was said before."""

    team: str
    countries: tuple[str, ...]
    """ISO 3166-1 alpha-2; empty: none is sent there."""
    languages: tuple[str, ...]
    by: int | None
    """The account."""
    at: float
    name: str = ""
    """As the desk calls it; "": as shipped."""


class Teams(Protocol):
    async def confirmed(self) -> Sequence[Confirmed]:
        """By team; those nobody has confirmed are left out."""

    async def confirm(self, said: Confirmed, members: Sequence[int] | None = None) -> None:
        """And whose accounts belong to it from now on; None: as it is."""

    async def unconfirm(self, team: str) -> None:
        """It is a proposal again."""


Standing = Literal["asked", "endorsed", "no-objection", "changes-asked", "objected", "delegated", "recalled"]
"""Where a question to a focal point stands; only "asked" is open."""


@dataclass(frozen=True, slots=True)
class NewEndorsement:
    """A question to a national focal point."""

    country: str
    name: str
    language: str
    opens: str
    """Digest of the secret in the link."""
    asked: float
    expires: float
    due: float = 0.0
    """When silence counts as no objection; 0: never."""
    mandate: str = ""
    """The text that makes it count."""
    agreed: str = ""
    """How the desk knows that the requester lets their focal point see it, "" when the request itself says so."""


@dataclass(frozen=True, slots=True)
class Endorsement:
    id: int
    case: int
    state: Standing
    country: str
    name: str
    language: str
    holder: str
    """Digest of what the browser holds that opened the link first; "" before."""
    asked: float
    expires: float
    due: float
    mandate: str
    agreed: str
    answered: float
    signed: str
    """Who answered."""
    words: str
    follows: int | None
    """The one that was passed on to this focal point."""


@dataclass(frozen=True, slots=True)
class Settled:
    """An open endorsement ends; nothing is written when it is not open any more, or held by another browser."""

    id: int
    holder: str | None
    """None: the desk or time ends it, whoever holds it."""
    state: Standing
    at: float
    signed: str = ""
    words: str = ""
    act: Act | None = None
    """What follows for the case, in the same transaction."""
    passed: NewEndorsement | None = None
    """Whom it was passed on to."""


class Endorsements(Protocol):
    async def ask(self, new: NewEndorsement, act: Act) -> tuple[Endorsement, Acted]:
        """Ask, and take back what is still open for the case: older links open nothing any more. Once for a key.

        Asked again with the same key, the secret is another from then on, as long as nobody has opened the link.

        Raises:
            as `DeskStorage.act`; `NotNow("answered")` when it was opened or has ended; nothing is written.
        """

    async def renew(self, follows: int, holder: str, opens: str) -> Endorsement | None:
        """Another secret for the one that `holder` passed on; None when it was opened, or is not theirs."""

    async def endorsement(self, opens: str) -> Endorsement | None:
        """By the digest of its secret."""

    async def endorsements(self, case: int) -> Sequence[Endorsement]:
        """In the order they were asked."""

    async def hold(self, id: int, holder: str) -> bool:
        """The first browser to come has the link; False when another one has, or it is not open any more."""

    async def settle(self, settled: Settled) -> Acted | bool:
        """What became of the case, True where nothing did; False when it was too late, and nothing is written.

        Raises:
            as `DeskStorage.act`; nothing is written.
        """

    async def silent(self, now: float) -> Sequence[Endorsement]:
        """Open ones whose silence counts by now, longest first."""


Purpose = Literal["confirm", "succeed"]
"""What a link gives: the case it was made for; all cases of the person of that case."""


@dataclass(frozen=True, slots=True)
class NewLink:
    hash: str
    """Digest of the secret."""
    purpose: Purpose
    name: str
    """Whom it is for."""
    expires: float


@dataclass(frozen=True, slots=True)
class Link:
    purpose: Purpose
    case: int
    name: str
    expires: float
    spent: float
    """When somebody used it; 0: it opens."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Somebody uses a link from their own conversation."""

    hash: str
    conversation: int
    at: float
    seen: tuple[Case, ...] = ()
    """What the link would give, as it was read when `told` was written."""
    told: tuple[Call, ...] = ()
    """What conversations are told about it, in the same transaction."""


@dataclass(frozen=True, slots=True)
class Claimed:
    cases: tuple[Case, ...]
    """As they are now; empty when the link gave nothing."""
    called: tuple[Pending, ...]
    """What was told, to be answered."""
    stale: bool = False
    """Something happened to a case since it was read: nothing was done."""


class Links(Protocol):
    async def make_link(self, new: NewLink, act: Act) -> Acted:
        """Older links of the case for the same purpose open nothing any more. Once for a key.

        Raises:
            as `DeskStorage.act`; nothing is written.
        """

    async def link(self, hash: str) -> Link | None: ...

    async def given(self, hash: str, now: float) -> Sequence[Case]:
        """What a link gives, closed cases too; empty when it is spent, old or unknown."""

    async def claim(self, claim: Claim) -> Claimed:
        """Give the cases, with their requests, to a conversation; each says so in its history.

        The desk no longer talks in those it talked in: it was another conversation. Of a link that is spent, old or
        unknown, or gives what the conversation has already, nothing is written.
        """

    async def inherit(self, leaves: int, takes: int, by: int, at: float) -> int:
        """All open cases of one account belong to another from now on; returns how many, each says so."""
