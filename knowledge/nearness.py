"""Whether what was found happened near the person: the same country, region, kind of State, language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from dialogs.vocabularies.parties import PARTIES, Party
from knowledge.names import fold
from knowledge.port import Document, Query

WEIGHTS = {
    "same-country": 0.06,
    "same-subregion": 0.04,
    "same-region": 0.02,
    "island-state": 0.03,
    "island": 0.03,
    "least-developed": 0.01,
    "same-language": 0.01,
}
"""Chosen: together they reorder what is equally close in meaning, and never lift what is not close at all."""

Reason = tuple[str, str]


def reasons(document: Document, query: Query) -> tuple[Reason, ...]:
    """(code, detail), strongest first; empty when nothing is known to be near."""
    found = [*_place(document, query), *_state(document, query)]
    if query.language and (query.language == document.language or f"text_{query.language}" in document.facets):
        found.append(("same-language", query.language))
    return tuple(found)


def bonus(found: Sequence[Reason]) -> float:
    return sum(WEIGHTS[code] for code, _ in found)


def in_a_country_name(word: str) -> bool:
    """Whether a word stands in the name of a Party: that tells where somebody is, not what about."""
    return fold(word) in _country_words()


@cache
def _country_words() -> frozenset[str]:
    return frozenset(word for party in PARTIES.values() for _, name in party.names for word in fold(name).split())


def _place(document: Document, query: Query) -> Iterator[Reason]:
    """The closest of country, subregion and region; a facet "region" speaks for documents about no single country."""
    here, there = _parties(query.countries), _parties(document.countries)
    stated = document.facets.get("region", "")
    shared = [code for code in query.countries if code in document.countries]
    if shared:
        yield "same-country", shared[0]
    elif subregion := _shared({party.subregion for party in here}, {party.subregion for party in there} | {stated}):
        yield "same-subregion", subregion
    elif region := _shared({party.region for party in here}, {party.region for party in there} | {stated}):
        yield "same-region", region


def _state(document: Document, query: Query) -> Iterator[Reason]:
    here, there = _parties(query.countries), _parties(document.countries)
    if any(party.small_island for party in here):
        if any(party.small_island for party in there):
            yield "island-state", ""
        elif document.facets.get("setting") == "island":  # A territory, or an island of a large country.
            yield "island", ""
    if any(party.least_developed for party in here) and any(party.least_developed for party in there):
        yield "least-developed", ""


def _parties(codes: Sequence[str]) -> list[Party]:
    return [PARTIES[code] for code in codes if code in PARTIES]


def _shared(one: set[str], other: set[str]) -> str:
    return min((one & other) - {""}, default="")
