"""Lines of a page as the paragraphs they were: no running heads, no words cut in two, no odd letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import dropwhile, groupby, zip_longest
from statistics import median

EDGE = 3
"""Lines at the top and at the bottom of a page among which a running head or a page number may be."""
OFTEN = 0.4
"""Share of the pages on which a line at the edge comes back, to be a running head; odd and even pages differ."""
LEAST = 3
"""Pages below which nothing comes back often."""
SHORT = 0.7
"""Of the usual width: a line that ends a sentence before is the last of its paragraph."""

_INVISIBLE = dict.fromkeys((0x00AD, 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x0000))
_FORMS = re.compile(r"[\ufb00-\ufdff\ufe70-\ufefe\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc]")
"""Ligatures, Arabic letter forms, wide Latin letters and figures, narrow kana; the wide signs of Chinese stay."""
_SPACES = re.compile(r"[^\S\n]+")
_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_ALONE = re.compile(
    r"(?:page|p\.|página|страница|صفحة|第)?\s*[-–—|/]*\s*(?:\d{1,4}|[ivxlc]{1,6})\s*(?:页|[-–—|/]\s*\d*)?", re.I
)
_ITEM = re.compile(r"(?:[•●▪◦‣·*–—-]|\(?(?:\d{1,3}|[a-zA-Zа-яА-Я]|[ivx]{1,5})[.)]|\d+(?:\.\d+)+)\s")
_ENDS = re.compile(r"[.!?:;。！？：；؟؛]['\"»”’)\]]*$")
_CUT = re.compile(r"(?P<head>[^\W\d_]{2,})[-‐]$")
_COMPOUND = re.compile(r"[^\W\d_]{2,}[-‐][^\W\d_]{2,}")
_ARABIC = re.compile(r"[\u0620-\u064a]")
_STOPS = ".؟!،؛:"
_FRONT = re.compile(r"^([.؟!،؛:]+)(.+)$")
_NO_SPACE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def clean(text: str) -> str:
    """Without invisible marks; ligatures and letter forms as the letters they stand for; signs and lines kept."""
    text = text.translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    text = _FORMS.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n"))


def pages(texts: Sequence[str]) -> list[str]:
    """Each page as paragraphs with "\\n" between, in order; "" for a page without any text."""
    lines = _from_the_right([[line for line in clean(text).split("\n") if line] for text in texts])
    running = _running(lines)
    bodies = [_body(page, running) for page in lines]
    bodies = bodies if any(bodies) else lines  # Where everything comes back, nothing of it is a running head.
    whole = frozenset(match.group().lower() for page in bodies for line in page for match in _COMPOUND.finditer(line))
    return ["\n".join(paragraphs(page, whole)) for page in bodies]


def paragraphs(lines: Sequence[str], whole: frozenset[str] = frozenset()) -> Iterator[str]:
    """The lines of one column joined where they continue; an empty line always ends a paragraph.

    `whole` are words that are written with a hyphen elsewhere, lower case: they keep it.
    """
    width = median([len(line) for line in lines if line] or [0])
    paragraph = ""
    for line, following in zip_longest(lines, lines[1:], fillvalue=""):
        paragraph = _joined(paragraph, line, whole) if line else paragraph
        if paragraph and (not line or not following or _last(line, following, width)):
            yield paragraph
            paragraph = ""


def _last(line: str, following: str, width: float) -> bool:
    """Whether a paragraph ends with this line."""
    if _ITEM.match(following) or _is_arabic(line) != _is_arabic(following):
        return True
    if _CUT.search(line):
        return False
    short = len(line) < SHORT * width
    if _ENDS.search(line):
        return short
    # A heading: short, and what follows begins anew.
    return short and not following[0].islower() and not line.endswith(",")


def _joined(paragraph: str, line: str, whole: frozenset[str]) -> str:
    cut = _CUT.search(paragraph)
    if cut and line[0].islower():
        tail = re.match(r"[^\W\d_]*", line)
        compound = f"{cut['head']}-{tail.group() if tail else ''}".lower()
        return paragraph + line if compound in whole else paragraph[:-1] + line
    if not paragraph or (_NO_SPACE.match(paragraph[-1]) and _NO_SPACE.match(line[0])):
        return paragraph + line
    return f"{paragraph} {line}"


def _from_the_right(pages: list[list[str]]) -> list[list[str]]:
    """Arabic lines with their first word first: many programs write a page's words as they lie, from the left."""
    arabic = [line for page in pages for line in page if _is_arabic(line)]
    turned = sum(line[0] in _STOPS for line in arabic) > sum(line[-1] in _STOPS for line in arabic)
    return [[_turned(line) if turned and _is_arabic(line) else line for line in page] for page in pages]


def _is_arabic(line: str) -> bool:
    return 2 * len(_ARABIC.findall(line)) > sum(map(str.isalpha, line))


def _turned(line: str) -> str:
    """The words in the other order; a stop in front of a word goes behind it, and Latin words keep their own order."""
    words = [_FRONT.sub(r"\2\1", word) for word in reversed(line.split())]
    runs = [(foreign, list(run)) for foreign, run in groupby(words, key=lambda word: not _ARABIC.search(word))]
    return " ".join(word for foreign, run in runs for word in (reversed(run) if foreign else run))


def _running(lines: Sequence[Sequence[str]]) -> frozenset[str]:
    """What comes back at the edge of pages, numbers aside."""
    edges = Counter(shape for page in lines for shape in {_shape(line) for line in (*page[:EDGE], *page[-EDGE:])})
    return frozenset(shape for shape, times in edges.items() if times >= LEAST and times >= OFTEN * len(lines))


def _body(page: Sequence[str], running: frozenset[str]) -> list[str]:
    """Without what runs at the top and the bottom, up to the first line that does not."""

    def runs(line: str) -> bool:
        return _shape(line) in running or _ALONE.fullmatch(line) is not None

    below = list(dropwhile(runs, page))
    return list(dropwhile(runs, reversed(below)))[::-1]


def _shape(line: str) -> str:
    return _NUMBERS.sub("0", line).casefold()
