"""Phrases that mean something, in files a native speaker can edit, found in a message in one pass.

A file holds lines `code = phrase; phrase`; a code may have several lines; `#` starts a comment. A star ends a word of
which only the beginning counts ("fish*"). Case, accents and punctuation do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.understanding.script import HAN, Message, Word

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")
LONGEST = 24
"""Letters of a phrase's first word that a star may follow; longer ones are not looked for."""
_PROCLITICS = ("وال", "بال", "فال", "كال", "لل", "ال", "و", "ب", "ل", "ف", "ك")


_Rest = tuple[tuple[str, bool], ...]
"""The words of a phrase after its first, each with whether only its beginning counts."""
_Phrase = tuple[_Rest, str]
"""With its code."""


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found in a message."""

    code: str
    start: int
    end: int
    """Half-open, in the folded text."""
    first: int
    last: int
    """Half-open, in the message's words."""


@cache
def read(noun: str, language: str = "") -> Mapping[str, tuple[str, ...]]:
    """Phrases by code from `data/<language>/<noun>.txt`, in the file's order; empty when there is no such file."""
    place = files("bot.understanding").joinpath("data")
    path = place.joinpath(language, f"{noun}.txt") if language else place.joinpath(f"{noun}.txt")
    if not path.is_file():
        return {}
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        code, sign, phrases = line.partition("#")[0].partition("=")
        if sign:
            found.setdefault(code.strip(), []).extend(part.strip() for part in phrases.split(";") if part.strip())
    return {code: tuple(phrases) for code, phrases in found.items()}


@cache
def lexicon(noun: str, languages: tuple[str, ...] = LANGUAGES) -> Lexicon:
    """One noun's phrases in several languages, and the phrases every language shares."""
    entries = [(code, phrase) for code, phrases in read(noun).items() for phrase in phrases]
    for language in languages:
        entries += [(code, phrase) for code, phrases in read(noun, language).items() for phrase in phrases]
    return Lexicon(entries)


class Lexicon:
    """Finds phrases in a message: the longest at each place, from left to right, none overlapping."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._exact: dict[str, list[_Phrase]] = {}
        self._begins: dict[str, list[_Phrase]] = {}
        for code, phrase in entries:
            parts = _parts(phrase)
            if not parts:
                continue
            index = self._begins if parts[0].endswith("*") else self._exact
            rest = tuple((_bare(part.rstrip("*")), part.endswith("*")) for part in parts[1:])
            index.setdefault(_bare(parts[0].rstrip("*")), []).append((rest, code))
        for index in (self._exact, self._begins):
            for candidates in index.values():
                candidates.sort(key=lambda candidate: -len(candidate[0]))
        self._heads = frozenset((*self._exact, *self._begins))
        self._sizes = tuple(sorted({len(beginning) for beginning in self._begins}))

    def find(self, message: Message) -> tuple[Match, ...]:
        kept = message.found.get(self)
        if not isinstance(kept, tuple):
            beginnings = _beginnings(message)
            kept = () if self._heads.isdisjoint(beginnings.of_any) else self._find(message.words, beginnings.of_each)
            message.found[self] = kept
        return kept

    def _find(self, words: tuple[Word, ...], beginnings: tuple[frozenset[str], ...]) -> tuple[Match, ...]:
        found: list[Match] = []
        free = 0
        for at, own in enumerate(beginnings):
            if at < free or self._heads.isdisjoint(own):
                continue
            if best := self._at(words, at):
                code, free = best
                found.append(Match(code, words[at].start, words[free - 1].end, at, free))
        return tuple(found)

    def every(self, message: Message) -> tuple[Match, ...]:
        """All phrases at all places, overlapping or not: a word may speak of two codes."""
        key = (self, "every")
        kept = message.found.get(key)
        if not isinstance(kept, tuple):
            kept = message.found[key] = self._every(message)
        return kept

    def _every(self, message: Message) -> tuple[Match, ...]:
        words = message.words
        beginnings = _beginnings(message).of_each
        found: dict[tuple[str, int], Match] = {}
        for at, word in enumerate(words):
            if self._heads.isdisjoint(beginnings[at]):
                continue
            for form in _forms(word.text):
                for rest, code in self._candidates(form):
                    last = at + 1 + len(rest)
                    known = found.get((code, at))
                    if last <= len(words) and (known is None or last > known.last) and _fits(rest, words, at + 1):
                        found[code, at] = Match(code, word.start, words[last - 1].end, at, last)
        return tuple(found.values())

    def whole(self, message: Message) -> str | None:
        """The code of the phrase that is the whole message."""
        best = self._at(message.words, 0) if message.words else None
        return best[0] if best and best[1] == len(message.words) else None

    def starting(self, message: Message, first: int) -> Match | None:
        """The longest phrase that begins at a given word."""
        best = self._at(message.words, first) if first < len(message.words) else None
        if best is None:
            return None
        return Match(best[0], message.words[first].start, message.words[best[1] - 1].end, first, best[1])

    def _at(self, words: tuple[Word, ...], at: int) -> tuple[str, int] | None:
        best: tuple[str, int] | None = None
        for form in _forms(words[at].text):
            for rest, code in self._candidates(form):
                last = at + 1 + len(rest)
                if (best is None or last > best[1]) and last <= len(words) and _fits(rest, words, at + 1):
                    best = (code, last)
        return best

    def _candidates(self, form: str) -> Sequence[_Phrase]:
        """The phrases whose first word this may be; hardly ever any, so that case costs least."""
        found: Sequence[_Phrase] = self._exact.get(form, ())
        for size in self._sizes:
            if size > len(form):
                break
            if more := self._begins.get(form[:size]):
                found = [*found, *more]
        return found


@dataclass(frozen=True, slots=True)
class _Beginnings:
    """All that the first word of a phrase may be, for the words of a message: most lexicons have nothing of it."""

    of_each: tuple[frozenset[str], ...]
    of_any: frozenset[str]


def _beginnings(message: Message) -> _Beginnings:
    kept = message.found.get(_beginnings)
    if not isinstance(kept, _Beginnings):
        known = {text: _beginnings_of(text) for text in {word.text for word in message.words}}
        each = tuple(known[word.text] for word in message.words)
        kept = message.found[_beginnings] = _Beginnings(each, frozenset().union(*known.values()))
    return kept


def _beginnings_of(word: str) -> frozenset[str]:
    forms = _forms(word)
    return frozenset(form[:size] for form in forms for size in range(1, min(len(form), LONGEST) + 1)).union(forms)


def _parts(phrase: str) -> tuple[str, ...]:
    starred = Message(phrase)
    parts = []
    for word in starred.words:
        star = starred.folded[word.end : word.end + 1] == "*"
        parts.append(word.text + ("*" if star else ""))
    return tuple(parts)


def _fits(rest: _Rest, words: tuple[Word, ...], first: int) -> bool:
    for word, (part, begins) in zip(words[first:], rest, strict=False):
        forms = _forms(word.text)
        if not (any(form.startswith(part) for form in forms) if begins else part in forms):
            return False
    return True


def _bare(word: str) -> str:
    """An Arabic word without its article; any other word as it is."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def _forms(word: str) -> tuple[str, ...]:
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


def is_han(letter: str) -> bool:
    return bool(letter) and (HAN[0] <= letter <= HAN[2] or HAN[3] <= letter <= HAN[5])
