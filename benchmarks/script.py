"""The conversation that every contestant plays: twelve slots, two unusable answers, a digression, an edit, a yes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["answer", "unusable", "digression", "edit", "confirm"]


@dataclass(frozen=True, slots=True)
class Line:
    """One message of the person."""

    text: str
    kind: Kind = "answer"


CONVERSATION = (
    Line("Stoats and rats eat the eggs of our seabirds"),
    Line("yes"),
    Line("somewhere over there", "unusable"),
    Line("New Zealand"),
    Line("The last count found 41 nests, half of those of 2019. Our rangers have never run an eradication."),
    Line("We trapped on one island in 2022, it worked for a year and then the rats were back."),
    Line("why do you ask?", "digression"),
    Line("By December 2028 the three islands are free of rats and the rangers check them every month."),
    Line("40"),
    Line("150 000 USD"),
    Line("January 2027"),
    Line("Aroha Tane"),
    Line("Kea Trust"),
    Line("you will find me", "unusable"),
    Line("aroha@keatrust.example"),
    Line("no, I meant Kenya", "edit"),
    Line("send", "confirm"),
)
"""17 messages."""

SLOTS = (
    "first_words",
    "consent",
    "country",
    "problem_statement",
    "past_efforts",
    "objective",
    "beneficiaries_number",
    "budget",
    "start_date",
    "contact_name",
    "organization",
    "contact_channel",
)
"""In the order they are asked; the keys of our request form."""

RESULT = {
    "first_words": CONVERSATION[0].text,
    "consent": "yes",
    "country": "KE",
    "problem_statement": CONVERSATION[4].text,
    "past_efforts": CONVERSATION[5].text,
    "objective": CONVERSATION[7].text,
    "beneficiaries_number": "40",
    "budget": "150000 USD",
    "start_date": "2027-01",
    "contact_name": "Aroha Tane",
    "organization": "Kea Trust",
    "contact_channel": "aroha@keatrust.example",
}
"""What a contestant must hold at the end, each value as a string; a run that holds anything else is not counted."""

OPENING = 4
"""Messages of a long conversation before it starts going in circles."""
WINDOW = 20
"""Turns that are compared: the first so many of the circles with the last so many."""
LONG = 204
"""Messages of a long conversation, so that its last window lies about turn 200."""


def long() -> Iterator[Line]:
    """A conversation that never ends: with one question open, digressions and edits in turn."""
    yield from CONVERSATION[:OPENING]
    for number in range(LONG - OPENING):
        match number % 4:
            case 0 | 2:
                yield Line("why do you ask?", "digression")
            case 1:
                yield Line("no, I meant Kenya", "edit")
            case _:
                yield Line("no, I meant Fiji", "edit")
