"""Messages without words to go by: laughter, hesitation, keys struck at random; and signs that speak for a word."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby

from bot.understanding.lexicon import read
from bot.understanding.script import Message

_YES = frozenset("👍👌✅✔🆗💯🙆☑")
_NO = frozenset("👎❌✖🚫🙅⛔")
_THANKS = frozenset("🙏")
_VOWELS = re.compile(r"[aeiouyаеиоуыэюяё]")
_RUN = 4
"""The same letter so often in a row is no word."""


def sign(text: str) -> str | None:
    """What a message made of one sign says: "yes", "no", "thanks"; None for any other."""
    signs = {
        letter
        for letter in text
        if not letter.isspace() and letter not in "\ufe0f\u200d" and not "\U0001f3fb" <= letter <= "\U0001f3ff"
    }
    if not signs or len(text) > 40:
        return None
    for name, known in (("yes", _YES), ("no", _NO), ("thanks", _THANKS)):
        if signs <= known:
            return name
    return None


@cache
def _sounds() -> frozenset[str]:
    return frozenset(
        word.text for phrases in read("noise").values() for phrase in phrases for word in Message(phrase).words
    )


def is_noise(message: Message) -> bool:
    """True for a short message in which no word means anything."""
    words = message.words
    return bool(words) and len(words) <= 8 and len(message.plain) <= 120 and all(_empty(word.text) for word in words)


def _empty(word: str) -> bool:
    if word in _sounds() or (
        word.isdigit() is False and max((len(list(run)) for _, run in groupby(word)), default=0) >= _RUN
    ):
        return True
    if len(word) >= 2 and len(set(word)) == 1 and not word.isdigit():
        return True
    if re.fullmatch(r"(?:[hjkх]*[aeiа]+[hjkх]+)+[aeiа]*|(?:xa|ха|хе|ja|je|ha|he|rs|kk|k)+h?", word):
        return True
    latin = word.isascii() and word.isalpha()
    return ((latin or "а" <= word[0] <= "я") and len(word) >= 5 and not _VOWELS.search(word)) or word in (
        "qwerty",
        "asdf",
        "asdfg",
        "asdfgh",
        "asdfghjkl",
        "qwertyuiop",
        "zxcv",
        "йцукен",
        "фыва",
    )
