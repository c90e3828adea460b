"""Whether the help fits the gap, and a global target fits the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from dialogs.coach.lexicon import Lexicon, Words, prepare
from dialogs.vocabularies.files import rows

HELP_FOR: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "skills": frozenset({"AT01", "AT02"}),
        "data": frozenset({"AT06"}),
        "method": frozenset({"AT07", "AT03"}),
        "equipment": frozenset({"AT04"}),
        "law": frozenset({"AT08"}),
        "coordination": frozenset({"AT08", "AT12"}),
        "money": frozenset({"AT11", "AT10"}),
        "language": frozenset({"AT13"}),
    }
)
"""Types of assistance that can close a gap; a gap that is absent can be closed in many ways."""

TRAINING = frozenset({"AT01"})
NOT_BY_TRAINING = ("equipment", "law", "coordination")
"""Gaps that training alone leaves open."""

LIKELY = 5  # The chosen target should be among so many of the best.


def unmet_gaps(gaps: tuple[str, ...], assistance: tuple[str, ...]) -> tuple[str, ...]:
    """Gaps that training alone is to close and cannot; empty when nothing was chosen yet."""
    if frozenset(assistance) != TRAINING:
        return ()
    return tuple(gap for gap in gaps if gap in NOT_BY_TRAINING and not HELP_FOR[gap] & TRAINING)


def fitting_targets(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Targets whose keywords stand in the text, most keywords first; empty when none do."""
    words = prepare(text)
    scores = {target: _count(target, words, lexicon) for target in _keywords(lexicon.language)}
    found = [target for target in scores if scores[target]]
    return tuple(sorted(found, key=lambda target: (-scores[target], int(target)))[:LIKELY])


def _count(target: str, words: Words, lexicon: Lexicon) -> int:
    """How many of a target's keywords stand in a text: of the vocabulary's own, or of the language's list."""
    own = lexicon.pattern(f"target_{target}").findall(words.folded)
    return len({*own, *_keywords(lexicon.language)[target].findall(words.folded)})


@cache
def _keywords(language: str) -> dict[str, re.Pattern[str]]:
    """The vocabulary's keywords in a language and in English, by target."""
    patterns: dict[str, re.Pattern[str]] = {}
    for row in rows("targets"):
        by_language: Mapping[str, list[str]] = row.get("keywords") or {}
        words = [prepare(word).folded for word in (*by_language.get(language, ()), *by_language.get("en", ()))]
        either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or "(?!)"
        patterns[str(row["number"])] = re.compile(rf"(?<!\w)(?:{either})")
    return patterns
