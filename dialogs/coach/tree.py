"""Problem, causes and effects as a tree, in the person's own words: what explains it, and what follows from it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dialogs.answers import Answer
from dialogs.coach.lexicon import lexicon, prepare

DEEPEST = 5
"""Causes behind one another; what comes after them stays with the last."""

_BRANCHES = re.compile(r"(?:^|\s)\(?\d{1,2}[.)]\s|[\n;；؛•]+|(?:^|\s)[–-]\s")
_TRIM = " \t,.:;،，。；"


@dataclass(frozen=True, slots=True)
class Branch:
    text: str
    """Never empty."""
    under: tuple[Branch, ...] = ()
    """What explains it, or what follows from it."""


@dataclass(frozen=True, slots=True)
class Tree:
    problem: str
    """ "" when it is not told."""
    causes: tuple[Branch, ...]
    effects: tuple[Branch, ...]

    def __bool__(self) -> bool:
        """Whether there is anything to see: a cause or an effect."""
        return bool(self.causes or self.effects)


def tree(answers: Mapping[str, object], language: str) -> Tree:
    """The tree in the answers to the questions about the problem, what explains it and what happens otherwise.

    While nobody was asked for causes, those named with the problem itself are shown.
    """
    problem = _text(answers, "problem_statement") or _text(answers, "first_words")
    causes = branches(_text(answers, "root_causes"), language, "why") or _named_with(problem, language)
    return Tree(problem, causes, branches(_text(answers, "effects"), language, "then"))


def branches(text: str, language: str, link: str) -> tuple[Branch, ...]:
    """The branches in a text, one for each item of a list; within one, what stands after a `link` hangs under it.

    `link` names the list of joining words: "why" or "then". Linear in the text.
    """
    items = (item.strip(_TRIM) for item in _BRANCHES.split(prepare(text).plain))
    chains = (_links(item, language, link) for item in items)
    return tuple(_branch(chain) for chain in chains if chain)


def _branch(parts: list[str]) -> Branch:
    first, *rest = parts
    return Branch(first, (_branch(rest),) if rest else ())


def _links(item: str, language: str, link: str) -> list[str]:
    """The item cut at its joining words; a joining word that opens it is left out. Empty when it says nothing else."""
    words = prepare(item)
    parts: list[str] = []
    start = 0
    for match in lexicon(language).pattern(link).finditer(words.folded):
        part = words.plain[start : match.start()].strip(_TRIM)
        if any(c.isalnum() for c in part) and len(parts) < DEEPEST - 1:
            parts.append(part)
            start = match.end()
        elif not parts and not part:
            start = match.end()
    rest = words.plain[start:].strip(_TRIM)
    return [*parts, rest] if any(c.isalnum() for c in rest) else parts


def _named_with(problem: str, language: str) -> tuple[Branch, ...]:
    """Causes that a problem names itself."""
    found: list[Branch] = []
    for sentence in re.split(r"(?<=[.!?。！？؟])\s*|\n", problem):
        for branch in branches(sentence, language, "why"):
            found.extend(branch.under)
    return tuple(found)


def _text(answers: Mapping[str, object], key: str) -> str:
    held = answers.get(key)
    return held.value if isinstance(held, Answer) and isinstance(held.value, str) else ""
