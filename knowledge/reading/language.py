"""The language of a whole document: by its script, and for Latin letters by its commonest small words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from knowledge.reading.port import Part

READ = 200_000
"""Characters that are counted; more would say the same."""
ENOUGH = 5
"""Small words, or letters of a script, below which a text says too little."""

_SMALL = {
    code: frozenset(words.split())
    for code, words in (
        ("en", "the of and to in is are for with that by on as this from be which have not"),
        ("fr", "le la les des du et est dans pour par sur une que qui au aux avec sont ce ne"),
        ("es", "el la los las del y en que por para con una es se al como su más son no"),
        ("pt", "o a os as do da dos das e em que por para com uma é se ao não são na no"),
    )
}
_SCRIPTS = (
    ("zh", re.compile(r"[\u3400-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[а-яёА-ЯЁ]")),
)
_KANA = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")


def language_of(parts: Sequence[Part]) -> str:
    """One of en, fr, es, pt, ar, ru, zh; "" for any other, for a mixture, and for too little."""
    text = "\n".join(part.text for part in parts)[:READ]
    letters = sum(1 for _ in _LETTER.finditer(text))
    for code, script in _SCRIPTS:
        found = sum(1 for _ in script.finditer(text))
        # A page of Chinese has a third of the letters of a page in a Latin script.
        if found >= ENOUGH and found * (4 if code == "zh" else 2) > letters:
            return "" if code == "zh" and len(_KANA.findall(text)) * 10 > found else code
    words = Counter(match.group().lower() for match in islice(_WORD.finditer(text), READ // 5))
    counts = sorted(((sum(words[word] for word in small), code) for code, small in _SMALL.items()), reverse=True)
    (most, code), (second, _) = counts[:2]
    # Less than a tenth of a text being small words, it is a list of names, or of no language of ours.
    return code if most >= ENOUGH and most > second and most * 10 >= sum(words.values()) else ""
