"""`needs knowledge review`: what of the library somebody should look at, for people or for a script."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import groupby
from typing import TYPE_CHECKING

from knowledge.review import Matter, Remark, review

if TYPE_CHECKING:
    from bot.settings import Settings

HEADINGS: dict[Matter, str] = {
    "stale": "Not checked for long",
    "undated": "Without any date",
    "sourceless": "Without a source",
    "double": "Nearly the same as another",
    "unused": "Never shown",
    "not-relevant": "Called not relevant",
}
LISTED = 20
"""Entries of one matter that people are shown; a script gets all."""


async def reviewed(read: Settings, today: dt.date) -> tuple[Remark, ...]:
    """Everything to look at in the database's library."""
    from bot import wiring
    from bot.search import document_of

    async with wiring.open_service(read) as service:
        await service.librarian.load()
        documents = [document_of(row) for row in await service.storage.documents()]
        used: dict[str, dict[str, int]] = {}
        for use in await service.storage.usage():
            used.setdefault(use.document, {})[use.deed] = use.times
    return review(documents, used, today)


def as_lines(remarks: Sequence[Remark], echo: Callable[[str], None]) -> None:
    """One JSON object a line."""
    for remark in remarks:
        echo(json.dumps(asdict(remark), ensure_ascii=False))


def as_list(remarks: Sequence[Remark], echo: Callable[[str], None], *, everything: bool = False) -> None:
    """By matter, with how often each was shown and called not relevant."""
    if not remarks:
        echo("Nothing to look at.")
    for matter, group in groupby(remarks, key=lambda remark: remark.matter):
        of_matter = list(group)
        echo(f"{HEADINGS[matter]}: {len(of_matter)}")
        shown = of_matter if everything else of_matter[:LISTED]
        for remark in shown:
            keeper = f" (looked after by {remark.keeper})" if remark.keeper else ""
            echo(f"  {remark.work}  “{remark.title}”{keeper}: {remark.says}{_use(remark)}")
        if len(shown) < len(of_matter):
            echo(f"  and {len(of_matter) - len(shown)} more; --all lists them")


def _use(remark: Remark) -> str:
    """How often people met it; "" for what nobody met."""
    use = remark.use
    if not use.shown:
        return ""
    return f"; shown {use.shown}, opened {use.opened}, example {use.example}, not relevant {use.not_relevant}"
