"""A value that stands in a message, with the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.answers import Value


@dataclass(frozen=True, slots=True)
class Finding:
    field: str
    value: Value
    start: int
    end: int
    """Half-open span of the folded text that proves the value."""
    inferred: bool = False
    """Concluded from the words rather than stated by them."""
