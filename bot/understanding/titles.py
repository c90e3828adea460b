"""A title proposed from the person's own words; none when no clause says what it is about."""

from __future__ import annotations

import re
from functools import cache

from bot.understanding.finding import Finding
from bot.understanding.lexicon import LANGUAGES, Lexicon, is_han, read
from bot.understanding.script import Message, Word

_CLAUSE = re.compile(r"(?:\([^()\n]{0,60}\)|[^.;:!?\n,()。，；：！？、])+")
_WORDS = (3, 16)
_OPENING = 4
"""Words from which the clause a message opens with says what it is about."""
_SIGNS = 2
"""Chinese characters that say about as much as a word."""
_AND = frozenset(("and", "but", "et", "mais", "y", "pero", "e", "mas", "и", "но"))
_TIES = _AND | {"а", "зато", "однако", "so", "or", "alors", "donc", "ou", "así", "então", "و", "لكن", "ولكن"}
_LETTERS = (8, 90)
_SMALL = 3
"""Letters of a small word, and how many of them say nothing of their own."""


def propose(
    message: Message,
    about: tuple[tuple[int, int], ...],
    beside: tuple[tuple[int, int], ...] = (),
    *,
    first: bool = False,
    places: tuple[tuple[int, int], ...] = (),
    hello: tuple[tuple[int, int], ...] = (),
) -> Finding | None:
    """The first clause that holds a word the request is about; `about` are spans of such words.

    The very first clause of first words, or the one behind for whom somebody writes, is taken without such a word, as
    people begin with what matters; not when it greets or introduces (`beside` are spans of such words), nor when it
    names `places` alone. One that says for whom somebody writes is taken where no other is. A clause too long for a
    title ends before an "and".
    """
    if not about and not first:
        return None
    introducing: Finding | None = None
    opening = True
    for clause in _CLAUSE.finditer(message.folded[:2000]):
        inner = [word for word in message.words if clause.start() <= word.start < clause.end()]
        said = _begun([word for word in inner if not any(start <= word.start < end for start, end in hello)])
        said = _behind_who(message, said)
        who = _says_who(message, said)
        introduced = who or any(clause.start() <= start < clause.end() for start, _ in beside)
        opens, opening = first and opening and not introduced, who
        if not opens and not any(clause.start() <= start < clause.end() for start, _ in about):
            continue
        han = any(is_han(letter) for letter in clause.group())
        signs = _SIGNS if han else 1
        told = _led(message, said, _WORDS[0] * signs)
        least = (_OPENING if opens and told == said else _WORDS[0]) * signs
        inside = _shortened(told)
        if _only_places(inside, places):
            continue
        if not least <= len(inside) <= (28 if han else _WORDS[1]):
            continue
        text = message.quote(inside[0].start, inside[-1].end).strip()
        if _LETTERS[0] <= len(text) <= _LETTERS[1] or (han and 5 <= len(text) <= 40):
            found = Finding("title", text[:1].upper() + text[1:], inside[0].start, inside[-1].end, inferred=True)
            if not who:
                return found
            introducing = introducing or found
    return introducing


def _only_places(words: list[Word], places: tuple[tuple[int, int], ...]) -> bool:
    """Whether a clause says where, and hardly a word besides: "In Madagascar and the Comoros"."""
    others = [word for word in words if not any(start <= word.start < end for start, end in places)]
    return len(others) < len(words) and all(len(word.text) <= _SMALL for word in others) and len(others) <= _SMALL


def _begun(words: list[Word]) -> list[Word]:
    """Without the words that only tie the clause to the one before."""
    while words and words[0].text in _TIES:
        words = words[1:]
    return words


def _led(message: Message, words: list[Word], least: int) -> list[Word]:
    """Without "we have a problem with", where so many words are left that say what it is."""
    match = _leads().starting(message, message.words.index(words[0])) if words else None
    rest = [word for word in words if match and word.start >= match.end]
    return rest if len(rest) >= least else words


def _behind_who(message: Message, words: list[Word]) -> list[Word]:
    """ "I represent the fishers of Tonga and our lobsters are gone": what stands behind the first "and", if enough."""
    if not _says_who(message, words):
        return words
    rest = next((words[at + 1 :] for at, word in enumerate(words) if word.text in _AND), [])
    return rest if len(rest) >= _OPENING else words


def _says_who(message: Message, words: list[Word]) -> bool:
    return bool(words) and _introducing().starting(message, message.words.index(words[0])) is not None


@cache
def _introducing() -> Lexicon:
    return Lexicon(("who", phrase) for language in LANGUAGES for phrase in read("leads").get(f"{language}.who", ()))


@cache
def _leads() -> Lexicon:
    return Lexicon(("lead", phrase) for language in LANGUAGES for phrase in read("leads").get(language, ()))


def _shortened(words: list[Word]) -> list[Word]:
    """The words up to the last "and" that leaves a title of fair length, when there are too many."""
    if len(words) <= _WORDS[1]:
        return words
    ands = [at for at, word in enumerate(words[: _WORDS[1] + 1]) if word.text in _AND and at >= _OPENING]
    return words[: ands[-1]] if ands else words
