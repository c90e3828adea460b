"""What stands on the screens until an operator has set it, in each reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs.words import say

DEMONSTRATION = "a demonstration"
HERE = "this computer"
NOBODY = "not set yet"

_WORDINGS = {DEMONSTRATION: "unset.operator", HERE: "unset.place", NOBODY: "unset.contact"}
_NAMED = ("operator", "place", "contact")


def told(values: Mapping[str, object], language: str) -> dict[str, object]:
    """What a wording names, with settings that nobody made in the reader's language."""
    return {
        name: say(_WORDINGS[value], language)
        if name in _NAMED and isinstance(value, str) and value in _WORDINGS
        else value
        for name, value in values.items()
    }
