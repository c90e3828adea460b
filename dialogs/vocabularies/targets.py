"""The 23 targets of the Kunming-Montreal Global Biodiversity Framework, by number."""

from __future__ import annotations

from dialogs.vocabularies.files import rows

_TITLES: dict[str, dict[str, str]] = {
    str(row["number"]): {**row["title"], "en": row["en_short"]} for row in rows("targets")
}

TARGETS: tuple[str, ...] = tuple(_TITLES)
""" "1" to "23"."""


def title(target: str, language: str) -> str:
    """The short title without its number; English where we have none in this language."""
    titles = _TITLES[target]
    return titles.get(language) or titles["en"]
