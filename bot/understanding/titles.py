"""A title proposed from the person's own words; none when no clause says what it is about."""

from __future__ import annotations

import re

from bot.understanding.finding import Finding
from bot.understanding.script import Message

_CLAUSE = re.compile(r"[^.;:!?\n,()。，；：！？、]+")
_WORDS = (3, 14)
_LETTERS = (8, 90)


def propose(message: Message, about: tuple[tuple[int, int], ...]) -> Finding | None:
    """The first clause that holds a word the request is about; `about` are spans of such words."""
    for clause in _CLAUSE.finditer(message.folded[:2000]):
        if not any(clause.start() <= start < clause.end() for start, _ in about):
            continue
        inside = [word for word in message.words if clause.start() <= word.start < clause.end()]
        if not _WORDS[0] <= len(inside) <= (28 if _is_han(clause.group()) else _WORDS[1]):
            continue
        text = message.quote(inside[0].start, inside[-1].end).strip()
        if _LETTERS[0] <= len(text) <= _LETTERS[1] or (_is_han(clause.group()) and 5 <= len(text) <= 40):
            return Finding("title", text[:1].upper() + text[1:], inside[0].start, inside[-1].end, inferred=True)
    return None


def _is_han(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)
