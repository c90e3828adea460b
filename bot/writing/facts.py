"""What a text states that nobody may add: numbers, dates, countries, names, addresses; and what one has beside another.

Names are known by their capitals, which Arabic and Chinese do not have: there only the rest can be compared, and
`tells_names` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.understanding import countries, numbers, talk
from bot.understanding.script import Message, fold

STEM = 4
"""Letters that a word of the old text and one at the beginning of a new sentence share, to be taken for one word."""

STATES, TRACE = 3, 0.34
"""Words from which a clause states something, and the least part of them that must have a relative in a text that is to
say the same. Chosen: a paraphrase keeps half of them and more; of a clause that went, only the topic is left."""

WITHOUT_CAPITALS = frozenset(("ar", "zh"))

_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|www\.\S+|\b\w[\w-]*\.(?:com|org|net|int|gov|example)\b"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CLAUSE = re.compile(r"(?:[^.!?…;:\n,]|(?<=\d)[.,:](?=\d))+")
_NEW_SENTENCE = re.compile(r"(?:^|[.!?…:;\n«“\"(\[•])[\s«“\"(–—-]*$")
_PHONE = re.compile(r"\+?\d[\d ().-]{6,}\d")


@dataclass(frozen=True, slots=True)
class Facts:
    numbers: frozenset[float]
    countries: frozenset[str]
    addresses: frozenset[str]
    """E-mail and web addresses, telephone numbers by their digits."""
    names: frozenset[str]
    """Folded words with a capital inside a sentence, and acronyms."""
    openings: frozenset[str]
    """Folded words that begin a sentence with a capital: perhaps names."""
    words: frozenset[str]
    """All words, folded."""


def facts(text: str) -> Facts:
    """Total over any text."""
    message = Message(text)
    names, openings = _capitals(text)
    addresses = {found.group().casefold().rstrip(".,;)") for found in _ADDRESS.finditer(text)}
    phones = {re.sub(r"\D", "", found.group()) for found in _PHONE.finditer(message.folded)}
    return Facts(
        numbers=frozenset(n.amount for n in numbers.numbers(message) if not (n.in_words and n.amount <= 1)),
        countries=frozenset(place.codes[0] for place in countries.places(message).named if len(place.codes) == 1),
        addresses=frozenset(addresses | phones),
        names=frozenset(names),
        openings=frozenset(openings),
        words=frozenset(fold(word) for word in _WORD.findall(text)),
    )


def added(new: str, old: Iterable[str], *, names: bool) -> tuple[str, ...]:
    """What the new text states and none of the old ones does, as it can be told to a person; empty when nothing is.

    `names` compares names as well, which makes sense within one language only.
    """
    known = facts("\n".join(old))
    said = facts(new)
    more = [f"{amount:g}" for amount in sorted(said.numbers - known.numbers)]
    more += sorted(said.countries - known.countries)
    more += sorted(said.addresses - known.addresses)
    if names:
        more += sorted(said.names - known.words)
        more += sorted(word for word in said.openings - known.words if _bears(word) and not _akin(word, known.words))
    return tuple(more)


def kinship(new: str, old: str) -> float:
    """The part of the new text's bearing words that have a relative in the old one, 0 to 1; 1 for a text without any.

    Two texts that say the same in one language share most of them; an order that was obeyed shares none.
    """
    known = frozenset(fold(word) for word in _WORD.findall(old))
    said = [word for word in (fold(word) for word in _WORD.findall(new)) if _bears(word)]
    return sum(word in known or _akin(word, known) for word in said) / len(said) if said else 1.0


def dropped(new: str, old: str) -> tuple[str, ...]:
    """The clauses of the old text that the new one hardly has a word of; empty where every one left a trace.

    A clause with next to no words of its own ("as I said") may go.
    """
    known = frozenset(fold(word) for word in _WORD.findall(new))
    return tuple(clause.strip() for clause in _CLAUSE.findall(old) if not _traced(clause, known))


def _traced(clause: str, known: frozenset[str]) -> bool:
    said = {word for word in (fold(word) for word in _WORD.findall(clause)) if _bears(word)}
    kept = sum(word in known or _akin(word, known) for word in said)
    return len(said) < STATES or kept / len(said) >= TRACE


def lost(new: str, old: str) -> tuple[str, ...]:
    """Numbers, countries and addresses of the old text that the new one lacks."""
    return added(old, (new,), names=False)


def tells_names(language: str) -> bool:
    """Whether names can be told from other words in a language."""
    return language not in WITHOUT_CAPITALS


def _capitals(text: str) -> tuple[set[str], set[str]]:
    names: set[str] = set()
    openings: set[str] = set()
    for found in _WORD.finditer(text):
        word = found.group()
        if not word[0].isupper():
            continue
        acronym = len(word) > 1 and word.isupper()
        opens = _NEW_SENTENCE.search(text[max(0, found.start() - 12) : found.start()])
        (openings if opens and not acronym else names).add(fold(word))
    return names, openings


def _bears(word: str) -> bool:
    """Whether it is more than "the" or "please"."""
    return len(word) > STEM - 1 and bool(talk.content(Message(word)))


def _akin(word: str, known: frozenset[str]) -> bool:
    return any(other[:STEM] == word[:STEM] for other in known if len(other) >= STEM)
