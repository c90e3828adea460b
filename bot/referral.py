"""Other programmes a request may be referred to: their forms as we know them, and when a request may be shown there.

Pure. The forms are facts about others and may be out of date: each part says whether it was read or recalled.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from dialogs.request import Request

SHOWN = frozenset(("desk_focal_providers", "public"))
"""Values of `visibility` with which a person lets those who may help see a request."""

_FILE = Path(__file__).with_name("programmes.json")


@dataclass(frozen=True, slots=True)
class Part:
    """Something the form asks for."""

    label: str
    """In the words of the form, English."""
    ours: tuple[str, ...]
    """Fields of ours that answer it, in order; empty when we have none."""
    known: Literal["read", "recalled"]
    key: str = ""
    """What the form itself calls it, "" where that is not known."""
    contact: bool = False
    """Who asks, and how to reach them."""
    wants: Literal["", "signature", "theirs"] = ""
    """What only others can give: a signature; what the programme's own people in the country fill in."""


@dataclass(frozen=True, slots=True)
class Programme:
    id: str
    name: str
    """As it calls itself in English."""
    form: str
    """ "" when no form of theirs is known."""
    source: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """With the form, where it has one: a programme may have several."""
        return f"{self.name}: {self.form}" if self.form else self.name


@lru_cache(1)
def programmes() -> Mapping[str, Programme]:
    """By id, in the order they are offered."""
    return {
        row["id"]: Programme(
            row["id"],
            row["name"],
            row["form"],
            row["source"],
            tuple(Part(**{**part, "ours": tuple(part["ours"])}) for part in row["parts"]),
        )
        for row in json.loads(_FILE.read_text("utf-8"))["programmes"]
    }


def may_refer(request: Request | None, agreed: str) -> bool:
    """Whether a request may be shown to another programme: by the visibility that was chosen, or because the person
    agreed and the desk says how it knows. What did not begin as a request was shown to the desk alone."""
    return bool(agreed.strip()) or (request is not None and request.text("visibility") in SHOWN)
