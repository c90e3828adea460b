"""Thematic areas of the Convention: the subjects of its thesaurus that a request can be about."""

from __future__ import annotations

from dialogs.vocabularies.files import rows

_LABELS: dict[str, dict[str, str]] = {str(row["id"]): dict(row["label"]) for row in rows("subjects")}

SUBJECTS: tuple[str, ...] = tuple(_LABELS)
"""Identifiers as in the thesaurus, in its order."""


def label(subject: str, language: str) -> str:
    """The name of a thematic area; English where the thesaurus has none in this language."""
    labels = _LABELS[subject]
    return labels.get(language) or labels["en"]
