"""Phrases that mean something, in files a native speaker can edit, found in a message in one pass.

A file holds lines `code = phrase; phrase`; a code may have several lines; `#` starts a comment. A star ends a word of
which only the beginning counts ("fish*"). Case, accents and punctuation do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bot.understanding.heads import Index, Phrase, Rest, register
from bot.understanding.script import HAN, Message, Word

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")

_Forms = tuple[tuple[str, ...], ...]
_Places = list[tuple[int, tuple[Phrase, ...]]]


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
    """Finds phrases in a message: the longest at each place, from left to right, none overlapping.

    Made once and kept: every message is looked up for all lexicons at once (heads.py).
    """

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        exact: dict[str, list[Phrase]] = {}
        begins: dict[str, list[Phrase]] = {}
        for code, phrase in entries:
            parts = _parts(phrase)
            if not parts:
                continue
            index = begins if parts[0].endswith("*") else exact
            rest = tuple((_bare(part.rstrip("*")), part.endswith("*")) for part in parts[1:])
            index.setdefault(_bare(parts[0].rstrip("*")), []).append((rest, code))
        for phrases in (*exact.values(), *begins.values()):
            phrases.sort(key=lambda phrase: -len(phrase[0]))
        self._number = register(exact, begins)

    def find(self, message: Message) -> tuple[Match, ...]:
        index = self._looked_up(message)
        places = index.places.get(self._number)
        if places is None:
            return ()
        kept = message.found.get(self)
        if not isinstance(kept, tuple):
            kept = message.found[self] = self._find(message.words, index.forms, places)
        return kept

    def _looked_up(self, message: Message) -> Index:
        """The message's index, made anew when this lexicon came later."""
        index = message.index
        return message.look() if index is None or index.lexicons <= self._number else index

    def _find(self, words: tuple[Word, ...], forms: _Forms, places: _Places) -> tuple[Match, ...]:
        found: list[Match] = []
        free = 0
        for at, phrases in places:
            if at >= free and (best := _longest(phrases, forms, at)):
                code, free = best
                found.append(Match(code, words[at].start, words[free - 1].end, at, free))
        return tuple(found)

    def every(self, message: Message) -> tuple[Match, ...]:
        """All phrases at all places, overlapping or not: a word may speak of two codes."""
        index = self._looked_up(message)
        places = index.places.get(self._number)
        if places is None:
            return ()
        key = (self, "every")
        kept = message.found.get(key)
        if not isinstance(kept, tuple):
            kept = message.found[key] = self._every(message.words, index.forms, places)
        return kept

    def _every(self, words: tuple[Word, ...], forms: _Forms, places: _Places) -> tuple[Match, ...]:
        found: dict[tuple[str, int], Match] = {}
        for at, phrases in places:
            for rest, code in phrases:
                last = at + 1 + len(rest)
                known = found.get((code, at))
                if (known is None or last > known.last) and _fits(rest, forms, at + 1):
                    found[code, at] = Match(code, words[at].start, words[last - 1].end, at, last)
        return tuple(found.values())

    def starting(self, message: Message, first: int) -> Match | None:
        """The longest phrase that begins at a given word."""
        index = self._looked_up(message)
        phrases = next((phrases for at, phrases in index.places.get(self._number, ()) if at == first), ())
        best = _longest(phrases, index.forms, first)
        if best is None:
            return None
        code, last = best
        return Match(code, message.words[first].start, message.words[last - 1].end, first, last)


def _longest(phrases: tuple[Phrase, ...], forms: _Forms, at: int) -> tuple[str, int] | None:
    """The code of the longest phrase that begins at a word, and the word after it."""
    best: tuple[str, int] | None = None
    for rest, code in phrases:
        last = at + 1 + len(rest)
        if (best is None or last > best[1]) and _fits(rest, forms, at + 1):
            best = (code, last)
    return best


def _fits(rest: Rest, forms: _Forms, first: int) -> bool:
    if not rest:
        return True
    if first + len(rest) > len(forms):
        return False
    for at, (part, begins) in enumerate(rest, first):
        if part not in forms[at] and not (begins and any(form.startswith(part) for form in forms[at])):
            return False
    return True


def _parts(phrase: str) -> tuple[str, ...]:
    starred = Message(phrase)
    parts = []
    for word in starred.words:
        star = starred.folded[word.end : word.end + 1] == "*"
        parts.append(word.text + ("*" if star else ""))
    return tuple(parts)


def _bare(word: str) -> str:
    """An Arabic word without its article; any other word as it is."""
    return word[2:] if word.startswith("ال") and len(word) > 4 else word


def is_han(letter: str) -> bool:
    """Whether it is a Chinese character; "" is none."""
    return bool(letter) and (HAN[0] <= letter <= HAN[2] or HAN[3] <= letter <= HAN[5])
