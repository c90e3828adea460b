"""What can be asked to be written; every text travels with what it was made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Rephrased:
    """Before and after, to be shown side by side; nothing changes until the person takes it."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence, and what it rests on."""

    text: str
    sources: tuple[str, ...]
    """Field keys of a request, or ids of passages; never empty."""


@dataclass(frozen=True, slots=True)
class Translated:
    """For the desk; the original stays beside it."""

    original: str
    text: str
    language: str
    doubts: tuple[str, ...] = ()
    """Numbers, countries and addresses that one text has and the other lacks: to be looked at."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the library that was found for a question, and that the asker may see."""

    id: str
    text: str
    language: str


class Writer(Protocol):
    """Each gives None, or no lines, when there is no text to trust: then the caller shows what it has.

    `payer` is whose share of the day's tokens it takes: a person, a conversation or somebody of the desk, by number.
    """

    async def rephrase(self, text: str, language: str, *, payer: str) -> Rephrased | None:
        """The same, clearer; not a number, date, name, place or address more, no number, country or address less."""

    async def summary(self, values: Mapping[str, str], language: str, *, payer: str) -> Sequence[Line]:
        """A request in a few lines for staff; each names fields it rests on, and states nothing that is not there."""

    async def translation(self, text: str, language: str, *, payer: str) -> Translated | None: ...

    async def answer(self, question: str, passages: Sequence[Passage], language: str, *, payer: str) -> Sequence[Line]:
        """What the passages say about a question; each line cites some of them and states nothing that is not there."""
