"""Exact names, acronyms and codes: what people and documents write, under one key in every language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from dialogs.vocabularies.targets import TARGETS

BROAD = 0.5
"""What a broad name ("fisheries") counts beside an exact one ("lionfish")."""

READ = 4000
"""Characters of a message in which names are looked for."""

_TARGET = re.compile(
    r"(?:target|cible|meta|objetivo|цел\w*(?:\s+задач\w*)?|задач\w*|目标|الهدف|هدف)\s*(?:n\.?[o°]\s*)?(\d{1,2})(?!\d)",
    re.IGNORECASE,
)
_SHORT_TARGET = re.compile(r"(?<![\w-])T(\d{1,2})(?![\w-])")
_CODE = re.compile(r"(?<!\w)(?=\w*[A-Z]\w*[A-Z0-9])[A-Z][A-Z0-9]{2,}(?:-[A-Z0-9]+)*s?(?!\w)")
_CASE = re.compile(r"(?<!\w)[A-Z]{4}-\d{4}(?!\w)", re.IGNORECASE)
_WORD = re.compile(r"(?<=[\w,;:)][^\S\n])[A-ZÀ-ÖØ-ÞА-Я][a-zà-öø-ÿа-яё'’-]{3,}")
_UNSPACED = re.compile(r"[\u0600-\u06ff\u3040-\u30ff\u4e00-\u9fff]")
_START = re.compile(r"(?<!\w)\w")
_HEAD = 2  # Letters; the shortest name has two.
_LETTERS = str.maketrans({"’": "'", "ى": "ي", "ة": "ه", "أ": "ا", "إ": "ا", "آ": "ا", "ـ": None})


@dataclass(frozen=True, slots=True)
class Named:
    """A name in a text."""

    key: str
    words: str
    """As written there."""
    weight: float


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a name."""

    key: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Book:
    """The list of names, arranged for looking up."""

    spaced: Mapping[str, Sequence[_Form]]
    """By their first letters, for scripts with spaces between words."""
    unspaced: Sequence[_Form]
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Span:
    key: str
    start: int
    end: int


def fold(text: str) -> str:
    """Lower case without accents, marks and spelling variants, for comparison only."""
    return "".join(map(_folded, text))


def find(text: str) -> tuple[Named, ...]:
    """The names in a text, in the order of the list, then targets and codes; empty when there are none.

    A name keeps its key in all languages; "Target 18" and "T18" are "target:18"; any other word in capitals is
    "code:<word>", and a case's code is one however it is written.
    Of a name inside a longer one ("lions" in "poissons-lions") only the longer counts.
    """
    text = text[:READ]
    found = _spans(text)
    longest = [span for span in found if not any(_inside(span, other) for other in found)]
    weights = _book().weights
    first = {span.key: text[span.start : span.end].strip() for span in sorted(longest, key=lambda span: -span.start)}
    named = {key: Named(key, first[key], weight) for key, weight in weights.items() if key in first}
    covered = {word for each in named.values() for word in fold(each.words).split()}
    targets = {
        f"target:{int(match.group(1))}": match.group(0)
        for pattern in (_SHORT_TARGET, _TARGET)
        for match in pattern.finditer(text)
        if 1 <= int(match.group(1)) <= len(TARGETS)
    }
    written = dict.fromkeys((*_CASE.findall(text), *_codes(text)))
    codes = {
        f"code:{code.lower()}": code for code in written if code.lower() not in covered and code not in targets.values()
    }
    exact = [Named(key, words, 1.0) for key, words in {**targets, **codes}.items()]
    return (*named.values(), *exact)


def keys(texts: Iterable[str]) -> tuple[str, ...]:
    """The keys of all names in some texts, once each."""
    return tuple(dict.fromkeys(named.key for text in texts for named in find(text)))


def exact(texts: Iterable[str]) -> tuple[str, ...]:
    """The keys of the names in some texts that say much alone, once each."""
    return tuple(dict.fromkeys(named.key for text in texts for named in find(text) if named.weight == 1.0))


def proper(text: str) -> tuple[str, ...]:
    """Up to three capitalised words inside sentences, perhaps a park or a lake; the caller drops the common ones.

    A word that begins a line has its capital from there, as one that begins a sentence.
    """
    return tuple(dict.fromkeys(_WORD.findall(text[:READ])))[:3]


def _spans(text: str) -> list[_Span]:
    """Every name, places counted in the text as written."""
    pieces = [_folded(letter) for letter in text]
    places = [place for place, piece in enumerate(pieces) for _ in piece]
    folded = "".join(pieces)
    return [_Span(key, places[start], places[end - 1] + 1) for key, start, end in _matches(folded)]


def _matches(folded: str) -> Iterator[tuple[str, int, int]]:
    # Only forms that begin like the word at hand are tried: all forms at every place took a hundred times as long.
    for word in _START.finditer(folded):
        for form in _book().spaced.get(folded[word.start() : word.start() + _HEAD], ()):
            if match := form.pattern.match(folded, word.start()):
                yield form.key, match.start(), match.end()
    if _UNSPACED.search(folded):
        for form in _book().unspaced:
            for match in form.pattern.finditer(folded):
                yield form.key, match.start(), match.end()


def _inside(one: _Span, other: _Span) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    marked = unicodedata.normalize("NFKD", letter.casefold().translate(_LETTERS))
    return "".join(part for part in marked if not unicodedata.combining(part))


def _codes(text: str) -> list[str]:
    shouted = sum(word.isupper() for word in text.split()) > len(text.split()) / 2 and len(text.split()) > 3
    return [] if shouted else [code.removesuffix("s") for code in _CODE.findall(text)]


@cache
def _book() -> _Book:
    spaced: dict[str, list[_Form]] = {}
    unspaced: list[_Form] = []
    weights: dict[str, float] = {}
    weight = 1.0
    for line in files("knowledge").joinpath("library", "names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            weight = BROAD if line == "[broad]" else 1.0
        elif line and not line.startswith("#"):
            key, _, forms = line.partition(":")
            assert key not in weights, f"{key!r} stands twice in names.txt"
            weights[key] = weight
            for form in filter(None, (fold(form.strip()) for form in forms.split(","))):
                if _UNSPACED.search(form):
                    unspaced.append(_Form(key, re.compile(re.escape(form).replace(r"\ ", r"\s*"))))
                else:
                    spaced.setdefault(form[:_HEAD], []).append(_Form(key, _pattern(form)))
    return _Book(spaced, tuple(unspaced), weights)


def _pattern(form: str) -> re.Pattern[str]:
    inner = "".join(r"\w*" if letter == "*" else r"[\s-]+" if letter in "- " else re.escape(letter) for letter in form)
    return re.compile(rf"{inner}(?!\w)")
