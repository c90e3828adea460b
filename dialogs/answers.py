"""What a person has told us about one field, and how we know it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


@dataclass(frozen=True, slots=True)
class Money:
    """A sum as it was said; no conversion, no band."""

    amount: int
    currency: str
    """ISO 4217, upper case."""


Level = Literal["", "output", "outcome", "impact"]
"""What an indicator tells of: what was delivered, what people then do, what became of nature and lives; "" unknown."""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One line of a logframe, in the person's own words; "" for what they have not said."""

    what: str
    level: Level = ""
    baseline: str = ""
    """What it is now."""
    target: str = ""
    date: str = ""
    """By when it should be so."""
    source: str = ""
    """Where the number will come from."""


@dataclass(frozen=True, slots=True)
class Logframe:
    """How one will know that it worked."""

    rows: tuple[Indicator, ...]
    """Never empty."""

    def __str__(self) -> str:
        """All that was said, a line for each indicator."""
        cells = ((row.what, row.baseline, row.target, row.date, row.source) for row in self.rows)
        return "\n".join(", ".join(cell for cell in row if cell) for row in cells)


Value = str | int | tuple[str, ...] | Money | Logframe
"""Text, a code, a date ("2027", "2027-06", "2027-06-30"), a contact: `str`. A count: `int`. Codes: a tuple."""


class Source(StrEnum):
    """How we came to know an answer; it travels into the finished request."""

    TYPED = "typed"
    """The person wrote it when asked."""
    CHOSEN = "chosen"
    """The person tapped or numbered an option."""
    READ = "read"
    """It stands in the person's own words, said elsewhere; confirmed on the card."""
    INFERRED = "inferred"
    """We concluded it from the person's words (a target, a title); confirmed on the card."""
    SUGGESTED = "suggested"
    """A language model proposed it; confirmed on the card."""
    REWORDED = "reworded"
    """The person's words, put more clearly by a language model; they saw both and took it. `words` are their own."""
    DOCUMENT = "document"
    """It stands in a document the person gave, with the place."""


@dataclass(frozen=True, slots=True)
class Citation:
    """Where in a document something stands."""

    document: str
    """Name of the file; "" for text that was pasted."""
    page: int = 0
    """0 where the document has no pages."""
    heading: str = ""
    """The nearest above it, "" for none."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A usable value."""

    value: Value
    source: Source = Source.TYPED
    words: str = ""
    """The person's own words that prove it, when we read or inferred it, or that it was before it was reworded."""
    confirmed: bool = True
    """False for everything read or inferred until the person agrees to the card; never submitted before."""
    citation: Citation | None = None
    """Where it stands, when it is from a document."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question that was put and has no answer; it stays visible to the desk."""

    why: Literal["skipped", "unknown", "will_ask"]


@dataclass(frozen=True, slots=True)
class Note:
    """What a person said to a question three times without our understanding it; kept for the desk, word for word."""

    text: str


Held = Answer | Gap | Note
Answers = Mapping[str, Held]
"""Everything held, by field key; a field that is absent has not been dealt with."""


def values(answers: Answers) -> dict[str, Value]:
    """Only the usable values, confirmed or not."""
    return {key: held.value for key, held in answers.items() if isinstance(held, Answer)}
