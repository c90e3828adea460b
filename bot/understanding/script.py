"""Letters of any script made comparable, and a message cut into words that remember where they stood."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from bot.understanding import heads

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(
    rf"[^\W\d_{HAN}]+(?:'(?:t|s|re|m|ll|ve)(?![^\W\d_]))?"  # letters, with an English ending after an apostrophe
    rf"|\d+|[{HAN}]"
)
_ARABIC = {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ـ": "", "ک": "ك", "ی": "ي"}
_MARKS = {
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "，": ",", "。": ".", "、": ",", "；": ";",
    "：": ":", "؟": "?", "،": ",", "؛": ";", "？": "?", "！": "!", "（": "(", "）": ")",
    "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " ",
    "\u2009": " ", "«": '"', "»": '"', "“": '"', "”": '"', "٬": ",", "٫": ".",
}  # fmt: skip

_DIGIT = re.compile(r"\d")
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*")
"""An e-mail address has no words: "info@forest.org" does not speak of forests."""


def _blank(address: re.Match[str]) -> str:
    return " " * len(address.group())


class _Fold(dict[int, str]):
    """Code point to folded text, one character or none, filled as letters are met."""

    def __missing__(self, point: int) -> str:
        folded = _fold_letter(chr(point))
        if len(self) < 20_000:
            self[point] = folded
        return folded


def _fold_letter(letter: str) -> str:
    if letter in _MARKS or letter in _ARABIC:
        return _MARKS.get(letter, _ARABIC.get(letter, letter))
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return ""
    digit = unicodedata.decimal(letter, None)
    if digit is not None:
        return str(digit)
    bases = [part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part)]
    base = bases[0] if len(bases) == 1 else letter
    lower = base.lower()
    return lower if len(lower) == 1 else base


_TABLE = _Fold()


def fold(text: str) -> str:
    """What two spellings have in common: lower case, no accents or vowel signs, digits and punctuation in ASCII."""
    return text.translate(_TABLE)


class Word(NamedTuple):
    text: str
    """Folded; the apostrophe of "don't" is dropped."""
    start: int
    end: int
    """Half-open, in `Message.folded`."""


class Message:
    """A text, its folded twin and its words; a Chinese character is a word."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = fold(text)
        self.speech = _ADDRESS.sub(_blank, self.folded) if "@" in self.folded else self.folded
        """The folded text with blanks in place of e-mail addresses, so that places stay the same."""
        self.words = tuple([Word(found[0].replace("'", ""), *found.span()) for found in _WORD.finditer(self.speech)])
        self.plain = " ".join([word.text for word in self.words])
        """The words with one space between."""
        self.han = 0 if self.folded.isascii() else sum("\u3400" <= word.text[0] <= "\u9fff" for word in self.words)
        """How many of the words are Chinese characters."""
        self.weight = len(self.words) - 0.5 * self.han
        """How many words these are, two Chinese characters counted as one."""
        self.digits = len(_DIGIT.findall(self.folded))
        """How many digits it has."""
        self.index: heads.Index | None = None
        """What its words may begin, as of the last look; for `Lexicon`."""
        self.found: dict[object, object] = {}
        """What was found in it, kept by what found it, so that it is looked for once."""

    def look(self) -> heads.Index:
        """What its words may begin, in every lexicon made so far."""
        self.index = heads.index([word.text for word in self.words])
        return self.index

    @cached_property
    def _origins(self) -> list[int] | None:
        if len(self.folded) == len(self.text):
            return None
        return [i for i, letter in enumerate(self.text) if letter.translate(_TABLE)] + [len(self.text)]

    def quote(self, start: int, end: int) -> str:
        """The person's own characters behind a span of the folded text."""
        if self._origins is None:
            return self.text[start:end]
        return self.text[self._origins[start] : self._origins[end - 1] + 1] if start < end else ""

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span of the folded text that a span of the person's own text became; the reverse of `quote`."""
        if self._origins is None:
            return start, end
        return bisect_left(self._origins, start), bisect_left(self._origins, end)

    def between(self, end: int, start: int) -> str:
        """The folded characters between two spans; empty when they touch or overlap."""
        return self.folded[end:start]
