"""Teams: the global desk and the support centres, and which of them a case of a country may belong to.

Which countries a centre serves is a proposal until the desk confirms or edits it, and no requester hears of it before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal

from storage.desk.way import Confirmed

GLOBAL = ""
"""Id of the global desk: it has every case that was passed to no centre, of whatever country."""

_FILE = Path(__file__).with_name("teams.json")


@dataclass(frozen=True, slots=True)
class Team:
    """A support centre."""

    id: str
    name: str
    """As the centre calls itself in English, or as the desk calls it."""
    region: str
    host: str
    """City and country."""
    countries: frozenset[str]
    """ISO 3166-1 alpha-2, and "EU"."""
    basis: Literal["members", "area", "confirmed"]
    """Why these: its member States, the area it works in, or because the desk said so."""
    languages: tuple[str, ...] = ()
    """In which its people work; empty until somebody says so."""

    @property
    def confirmed(self) -> bool:
        return self.basis == "confirmed"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A team that could have a case, and what speaks for it."""

    team: Team
    speaks: bool
    """Whether its people are known to work in the person's language."""


@lru_cache(1)
def proposed() -> Mapping[str, Team]:
    """The centres as shipped, by id; nothing of it is confirmed."""
    return {
        row["id"]: Team(
            row["id"], row["name"], row["region"], row["host"], frozenset(row["countries"].split()), row["basis"]
        )
        for row in json.loads(_FILE.read_text("utf-8"))["centres"]
    }


def teams(confirmed: Iterable[Confirmed]) -> dict[str, Team]:
    """All centres by id: as the desk confirmed them, the others as proposed."""
    said = {one.team: one for one in confirmed}
    return {
        id: replace(
            team,
            name=said[id].name or team.name,
            countries=frozenset(said[id].countries),
            languages=said[id].languages,
            basis="confirmed",
        )
        if id in said
        else team
        for id, team in proposed().items()
    }


def name(id: str, known: Mapping[str, Team] | None = None) -> str:
    """What a centre is called; the id itself for one that is not known any more, "" for the global desk.

    Without what is `known` (see `teams`) it is called as it was shipped.
    """
    team = (known or proposed()).get(id)
    return team.name if team else id


def route(country: str, known: Mapping[str, Team], language: str = "") -> tuple[Candidate, ...]:
    """Who could have a case of this country: an officer chooses, also when there is only one.

    Confirmed ones first, then those who work in the language, then those with fewer countries: they know each better.
    Empty when the country is not known or nobody serves it: the global desk keeps the case.
    """
    found = [Candidate(team, language in team.languages) for team in known.values() if country in team.countries]
    return tuple(
        sorted(found, key=lambda one: (not one.team.confirmed, not one.speaks, len(one.team.countries), one.team.id))
    )


def public_name(team: str, country: str, known: Mapping[str, Team]) -> str:
    """What a requester of this country may hear of who has their case; "" for the global desk and for a proposal."""
    found = known.get(team)
    return found.name if found and found.confirmed and country in found.countries else ""
