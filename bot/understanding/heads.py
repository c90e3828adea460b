"""Which phrases may begin with a word, of all lexicons at once: a message is looked up word by word, not list by list.

Most words begin no phrase of most lexicons. What a word may begin is worked out when it is first met, for every lexicon
there is, and kept; a lexicon then only looks at the places of a message where one of its phrases may stand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 24
"""Letters of a phrase's first word that a star may follow; longer ones are not looked for."""
_REMEMBERED = 20_000
"""Words of which we keep what they may begin."""
_PROCLITICS = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ك")

Rest = tuple[tuple[str, bool], ...]
"""The words of a phrase after its first, each with whether only its beginning counts."""
Phrase = tuple[Rest, str]
"""With its code."""


@dataclass(frozen=True, slots=True)
class Begins:
    """What one word may be, and what it may begin."""

    forms: tuple[str, ...]
    """The word itself first."""
    phrases: tuple[tuple[int, tuple[Phrase, ...], frozenset[str] | None], ...]
    """By number of the lexicon: whole words before beginnings of words, among them the longest phrase first.

    With each the words of which one must follow; None where any or no word may.
    """


@dataclass(frozen=True, slots=True)
class Index:
    """The words of a message with what each may begin."""

    lexicons: int
    """How many there were: a later one has to look again."""
    forms: tuple[tuple[str, ...], ...]
    """Of each word."""
    places: dict[int, list[tuple[int, tuple[Phrase, ...]]]]
    """By number of the lexicon: the words, from left to right, at which its phrases may begin, and those phrases.

    A place is left out when all of them need another word to follow.
    """


class _Register:
    """The first words of every phrase there is. Grows as lexicons are made; they are made once and kept."""

    def __init__(self) -> None:
        self.lexicons = 0
        self._exact: dict[str, list[tuple[int, list[Phrase]]]] = {}
        self._begins: dict[str, list[tuple[int, list[Phrase]]]] = {}
        self._adding = threading.Lock()

    def add(self, exact: dict[str, list[Phrase]], begins: dict[str, list[Phrase]]) -> int:
        """A new lexicon's number; its phrases are there before its number counts."""
        with self._adding:
            number = self.lexicons
            for register, heads in ((self._exact, exact), (self._begins, begins)):
                for head, phrases in heads.items():
                    register.setdefault(head, []).append((number, phrases))
            self.lexicons = number + 1
            return number

    def begun_by(self, word: str) -> Begins:
        forms = forms_of(word)
        found: dict[int, list[Phrase]] = {}
        for form in forms:
            for number, phrases in self._exact.get(form, ()):
                found.setdefault(number, []).extend(phrases)
            for size in range(1, min(len(form), LONGEST) + 1):
                for number, phrases in self._begins.get(form[:size], ()):
                    found.setdefault(number, []).extend(phrases)
        return Begins(forms, tuple((number, tuple(all_), _seconds(all_)) for number, all_ in found.items()))


_REGISTER = _Register()
register = _REGISTER.add


def index(words: Iterable[str]) -> Index:
    """Everything the words of a message may begin, in every lexicon made so far."""
    known = _REGISTER.lexicons
    begins = [_begun_by(word, known) for word in words]
    places: dict[int, list[tuple[int, tuple[Phrase, ...]]]] = {}
    for at, begun in enumerate(begins):
        following = begins[at + 1].forms if at + 1 < len(begins) else ()
        for number, phrases, seconds in begun.phrases:
            if seconds is None or not seconds.isdisjoint(following):
                places.setdefault(number, []).append((at, phrases))
    return Index(known, tuple(begun.forms for begun in begins), places)


def _seconds(phrases: Iterable[Phrase]) -> frozenset[str] | None:
    """The second words of phrases; None when one of them has none, or only the beginning of one."""
    rests = [rest for rest, _ in phrases]
    return frozenset(rest[0][0] for rest in rests) if all(rest and not rest[0][1] for rest in rests) else None


@lru_cache(_REMEMBERED)
def _begun_by(word: str, known: int) -> Begins:
    """`known` lexicons were made; what was kept for fewer is not asked for again, and falls out."""
    return _REGISTER.begun_by(word)


def forms_of(word: str) -> tuple[str, ...]:
    """The word, and what is left of it without the particles Arabic writes in one piece with it."""
    if not "\u0600" <= word[0] <= "\u06ff":
        return (word, word[:-1]) if len(word) > 5 and word.endswith("s") and word.isascii() else (word,)
    forms = {word: None}
    for particle in _PROCLITICS:
        if word.startswith(particle) and len(word) - len(particle) >= 2:
            forms[word[len(particle) :]] = None
    if word.startswith("لل"):
        forms["ا" + word] = None
    return tuple(forms)
