"""The words a form is written in: fields, when they apply, how deep they lie."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from dialogs.answers import Answer, Answers, Held
from dialogs.kinds import Kind

Condition = Callable[[Answers], bool]


class Depth(IntEnum):
    """How far a conversation goes; each contains the one before."""

    QUICK = 1
    STANDARD = 2
    FULL = 3


def always(_: Answers) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Field:
    """One thing the desk needs to know."""

    key: str
    kind: Kind
    depth: Depth
    """The first depth at which it is asked."""
    when: Condition = always
    proposed: bool = False
    """We propose a value from the person's words; asked only while the depth's limit leaves room, else on the card."""
    searches: bool = False
    """Past requests and practices are searched once this is told."""
    section: str = "need"
    """Heading on the card and in the exports."""
    hard: bool = False
    """A draft needs it: skipping is not offered at first, and missed three times it becomes a note for the desk."""
    contact: bool = False
    """Who asks, how to reach them and who may see it: asked last, only at sending."""
    yes_no: bool = False
    """Free text that a bare no answers; a bare yes says that there is something to tell."""
    default: str = ""
    """A code proposed on the card when nothing was said; "" for none."""


@dataclass(frozen=True, slots=True)
class Form:
    name: str
    version: int
    """Raise it when a field changes meaning; `reconcile` then brings open drafts over."""
    fields: tuple[Field, ...]
    """In the order they are asked."""
    limits: tuple[tuple[Depth, int], ...] = ()
    """At most so many questions, the card included, for a person who answers plainly."""

    _by_key: Mapping[str, Field] = dataclasses.field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {f.key: f for f in reversed(self.fields)})

    def field(self, key: str) -> Field | None:
        return self._by_key.get(key)

    def asked_at(self, depth: Depth, answers: Answers) -> Iterator[Field]:
        """Fields that belong to a depth and apply, in the order they are asked."""
        return (f for f in self.fields if f.depth <= depth and f.when(answers))

    def relevant(self, answers: Answers) -> dict[str, Held]:
        """What is held for fields that still apply; a correction can make others moot, yet none is thrown away."""
        kept: dict[str, Held] = {}
        for field in self.fields:
            if field.key in answers and field.when(kept):
                kept[field.key] = answers[field.key]
        return kept

    def limit(self, depth: Depth) -> int:
        return dict(self.limits).get(depth, 99)


def chose(key: str, *codes: str) -> Condition:
    """True when the answer to `key` is, or contains, one of the codes."""

    def applies(answers: Answers) -> bool:
        held = answers.get(key)
        if not isinstance(held, Answer):
            return False
        given = held.value if isinstance(held.value, tuple) else (held.value,)
        return any(code in given for code in codes)

    return applies
