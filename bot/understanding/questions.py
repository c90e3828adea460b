"""Questions of the person's own, told from sentences that only begin like one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from bot.understanding import talk
from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, read
from bot.understanding.script import Message
from knowledge import documents, library

_UNMARKED = 10
"""Words of a question without a question mark."""
_MARKED = 40
_TERM = 4
"""Words of a term that is asked for."""
WISHED = ("guide-delete-data", "guide-languages")
"""Guides to what whoever asks for it wants at once."""
_SENTENCES = re.compile(r"[.!;\n。！；]+")


@cache
def _phrases(code: str) -> Lexicon:
    return Lexicon((code, p) for language in LANGUAGES for p in read("questions", language).get(code, ()))


def is_question(message: Message) -> bool:
    """Whether a message asks for information and states nothing of its own before it asks.

    "Our wetlands dry up. Who can help?" tells a problem; so does "what we lack is a laboratory".
    """
    if not message.words or _phrases("tells").starting(message, 0) is not None:
        return False
    opener = next(iter(_phrases("open").find(message)), None)
    if not marked(message):
        return _unmarked(message, opener)
    if message.weight > _MARKED or _states_before(message, opener):
        return False
    return opener is not None or message.weight <= 25


@cache
def known() -> Mapping[str, str]:
    """Whole questions about the service, as they are written, by their bare words; in all languages.

    Those that its guides answer are among them, but for what is wished where it is asked how ("how do I delete my
    data?").
    """
    asked = {Message(phrase).plain: phrase for language in LANGUAGES for phrase in read("questions", language)["ask"]}
    for guide in library.guides():
        if guide.id not in WISHED:
            for question in documents.questions(guide):
                asked.setdefault(Message(question).plain, question)
    return asked


def marked(message: Message) -> bool:
    """Whether a message ends with a question mark."""
    return message.folded.rstrip().endswith("?")


def about_others(message: Message) -> bool:
    """Whether a question begins with others ("who sees my answers?"): then the rest wishes nothing of us."""
    return _phrases("who").starting(message, 0) is not None and is_question(message)


def begins(message: Message) -> bool:
    """Whether the first words of a message ask."""
    return any(match.first <= 1 for match in _phrases("open").find(message))


def opens(message: Message) -> bool:
    """Whether a message begins or ends as a question does."""
    if marked(message) or message.folded.rstrip().endswith(("吗", "呢")):
        return True
    if _phrases("tells").starting(message, 0) is not None:
        return False
    return any(match.first <= 1 for code in ("open", "ask") for match in _phrases(code).find(message))


def off_topic(message: Message) -> bool:
    """Whether a short message asks for the time, the date or the weather, and for nothing that is ours to know."""
    if message.weight > _UNMARKED:
        return False
    asked, named = _phrases("clock").find(message), _phrases("hour").find(message)
    asks = asked or (named and (marked(message) or _phrases("open").find(message)))
    return bool(asks) and not talk.content(message, (*asked, *named, *_phrases("open").find(message)))


def means(message: Message) -> bool:
    """Whether a short message asks for the meaning of a word of content ("what is an OECM"); never of ours ("this")."""
    asking = _phrases("means").find(message)
    if not asking or message.weight > _UNMARKED or asking[0].first > 1:
        return False
    return 0 < talk.weight(talk.content(message, asking)) <= _TERM


def _unmarked(message: Message, opener: Match | None) -> bool:
    if opener is None or opener.first or not 1 < message.weight <= _UNMARKED:
        return False
    if "," in message.folded:
        return False
    closed = any(match.first and match.last == len(message.words) for match in _phrases("open").find(message))
    return closed or not talk.states(message, (opener,))


def _states_before(message: Message, opener: Match | None) -> bool:
    """Whether the sentences before the last, or the words before the question word, say something of their own."""
    last = [part for part in _SENTENCES.split(message.folded) if part.strip()][-1]
    at = message.folded.rfind(last)
    content = talk.content(message)
    before = at if opener is None or opener.start >= at + len(last) else max(at, _asks_from(message, at))
    return talk.weight(word for word in content if word.end <= before) >= talk.SENTENCE


def _asks_from(message: Message, start: int) -> int:
    """Where the question begins in the last sentence: at its first question word behind a comma, else at once."""
    for match in _phrases("open").find(message):
        if match.start >= start and "," in message.folded[max(start, match.start - 3) : match.start]:
            return match.start
    return start
