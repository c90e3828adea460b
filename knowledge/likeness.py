"""How much two texts share, word for word, whatever their language and layout."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from zlib import crc32

from knowledge.names import fold

LENGTH = 20
"""Letters of a piece that two texts have in common or not: three words."""
ONE_OF = 4
"""Of so many pieces one is kept, the same ones in every text."""
NEAR = 0.6
"""Likeness from which two texts are nearly the same: a copy with every tenth sentence changed. Chosen."""
FAMILIAR = 30
"""A piece that more texts have is a phrase of the trade and says nothing."""

Print = frozenset[int]
"""What is kept of a text to compare it; a hundred numbers a page."""


def print_of(text: str) -> Print:
    """Spaces, signs, accents and case count for nothing. Empty for a text of less than a few words."""
    letters = "".join(filter(str.isalnum, fold(text)))
    pieces = (crc32(letters[start : start + LENGTH].encode()) for start in range(len(letters) - LENGTH + 1))
    return frozenset(piece for piece in pieces if piece % ONE_OF == 0)


def likeness(one: Print, other: Print) -> float:
    """From 0 to 1, the same text; 0 for anything too short to compare."""
    return len(one & other) / len(one | other) if one and other else 0.0


def near(prints: Mapping[str, Print]) -> Iterator[tuple[str, str, float]]:
    """(id, id, likeness) of every two that are nearly the same, the most alike first."""
    holders: dict[int, list[str]] = defaultdict(list)
    for id, pieces in sorted(prints.items()):
        for piece in pieces:
            holders[piece].append(id)
    shared = Counter(pair for ids in holders.values() if len(ids) <= FAMILIAR for pair in combinations(ids, 2))
    found = [(one, other, likeness(prints[one], prints[other])) for one, other in shared]
    yield from sorted((pair for pair in found if pair[2] >= NEAR), key=lambda pair: (-pair[2], pair[0], pair[1]))
