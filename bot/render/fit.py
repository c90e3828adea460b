"""Make text fit: split between paragraphs, lines or words, never inside one or inside an emoji."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

from bot.channel import Limits
from bot.message import Outbound

Units = Literal["characters", "utf-16"]

_JOINER = "\u200d"
_BORDERS = ("\n\n", "\n", " ")
_WITH_THE_ONE_BEFORE = "\u0e33\u0eb3"
"""Thai and Lao AM: letters by their category, a part of the sign before them to the reader."""
_JAMO = (
    ("\u1100", "\u115f", "L"), ("\ua960", "\ua97c", "L"), ("\u1160", "\u11a7", "V"), ("\ud7b0", "\ud7c6", "V"),
    ("\u11a8", "\u11ff", "T"), ("\ud7cb", "\ud7fb", "T"),
)  # fmt: skip
_SYLLABLE = {"L": ("L", "V", "LV", "LVT"), "LV": ("V", "T"), "V": ("V", "T"), "LVT": ("T",), "T": ("T",)}
"""What goes on with a Korean syllable after each part of it."""


def fit(message: Outbound, limits: Limits) -> tuple[Outbound, ...]:
    """The message in as many pieces as its text needs; buttons, cards and the question stand on the last one."""
    if length(message.text, limits.units) <= limits.text and message.text == message.text.strip():
        return (message,)
    *before, last = pieces(message.text, limits.text, limits.units)
    kind = "say" if message.kind in ("ask", "card", "hits") else message.kind
    early = tuple(Outbound(text, kind, message.language) for text in before)
    return (*early, replace(message, text=last))


def length(text: str, units: Units = "characters") -> int:
    """How long a channel thinks a text is; an emoji counts two units of UTF-16 or more."""
    return len(text) if units == "characters" or text.isascii() else len(text.encode("utf-16-le")) // 2


def pieces(text: str, most: int, units: Units = "characters") -> tuple[str, ...]:
    """The text in pieces of at most `most` units; at least one. Only blanks at the cuts are lost."""
    return tuple(_cut(text.strip(), most, units)) or ("",)


def excerpt(text: str, most: int) -> str:
    """The beginning of a text on one line, cut between words and marked with an ellipsis when there is more."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{pieces(line, most - 1)[0].rstrip(',;:.')}…"


def _cut(text: str, most: int, units: Units) -> Iterator[str]:
    while length(text, units) > most:
        end = _border(text, most if units == "characters" else _within(text, most))
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def _within(text: str, most: int) -> int:
    """How many characters of a text fit into so many units of UTF-16."""
    return len(text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore"))


def _border(text: str, most: int) -> int:
    """Where to cut: the last paragraph, line or word border that leaves a fair piece, else between two graphemes."""
    for border in _BORDERS:
        end = text.rfind(border, most // 2, most + 1)
        if end > 0:
            return end
    end = text.rfind(" ", 1, most + 1)
    if end > 0:
        return end
    end = most
    while end > 1 and _joined(text, end):
        end -= 1
    return end if end > 1 else most


def _joined(text: str, at: int) -> bool:
    """Whether the characters before and after a place are one sign to the reader."""
    before, after = text[at - 1], text[at]
    if _JOINER in (before, after) or unicodedata.combining(after):
        return True
    if (before_kind := _jamo(before)) and _jamo(after) in _SYLLABLE[before_kind]:
        return True
    if (
        unicodedata.category(after) in ("Mn", "Me", "Mc")
        or after in _WITH_THE_ONE_BEFORE
        or "\U0001f3fb" <= after <= "\U0001f3ff"
        or "\U000e0020" <= after <= "\U000e007f"
    ):
        return True
    return _is_flag_half(after) and _flag_halves_before(text, at) % 2 == 1


def _jamo(sign: str) -> str:
    """Which part of a Korean syllable a sign is, by the names of Unicode; "" for none (UAX 29, GB6 to GB8)."""
    if "\uac00" <= sign <= "\ud7a3":
        return "LVT" if (ord(sign) - 0xAC00) % 28 else "LV"
    return next((kind for first, last, kind in _JAMO if first <= sign <= last), "")


def _flag_halves_before(text: str, at: int) -> int:
    start = at
    while start and _is_flag_half(text[start - 1]):
        start -= 1
    return at - start


def _is_flag_half(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"
