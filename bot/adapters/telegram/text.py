"""Text with marks (bold, italic) beside it rather than in it: what people write is never read as markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from bot.render.fit import pieces

Style = Literal["bold", "italic"]


@dataclass(frozen=True, slots=True)
class Mark:
    style: Style
    start: int
    end: int
    """Characters of the text, end excluded."""


@dataclass(frozen=True, slots=True)
class Rich:
    text: str
    marks: tuple[Mark, ...] = ()

    def __add__(self, other: Rich) -> Rich:
        by = len(self.text)
        return Rich(
            self.text + other.text, (*self.marks, *(Mark(m.style, m.start + by, m.end + by) for m in other.marks))
        )

    def split(self, most: int) -> tuple[Rich, ...]:
        """In pieces of at most so many UTF-16 units, between paragraphs, lines or words; none when there is no text."""
        found: list[Rich] = []
        at = 0
        for piece in pieces(self.text, most, "utf-16") if self.text.strip() else ():
            at = self.text.index(piece, at)
            found.append(Rich(piece, tuple(self._within(at, at + len(piece)))))
            at += len(piece)
        return tuple(found)

    def _within(self, start: int, end: int) -> Iterable[Mark]:
        for mark in self.marks:
            first, last = max(mark.start, start), min(mark.end, end)
            if first < last:
                yield Mark(mark.style, first - start, last - start)


def plain(text: str) -> Rich:
    return Rich(_clean(text))


def bold(text: str) -> Rich:
    return _marked("bold", _clean(text))


def italic(text: str) -> Rich:
    return _marked("italic", _clean(text))


def joined(parts: Iterable[Rich], between: str) -> Rich:
    """Those that are not empty, with something between them."""
    whole = Rich("")
    for part in parts:
        if part.text:
            whole = whole + Rich(between) + part if whole.text else part
    return whole


def _marked(style: Style, text: str) -> Rich:
    return Rich(text, (Mark(style, 0, len(text)),) if text else ())


def _clean(text: str) -> str:
    """Without control characters but line breaks and tabs, and without half characters, which no call can carry."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(sign for sign in text if sign in "\n\t" or unicodedata.category(sign) not in ("Cc", "Cs"))
