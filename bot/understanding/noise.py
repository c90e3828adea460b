"""Messages without words to go by: laughter, hesitation, keys struck at random; and signs that speak for a word."""

from __future__ import annotations

import re
from functools import cache

from bot.understanding.lexicon import read
from bot.understanding.script import Message

_YES = frozenset("👍👌✅✔🆗💯🙆☑")
_NO = frozenset("👎❌✖🚫🙅⛔")
_THANKS = frozenset("🙏")
_VOWELS = re.compile(r"[aeiouyаеиоуыэюяё]")
_RUN = re.compile(r"(.)\1{3}")
"""The same letter four times in a row is no word."""
_MASHED = re.compile(r"[bcdfghjklmnpqrstvwxz]{5}")
"""Five Latin consonants in a row, as from a hand laid on the keys; hardly a word has as many."""
_DOUBLED = re.compile(r"(.)\1+")
_LAUGHTER = re.compile(r"(?:[hjkх]*[aeiа]+[hjkх]+)+[aeiа]*|(?:xa|ха|хе|ja|je|ha|he|rs|kk|k)+h?")
_KEYS = frozenset(("qwerty", "asdf", "asdfg", "asdfgh", "asdfghjkl", "qwertyuiop", "zxcv", "йцукен", "фыва"))


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
    if word in _sounds() or _DOUBLED.sub(r"\1", word) in _sounds() or word in _KEYS or _LAUGHTER.fullmatch(word):
        return True
    if not word.isdigit() and (_RUN.search(word) or (len(word) >= 2 and len(set(word)) == 1)):
        return True
    if _MASHED.search(word) and len(word) >= 6:
        return True
    letters = (word.isascii() and word.isalpha()) or "а" <= word[0] <= "я"
    return letters and len(word) >= 5 and not _VOWELS.search(word)
