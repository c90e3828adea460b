"""A name, or what an organisation is called, as it is to stand in a document: without the words that lead to it."""

from __future__ import annotations

from typing import Literal

from bot.understanding import organizations
from bot.understanding.lexicon import Match, lexicon, read
from bot.understanding.script import Message

Noun = Literal["person", "organization"]

_MARKS = " \t\n:,;–—-"
"""What stands between the words that lead to a name and the name."""
_LINK = frozenset(read("organization_words")["link"])
_SMALL = 3
"""Letters of a word that needs no capital inside a name."""


def called(text: str, noun: Noun) -> str:
    """What stands behind "my name is" or "I work for"; the whole text where nothing leads, or nothing would be left.

    Words with capitals of their own lead to nothing: "We Are Rewild" is called so.
    """
    message = Message(text.strip())
    first, last = 0, len(message.words)
    while (lead := _leads(message, first, noun)) is not None:
        first = lead.last
    after = next((match for match in lexicon("naming_after").find(message) if match.last == last), None)
    last = after.first if after else last
    if (first, last) == (0, len(message.words)) or first >= last:
        return message.text
    end = message.words[last].start if after else len(message.folded)
    return message.quote(message.words[first].start, end).strip(_MARKS)


def employer(piece: str) -> str:
    """The organisation that a piece of a line under a name tells: "director of INABIO" is at INABIO.

    "" where it says only what somebody is.
    """
    message = Message(piece)
    job = lexicon("jobs").starting(message, 0)
    if job is None or ((body := organizations.organization(message)) is not None and body.start == 0):
        return called(piece, "organization")
    words = [word for word in message.words[job.last :] if word.text not in _LINK]
    if not words:
        return ""
    rest = called(message.quote(words[0].start, len(message.folded)), "organization")
    return rest if is_body(rest) or _is_short(rest) else ""


def is_body(piece: str) -> bool:
    """Whether a piece names an organisation."""
    return organizations.organization(Message(piece)) is not None


def is_title(piece: str) -> bool:
    """Whether a piece is written as a name is: capitals on every word that is longer than an article."""
    words = [word for word in piece.split() if len(word) > _SMALL or word.isupper()]
    return bool(words) and all(word[:1].isupper() for word in words)


def _is_short(piece: str) -> bool:
    """Whether a piece is letters that stand for a name: "INABIO"."""
    word = piece.strip(" .")
    return len(word) > 1 and word.isalpha() and word.isupper()


def _leads(message: Message, first: int, noun: Noun) -> Match | None:
    if first >= len(message.words):
        return None
    lead = lexicon(f"naming_{noun}").starting(message, first)
    if lead is None or message.text.isupper():
        return lead
    inner = message.words[lead.first + (first == 0) : lead.last]
    return None if any(message.quote(word.start, word.end)[:1].isupper() for word in inner) else lead
