"""Everything a conversation can ask the outside world to do, in the order it should happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dialogs.answers import Answer, Answers, Held, Value
from dialogs.coach import Finding, Strength
from dialogs.events import Enclosed, Hit
from dialogs.needs import Need


@dataclass(frozen=True, slots=True)
class Say:
    """Tell the person something; the wording is `say.<message>` in the catalogues."""

    message: str
    """A key of `dialogs.engine`'s closed list; tests/dialogs/test_words.py holds catalogues and engine to it."""
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Heard:
    """Say back in one sentence what was understood, before the next question."""

    facts: Answers
    corrected: bool = False
    foreign: bool = False
    """The person writes another language than we answer in: their own words stand in quotation marks."""


@dataclass(frozen=True, slots=True)
class Compare:
    """Say what an answer is, and what it would become."""

    field: str
    held: Held | None
    """None when there was no answer."""
    becomes: Answer


@dataclass(frozen=True, slots=True)
class Offer:
    """Show an answer as the person told it and in clearer words, both whole: one of them is to be chosen."""

    field: str
    was: str
    becomes: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """Say why an answer cannot be used; wording `refuse.<reason>`."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Explain:
    """Why a field is asked, and an example; wording `why.<field>` and `example.<field>`."""

    field: str


@dataclass(frozen=True, slots=True)
class Appraise:
    """Say how strong a request is and what would help it; wording `strength.<word>` and `check.<id>`."""

    strength: Strength | Literal[""]
    """ "" where only what does not go together is told, unasked for."""
    points: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Put one question; at most one per step, always last."""

    field: str
    """A field key; or "review", "lesson", or one of `dialogs.state.BETWEEN`."""
    options: tuple[str, ...] = ()
    """Codes; wording `option.<vocabulary>.<code>`, except Parties, languages, targets and thematic areas."""
    manner: Literal["plain", "short", "example"] = "plain"
    """How to put it: as written, as a short re-ask (first miss), or with an example and every option (second)."""
    coach: str = ""
    """A coaching question about the field instead of the field's own: wording `coach.<kind>`."""
    number: int = 0
    total: int = 0
    """The counter, "2 of at most 6"; 0 shows none. The total never grows within a depth."""
    terms: Literal["", "full", "short"] = ""
    """With the card: what must be known before sending, in full once, then that it still holds."""


@dataclass(frozen=True, slots=True)
class Card:
    """The review card: everything held, proposals marked, anything changeable; comes right before `Ask("review")`."""

    answers: Answers
    open: tuple[str, ...] = ()
    """Fields of this depth with no answer, offered on the card."""
    files: tuple[str, ...] = ()
    """Names of what the person sent along."""


@dataclass(frozen=True, slots=True)
class Retrieve:
    """Search past requests and practices; answered by `Retrieved` within the same turn."""

    query: str
    purpose: Literal["similar", "question"] = "similar"
    country: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    """Documents the person called not relevant."""


@dataclass(frozen=True, slots=True)
class Reword:
    """Put what a person told more clearly, adding nothing; answered by `Worded` within the same turn."""

    field: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Show:
    """Show hits, each with why it fits, where, when and its source."""

    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class ShowMore:
    """Show the whole text of a document that was a hit."""

    document: str


@dataclass(frozen=True, slots=True)
class ReadFile:
    """Read a file that is kept for the needs it states; answered by `NeedsFound` in a turn of its own."""

    name: str


@dataclass(frozen=True, slots=True)
class ShowNeeds:
    """Show needs that a document states, each with its place; any of them can be taken."""

    needs: tuple[Need, ...]
    start: int = 0
    """How many were shown before."""
    left: int = 0
    """How many there are after these."""


@dataclass(frozen=True, slots=True)
class KeepQuery:
    """Keep a question nobody could answer here, for the desk."""

    question: str


@dataclass(frozen=True, slots=True)
class Judge:
    """Remember what a person thought of a hit."""

    document: str
    verdict: Literal["example", "not-relevant"]


@dataclass(frozen=True, slots=True)
class Submit:
    """Record the finished request and make it findable; at most once per request; answered by `Submitted`."""

    answers: Answers


@dataclass(frozen=True, slots=True)
class KeepLesson:
    """After sending: what others could learn from; belongs to the request that was sent."""

    text: str


@dataclass(frozen=True, slots=True)
class GiveLink:
    """Give the person the secret link that resumes this draft or opens the sent request."""


@dataclass(frozen=True, slots=True)
class GiveWay:
    """Give the person the secret with which they go on in another channel."""


@dataclass(frozen=True, slots=True)
class Knock:
    """Ask in another conversation whether it may be continued here; answered by `KnockHeard` or `LinkFailed`."""

    key: str
    other: int


@dataclass(frozen=True, slots=True)
class TurnAway:
    """Tell the other conversation that the person here did not agree."""

    other: int


@dataclass(frozen=True, slots=True)
class Trade:
    """Change places with the other conversation, and tell it; both are of one person from now on."""

    other: int


@dataclass(frozen=True, slots=True)
class Export:
    """Give the person everything held about them, as a file."""


@dataclass(frozen=True, slots=True)
class Erase:
    """Erase the conversation and what hangs on it; a sent request leaves an anonymised stub."""


@dataclass(frozen=True, slots=True)
class FromDesk:
    """Words of a person of the desk, as they wrote them, and the files they sent along."""

    by: str
    text: str
    files: tuple[Enclosed, ...] = ()
    corrects: bool = False
    """They take the place of what was written before."""
    crossed: bool = False
    """Whoever wrote them may not have read what the person said last."""


@dataclass(frozen=True, slots=True)
class GiveCopy:
    """Give the person a link to the copy that went to another programme."""

    code: str
    programme: str
    """Its id."""


@dataclass(frozen=True, slots=True)
class PassOn:
    """What the person said goes to the desk, which holds the conversation."""


@dataclass(frozen=True, slots=True)
class Blot:
    """Take words out of everything that was stored of this conversation; they are not to be found afterwards."""

    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HandOff:
    """Mark the case for a person of the desk."""

    reason: Literal["asked", "stuck", "sensitive"]
    answers: Answers
    until: float = 0.0
    """By when the person was told that the desk answers; 0: no date."""


Effect = (
    Say
    | Heard
    | Compare
    | Offer
    | Refuse
    | Explain
    | Appraise
    | Ask
    | Card
    | Retrieve
    | Reword
    | Show
    | ShowMore
    | ReadFile
    | ShowNeeds
    | KeepQuery
    | Judge
    | Submit
    | KeepLesson
    | GiveLink
    | GiveWay
    | Knock
    | TurnAway
    | Trade
    | Export
    | Erase
    | FromDesk
    | GiveCopy
    | PassOn
    | Blot
    | HandOff
)
