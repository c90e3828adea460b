"""When the desk works, and who is away: what this needs from a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Hours:
    """When the desk works; it replaces what was said before."""

    zone: str
    """Of the IANA database."""
    country: str
    """Whose public holidays are kept, ISO 3166-1 alpha-2; "" for none."""
    opens: str
    closes: str
    """HH:MM."""
    rest: tuple[int, ...]
    """Days of the week nobody works, Monday is 0."""
    until: str
    """The last day for which a lead has confirmed it, YYYY-MM-DD; "": no date is told to anybody."""
    by: int | None
    at: float


@dataclass(frozen=True, slots=True)
class NewLeave:
    account: int | None
    """None: the whole desk is closed."""
    first: str
    last: str
    """YYYY-MM-DD, the last day included."""
    name: str
    """Of a holiday; "" for leave."""
    by: int
    at: float


@dataclass(frozen=True, slots=True)
class Leave:
    id: int
    account: int | None
    first: str
    last: str
    name: str


class Rosters(Protocol):
    async def hours(self) -> Hours | None:
        """None while nobody has said."""

    async def set_hours(self, hours: Hours) -> None: ...

    async def leave(self, since: str = "") -> Sequence[Leave]:
        """What ends on this day or later, by first day; of people who work here."""

    async def add_leave(self, new: NewLeave) -> None:
        """The same days of the same account, or of the desk, stand once; a holiday takes the newer name."""

    async def remove_leave(self, id: int, account: int | None = None) -> bool:
        """False when it is gone; with an account, also when it is not theirs: then nothing is removed."""

    async def loads(self, now: float) -> Mapping[int, int]:
        """Open cases that do not rest, by account; those with none are missing."""
