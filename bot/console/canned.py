"""Replies that are written often: one per occasion, in every language, with names filled in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dialogs.words import spoken

FILE = Path(__file__).parent / "data" / "replies.json"


@dataclass(frozen=True, slots=True)
class Names:
    """What a reply may name: {greeting}, {code}, {officer}, {title}."""

    person: str
    """ "" when we do not know it: they are greeted without one."""
    code: str
    officer: str
    title: str


@dataclass(frozen=True, slots=True)
class Reply:
    id: str
    name: str
    """Of the occasion, in the officer's language."""
    text: str
    """Ready to be sent, in the person's language, or in English where that is none of ours."""


def replies(writer: str, reader: str, names: Names) -> Sequence[Reply]:
    """All, in the order of the file."""
    return [
        Reply(id, each["name"][spoken(reader)], text(id, writer, names)) for id, each in _written()["replies"].items()
    ]


def text(id: str, writer: str, names: Names) -> str:
    """One, filled in; "" for one that is not there."""
    each = _written()["replies"].get(id)
    if each is None:
        return ""
    language = spoken(writer)
    alone, named = _written()["greeting"][language]
    greeting = named.replace("{name}", names.person) if names.person else alone
    filled: str = each["text"][language]
    # One after the other, never as a format: what a person calls themself or their case is not read as a place to fill.
    for place, value in (("{greeting}", greeting), ("{code}", names.code), ("{officer}", names.officer)):
        filled = filled.replace(place, value.replace("{", "(").replace("}", ")"))
    return filled.replace("{title}", names.title)


@cache
def _written() -> Any:
    return json.loads(FILE.read_text(encoding="utf-8"))
