"""How strong a request is, for whoever asks: one of three words, and what would help it most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.answers import Answer, Answers, Gap, Logframe
from dialogs.coach import ASKED, CORE, Finding, Strength, findings, strength
from dialogs.coach.checks import CHECKS

MOST = 5
"""Points named at once; more than that is no help."""

MISMATCHES = ("C_HELP_MATCHES_GAP", "C_AWARENESS", "C_SUCCESSION", "C_UPKEEP", "C_RISK")
"""What does not go together, or would not last; told only to who asks how strong it is or wants it stronger."""

_SEEN_IN = ("assistance_types", "objective", "outputs", "after", "risks")
"""The fields that these look at, told or not."""

_TELLS_ONLY = ("C_SENSITIVE", "C_DUPLICATE", "C_MONEY", "C_EMAIL")
"""Dealt with elsewhere, when they come up."""


@dataclass(frozen=True, slots=True)
class Appraisal:
    strength: Strength
    points: tuple[Finding, ...]
    """Most useful first, each check once; empty when nothing is missing."""


def appraise(answers: Answers, language: str, today: str = "") -> Appraisal:
    """What to say to "how strong is it?"."""
    return Appraisal(strength(answers, language, today), _most_useful(_all(answers, language, today)))


def mismatches(answers: Answers, language: str) -> tuple[Finding, ...]:
    """What does not go together in the request, in the order of `MISMATCHES`; empty for most."""
    found = {one.check: one for key in _SEEN_IN for one in findings(key, _text(answers, key), language, answers)}
    return tuple(found[check] for check in MISMATCHES if check in found)


def _all(answers: Answers, language: str, today: str) -> Iterator[Finding]:
    yield from mismatches(answers, language)
    told = [key for key, held in answers.items() if isinstance(held, Answer) and _text(answers, key)]
    open_core = [key for key in CORE if not isinstance(answers.get(key), Answer | Gap)]
    found = [
        ((check.check not in {one for one, _ in ASKED.get(key, ())}, -CHECKS[check.check].weight), check)
        for key in sorted({*told, *open_core}, key=lambda key: (key not in CORE, key))
        for check in findings(key, _text(answers, key), language, answers, today)
    ]
    yield from (check for _, check in sorted(found, key=lambda one: one[0]))


def _most_useful(found: Iterator[Finding]) -> tuple[Finding, ...]:
    unique: dict[str, Finding] = {}
    for one in found:
        if one.check not in _TELLS_ONLY:
            unique.setdefault(one.check, one)
    return tuple(unique.values())[:MOST]


def _text(answers: Answers, key: str) -> str:
    held = answers.get(key)
    return str(held.value) if isinstance(held, Answer) and isinstance(held.value, str | Logframe) else ""
