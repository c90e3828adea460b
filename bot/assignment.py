"""Who could answer for a case: whoever speaks the person's language and has least to do; nobody who is on leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.rights import answers
from bot.roster import Roster
from storage.desk.port import Account
from storage.desk.roster import Leave


@dataclass(frozen=True, slots=True)
class Colleague:
    account: Account
    speaks: bool
    """The person's language."""
    load: int
    """Open cases that do not rest."""
    leave: Leave | None
    """They are away today."""


def colleagues(
    accounts: Iterable[Account], language: str, loads: Mapping[int, int], roster: Roster, today: dt.date
) -> tuple[Colleague, ...]:
    """Everybody who answers people, who suits best first; those on leave last."""
    found = (
        Colleague(one, language in one.languages, loads.get(one.id, 0), roster.away(one.id, today))
        for one in accounts
        if answers(one)
    )
    return tuple(sorted(found, key=lambda one: (one.leave is not None, not one.speaks, one.load, one.account.name)))


def proposed(found: Iterable[Colleague]) -> Colleague | None:
    """Who suits best; None when everybody is away."""
    return next((one for one in found if one.leave is None), None)
