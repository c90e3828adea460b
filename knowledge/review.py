"""What of the library needs somebody's eyes: out of date, without a source, nearly double, never of use, of no use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from knowledge.likeness import near, print_of
from knowledge.port import Document
from knowledge.works import works

Matter = Literal["stale", "undated", "sourceless", "double", "unused", "not-relevant"]
MATTERS: tuple[Matter, ...] = ("not-relevant", "sourceless", "double", "stale", "undated", "unused")

FRESH = 365
"""Days after which what somebody checked should be looked at again. Chosen."""
OLD = 10
"""Years after which a text that nobody ever checked is stale by its own year. Chosen."""
OFTEN = 2
"""How many people must have called it not relevant before it is listed; and at least as many as took it up."""

CASES = ("practice", "request")
"""Kinds that stand or fall by being shown: a term that nobody asked for does no harm."""


@dataclass(frozen=True, slots=True)
class Use:
    """What people did with a work, all passages together."""

    shown: int = 0
    opened: int = 0
    example: int = 0
    not_relevant: int = 0


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at."""

    matter: Matter
    work: str
    """The id under which `ingest` and `add` know it."""
    title: str
    says: str
    """What was found, with the figure it rests on."""
    keeper: str
    """Who looks after it; "" when nobody said."""
    use: Use


def review(documents: Iterable[Document], used: Mapping[str, Mapping[str, int]], today: dt.date) -> tuple[Remark, ...]:
    """Everything to look at, by matter and then by title; empty for a library in order.

    `used` is how often each deed ("shown", "opened", "example", "not-relevant") was done, by document.
    Invented examples and the requests that people sent are left out: they are nobody's to keep up to date.
    """
    kept = works(each for each in documents if not each.demo and not each.owner)
    uses = {work: _use(parts, used) for work, parts in kept.items()}
    remarks = [
        Remark(matter, work, _title(parts), says, parts[0].facets.get("keeper", ""), uses[work])
        for work, parts in kept.items()
        for matter, says in (*_age(parts[0], today), *_source(parts[0]), *_worth(parts[0], uses[work]))
    ]
    remarks += [
        Remark("double", one, _title(kept[one]), f"{share:.0%} the same as {other}, {_title(kept[other])!r}",
               kept[one][0].facets.get("keeper", ""), uses[one])
        for one, other, share in near({work: print_of(" ".join(p.text for p in parts)) for work, parts in kept.items()})
    ]  # fmt: skip
    return tuple(sorted(remarks, key=lambda each: (MATTERS.index(each.matter), each.title, each.work)))


def _title(parts: Sequence[Document]) -> str:
    return parts[0].facets.get("work_title", parts[0].title)


def _use(parts: Sequence[Document], used: Mapping[str, Mapping[str, int]]) -> Use:
    def times(deed: str) -> int:
        return sum(used.get(part.id, {}).get(deed, 0) for part in parts)

    return Use(times("shown"), times("opened"), times("example"), times("not-relevant"))


def _age(document: Document, today: dt.date) -> Iterable[tuple[Matter, str]]:
    """Terms, targets and guides that ship are corrected with the program."""
    checked = document.facets.get("checked")
    if checked:
        days = (today - dt.date.fromisoformat(checked)).days
        if days > FRESH:
            yield "stale", f"last checked {checked}, {days} days ago"
    elif document.kind in CASES or "work" in document.facets:
        if not document.year:
            yield "undated", "neither a year nor a day on which it was checked"
        elif today.year - int(document.year[-4:]) > OLD:
            yield "stale", f"of {document.year}, and never checked since"


def _source(document: Document) -> Iterable[tuple[Matter, str]]:
    if not document.source.strip():
        yield "sourceless", "no source: nobody can follow it up"


def _worth(document: Document, use: Use) -> Iterable[tuple[Matter, str]]:
    if use.not_relevant >= OFTEN and use.not_relevant >= use.opened + use.example:
        yield "not-relevant", f"called not relevant {use.not_relevant} times of {use.shown} shown"
    if not use.shown and (document.kind in CASES or "work" in document.facets):
        yield "unused", "never shown to anybody"
