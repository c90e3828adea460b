"""What a check of `needs doctor` found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    state: Literal["ok", "to do", "problem"]
    """"to do": it works, and would be better otherwise. "problem": something does not work."""
    says: str
    """What was found and, unless it is ok, what to do."""
