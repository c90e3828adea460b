"""The words the checks look for, one file per language in data/; a native speaker can edit them without reading code.

An entry is a word, a beginning of words (`fish*`), or several in a row; `*` alone stands for up to six words between
two others, `#` for a number. Capitals and accents do not count.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "fr", "es", "pt", "ar", "ru", "zh")

_NEVER = re.compile(r"(?!)")
_ARABIC = {"ة": "ه", "ى": "ي", "ٱ": "ا"}
_QUOTES = dict.fromkeys("’‘ʼ`´", "'")


@dataclass(frozen=True, slots=True)
class Words:
    """A text prepared for looking words up; `plain` and `folded` have the same length, letter for letter."""

    plain: str
    """As written, in composed letters, without loose marks and with single spaces."""
    folded: str
    """Small letters without accents, Arabic letters unified, digits 0 to 9."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Lists of words of one language, by name; see data/en.json for the names."""

    language: str

    def first(self, name: str, words: Words) -> str:
        """The first of the list that stands in the text, as the person wrote it; "" when none does."""
        match = self.pattern(name).search(words.folded)
        return words.plain[match.start() : match.end()] if match else ""

    def has(self, name: str, words: Words) -> bool:
        return self.pattern(name).search(words.folded) is not None

    def pattern(self, name: str) -> re.Pattern[str]:
        return _pattern(self.language, name)

    def entries(self, name: str) -> tuple[str, ...]:
        """A list as it stands in the file, folded; empty when the file has none of that name."""
        return _entries(self.language, name)

    @property
    def run_on(self) -> bool:
        """True where words are written without spaces between them."""
        return self.language == "zh"


def lexicon(language: str) -> Lexicon:
    """The words of a language; English for one we have none of."""
    return Lexicon(language if language in LANGUAGES else "en")


def prepare(text: str) -> Words:
    """Linear in the text's length; any text."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFKC", text).splitlines())
    composed = "\n".join(line for line in lines if line)
    plain = composed.translate(_MARKS)
    return Words(plain, plain.translate(_FOLDING))


def entry_pattern(entry: str) -> str:
    """A regular expression for one entry of a list, without its borders."""
    parts = [_part(part) for part in entry.split()]
    return r"\s+".join(parts).replace(r"\s+" + _GAP + r"\s+", _GAP)


class _Folding(dict[int, str]):
    """One letter for one letter, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in _QUOTES:
            folded = "'"
        elif letter in _ARABIC:
            folded = _ARABIC[letter]
        elif letter.isdecimal():
            folded = str(unicodedata.decimal(letter))
        else:
            base = unicodedata.normalize("NFD", letter.casefold())[:1]
            folded = _ARABIC.get(base, base) or letter
        self[code] = folded
        return folded


class _Marks(dict[int, int | None]):
    """Nothing for a loose mark, every other letter as it is; worked out when it is first met."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.category(chr(code)) == "Mn" else code
        return self[code]


_FOLDING = _Folding()
_MARKS = _Marks()
_GAP = r"\s+(?:[^\s.;]+\s+){1,6}?"


@cache
def _lists(language: str) -> dict[str, tuple[str, ...]]:
    text = files("dialogs.coach").joinpath("data", f"{language}.json").read_text(encoding="utf-8")
    lists = json.loads(text)
    return {
        name: tuple(prepare(one).folded for one in given) for name, given in lists.items() if isinstance(given, list)
    }


def _entries(language: str, name: str) -> tuple[str, ...]:
    return _lists(language).get(name, ())


@cache
def _pattern(language: str, name: str) -> re.Pattern[str]:
    entries = sorted(_entries(language, name), key=len, reverse=True)
    if not entries:
        return _NEVER
    if language == "zh":
        return re.compile(
            "|".join(re.escape(one).replace(r"\*", ".{1,12}?").replace(r"\#", r"\s*\d") for one in entries)
        )
    prefixes = "|".join(re.escape(one) for one in sorted(_entries(language, "prefixes"), key=len, reverse=True))
    words = [entry_pattern(one) for one in entries if _is_words(one)]
    others = [_bounded(one) for one in entries if not _is_words(one)]
    # One border check before all words, so that the middle of a word is left at once.
    bounded = [rf"(?<!\w)(?:{prefixes})?(?:{'|'.join(words)})(?!\w)"] if words else []
    return re.compile("|".join(bounded + others))


def _is_words(entry: str) -> bool:
    return entry[0].isalnum() and (entry[-1].isalnum() or entry[-1] in "*#")


def _bounded(entry: str) -> str:
    start = r"(?<!\w)" if entry[0].isalnum() else ""
    end = r"(?!\w)" if entry[-1].isalnum() else ""
    return f"{start}{entry_pattern(entry)}{end}"


def _part(part: str) -> str:
    if part == "*":
        return _GAP
    return re.escape(part).replace(r"\*", r"\w*").replace(r"\#", r"\d[\d.]*")
