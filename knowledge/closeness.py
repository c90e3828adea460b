"""How close a document is to what a person wrote, and whether it is close enough to be shown.

The floors were set on the odd rows of tests/knowledge/shown.jsonl; benchmarks/search_quality.py prints both halves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import log

from knowledge import nearness
from knowledge.documents import answers
from knowledge.names import Named
from knowledge.port import Document, Hit, Query

NAME_BONUS = 0.35
"""What all names of the query found in a document add to its similarity; some of them, or common ones, add a part."""
OTHER_SUBJECT = 0.1
"""Taken from a document whose title names exact things, none of which the person spoke of: a case of lionfish is not
about every reef."""
STRICT_FLOOR = 0.34
"""Closeness from which something may be shown to a person who told a problem."""
STRANGE_FLOOR = 0.42
"""The same for a document that shares no exact name with a person who gave one: fires in a park are not any park."""
LEAST_MEANING = 0.125
"""Similarity below which a shared name alone does not make a document fit to show."""
SURE = 0.65
"""From here on a document is shown however much closer another is. Set on the odd rows of the problems in the tests."""
KIN = 0.4
"""What a listed document loses that has nothing in common with the best, and may lack where it is of its kind. Set on
the odd rows of an evaluation set: a short question is often near one of two documents about its matter only."""
BEHIND = 0.1
"""How far behind the best of its kind a document may be, and still be shown beside it."""
QUESTION_FLOOR = 0.55
"""Similarity to a wording of its question from which a guide answers. Most off-topic questions stay under 0.5."""
QUESTION_DISCOUNT = 0.12
"""Taken from such a wording where lists are asked for: "how do I ...?" is a little like any other."""
NAMED = 0.5
"""Closeness of a document with an exact name to a text that is little but that name, or asks for a code of its own:
a name alone has hardly a meaning to be near to."""
LITTLE = 0.35
"""Share of a text's letters that may stand beside its names, and it still is little but names."""
RARE = 5
"""A capitalised word that more passages contain than this is no name."""
ELSEWHERE = 200
"""Passages without any name that every library is thought to have besides, so that names count in a small one too."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A name in the query, and how common it is."""

    name: Named
    carrying: int
    """Passages with it."""
    passages: int
    """All passages."""

    @property
    def weight(self) -> float:
        """From 0 to the name's own weight: the rarer, the more it says."""
        whole = self.passages + ELSEWHERE
        rarity = log(whole / (self.carrying + 1)) / log(whole / 3)
        return self.name.weight * min(max(rarity, 0.0), 1.0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be close."""

    document: Document
    text: float
    """Similarity of its closest passage; -1 where none was near."""
    question: float
    """Similarity of the closest wording of the question it answers; -1 where none was near or there is none."""
    names: frozenset[str]
    about: frozenset[str]
    """The exact names in its title."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate that passed the floor."""

    hit: Hit
    closeness: float
    """Its score without nearness."""


@dataclass(frozen=True)
class Ranking:
    """Scores candidates for one query."""

    query: Query
    seen: Sequence[Seen]

    def score(self, candidate: Candidate) -> Scored | None:
        """The candidate as a hit; None when the query is strict and it is not close. Nearness counts only beside it."""
        closeness = self._strictly(candidate) if self.query.strict else self._broadly(candidate)
        if closeness is None:
            return None
        near = nearness.reasons(candidate.document, self.query)
        shared = [seen.name for seen in self._shared(candidate)]
        exact = [("name", name.words) for name in shared if name.weight == 1.0]
        topics = [("meaning", name.words) for name in shared if name.weight < 1.0]
        why = (*exact, *(topics or [("meaning", "")]), *near)
        return Scored(Hit(candidate.document, closeness + nearness.bonus(near), why), closeness)

    def _strictly(self, candidate: Candidate) -> float | None:
        if answers(candidate.document):
            return candidate.question if candidate.question >= QUESTION_FLOOR else None
        if self._asked_by_name(candidate):
            return max(self._closeness(candidate, candidate.text), NAMED)
        closeness = self._closeness(candidate, candidate.text)
        floor = STRANGE_FLOOR if self._exact and not self._exact & candidate.names else STRICT_FLOOR
        return closeness if closeness >= floor and candidate.text >= LEAST_MEANING else None

    def _broadly(self, candidate: Candidate) -> float:
        closeness = self._closeness(candidate, max(candidate.text, candidate.question - QUESTION_DISCOUNT))
        return max(closeness, NAMED) if self._asked_by_name(candidate) else closeness

    def _asked_by_name(self, candidate: Candidate) -> bool:
        """Whether the text is little but exact names that the document has, has a code that few others have, or the
        number of the target that the document is about."""
        if self._names_alone:
            return self._exact <= candidate.names
        return bool(self._own_codes & candidate.names or self._targets & candidate.about)

    def _closeness(self, candidate: Candidate, similarity: float) -> float:
        bonus = NAME_BONUS * sum(seen.weight for seen in self._shared(candidate)) / self._whole
        other = candidate.about and not candidate.about & self._keys
        return similarity + bonus - (OTHER_SUBJECT if other else 0.0)

    def _shared(self, candidate: Candidate) -> list[Seen]:
        return [seen for seen in self.seen if seen.name.key in candidate.names]

    @cached_property
    def _whole(self) -> float:
        return max(sum(seen.weight for seen in self.seen), 1.0)

    @cached_property
    def _exact(self) -> frozenset[str]:
        return frozenset(seen.name.key for seen in self.seen if seen.name.weight == 1.0)

    @cached_property
    def _names_alone(self) -> bool:
        named = "".join(seen.name.words for seen in self.seen if seen.name.weight == 1.0)
        letters = sum(map(str.isalnum, self.query.text))
        return bool(named) and sum(map(str.isalnum, named)) >= (1 - LITTLE) * letters

    @cached_property
    def _targets(self) -> frozenset[str]:
        return frozenset(key for key in self._exact if key.startswith("target:"))

    @cached_property
    def _own_codes(self) -> frozenset[str]:
        few = (seen.name for seen in self.seen if seen.carrying <= RARE)
        return frozenset(name.key for name in few if name.key.startswith("code:") and any(map(str.isdigit, name.key)))

    @cached_property
    def _keys(self) -> frozenset[str]:
        return frozenset(seen.name.key for seen in self.seen)


def fit_to_show(close: Sequence[Scored]) -> list[Scored]:
    """Those close in any case, and those not far behind the best."""
    best = max((scored.closeness for scored in close), default=0.0)
    return [scored for scored in close if scored.closeness >= min(best - BEHIND, SURE)]


def closest(scored: Sequence[Scored]) -> Scored | None:
    """The one that says what matter was asked about; None of none."""
    return min(scored, key=lambda each: (-each.closeness, each.hit.document.id), default=None)


def listed(scored: Sequence[Scored], best: Scored, kinship: Mapping[str, float], floor: float) -> list[Scored]:
    """What a list holds once its best is close: whatever is close too, or less close and akin to the best.

    `kinship` is the similarity of documents to the best, by id; those that it lacks have none.
    """
    lowered = [
        replace(each, hit=replace(each.hit, score=each.hit.score - loss), closeness=each.closeness - loss)
        for each in scored
        for loss in (0.0 if each is best else KIN * (1.0 - max(kinship.get(each.hit.document.id, 0.0), 0.0)),)
    ]
    return [each for each in lowered if each.closeness >= floor - KIN]
