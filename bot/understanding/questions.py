"""Questions of the person's own, told from sentences that only begin like one."""

from __future__ import annotations

import re
from functools import cache

from bot.understanding import talk
from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, read
from bot.understanding.script import Message

_UNMARKED = 10
"""Words of a question without a question mark."""
_MARKED = 40
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
    if not message.folded.rstrip().endswith("?"):
        return _unmarked(message, opener)
    if message.weight > _MARKED or _states_before(message, opener):
        return False
    return opener is not None or message.weight <= 25


def _unmarked(message: Message, opener: Match | None) -> bool:
    if opener is None or opener.first or not 1 < message.weight <= _UNMARKED:
        return False
    return not talk.states(message, (opener,)) and "," not in message.folded


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
