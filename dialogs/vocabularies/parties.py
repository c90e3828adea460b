"""The 196 Parties to the Convention, and what makes one like another."""

from __future__ import annotations

from dataclasses import dataclass

from dialogs.vocabularies.files import rows


@dataclass(frozen=True, slots=True)
class Party:
    iso2: str
    names: tuple[tuple[str, str], ...]
    """(language, name as the United Nations writes it), without languages we have no name in."""
    region: str
    """United Nations region, English."""
    subregion: str
    least_developed: bool
    small_island: bool
    landlocked: bool


def _party(row: dict[str, object]) -> Party:
    names = tuple(
        (code, str(row[f"name_{code}"])) for code in ("en", "fr", "es", "ru", "zh", "ar") if row[f"name_{code}"]
    )
    return Party(
        iso2=str(row["iso2"]),
        names=names,
        region=str(row["un_region"]),
        subregion=str(row["un_subregion"]),
        least_developed=bool(row["ldc"]),
        small_island=bool(row["sids"]),
        landlocked=bool(row["lldc"]),
    )


PARTIES: dict[str, Party] = {party.iso2: party for party in map(_party, rows("parties"))}
"""By ISO 3166-1 alpha-2 code."""

OTHER = "XX"
"""Another Government, territory or organisation; staff decide what that means for the request."""
