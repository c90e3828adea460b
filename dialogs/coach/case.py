"""One answer on the bench, and what a check is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dialogs.answers import Answer, Answers, Logframe, Value
from dialogs.coach.signs import Signs

ISO_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")


@dataclass(frozen=True)
class Case:
    """One answer on the bench."""

    field: str
    signs: Signs
    answers: Answers
    today: str
    similar_open: tuple[str, ...] = ()

    @cached_property
    def known(self) -> Mapping[str, Value]:
        return {key: held.value for key, held in self.answers.items() if isinstance(held, Answer)}

    def text_of(self, key: str) -> str:
        value = self.known.get(key, "")
        return str(value) if isinstance(value, str | Logframe) else ""

    def codes_of(self, key: str) -> tuple[str, ...]:
        value = self.known.get(key, ())
        return value if isinstance(value, tuple) else ()


Rule = Callable[[Case], str | None]
"""None when the answer passes; else the words that show what is missing, "" when no particular words do."""


@dataclass(frozen=True, slots=True)
class Check:
    id: str
    fields: frozenset[str]
    """The fields it looks at; empty for every field."""
    weight: int
    """How much it counts in `strength`; 0 for those that only tell."""
    rule: Rule


def missing(passes: bool) -> str | None:
    return None if passes else ""


def month(date: str) -> int | None:
    """Months since year 0; a year alone is its last month, so that it is not taken for past too early."""
    if not ISO_DATE.fullmatch(date):
        return None
    year, _, rest = date.partition("-")
    return int(year) * 12 + (int(rest[:2]) if rest else 12)
