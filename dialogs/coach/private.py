"""What had better stay out of a request: an exact place, somebody's address or number, knowledge that belongs to a
people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dialogs.coach.lexicon import Lexicon, lexicon, prepare
from dialogs.coach.signs import THIS_YEAR, read

Kind = Literal["place", "person", "knowledge"]

HIDDEN = "[…]"
"""Stands for what was left out, in every language."""

LEAST = 4
"""Characters of the shortest thing that is hidden; anything shorter would be found where it means nothing."""

_TELLING = ("sites", "homes", "sacred", "knowledge_holders")
"""Lists without a word of which no clause tells of a place or of knowledge; most texts have none."""

_HEMISPHERE = r"(?:[NSEWO](?![^\W\d_])|[سجشغ](?!\w)|[сюзв]\.?\s?[шд]\.)"
_DEGREES = r"\d{1,3}(?:[.,]\d{1,8})?\s?[°º]"
_MINUTES = r"\s?\d{1,2}(?:[.,]\d{1,8})?\s?['′’](?:\s?\d{1,2}(?:[.,]\d{1,8})?\s?(?:[\"″”]|''))?"
_PLACE = re.compile(
    rf"(?:{_DEGREES}(?:{_MINUTES}\s?{_HEMISPHERE}?|\s?{_HEMISPHERE})[\s,;/]{{0,3}})+"
    r"|(?<![\d.,])[-+]?\d{1,2}\.\d{3,8}\s?°?\s?[NS]?\s?[,;/\s]\s?[-+]?\d{1,3}\.\d{3,8}(?![\d.,]\d)"
    r"|(?<![\d.,])[-+]?\d{1,2},\d{4,8}\s?°?\s?[NS]?\s?[;/\s]\s?[-+]?\d{1,3},\d{4,8}(?!\d)"
    r"|(?:(?:北纬|南纬|东经|西经)\s?\d{1,3}(?:\.\d{1,8})?[度°](?:\d{1,2}(?:\.\d{1,8})?[分′])?[，、,\s]{0,2})+"
)
_MAIL = re.compile(r"[^@\s<>,;:()\"'“”«»，。、；：]{1,64}@[^@\s<>,;:()\"'“”«»，。、；：]{1,190}\.[^\W\d_]{2,24}")
_PHONE = re.compile(r"(?<![\w.,/-])(?:\+\d|00?\d|\(\d)(?:[\s().-]{0,2}\d){7,13}(?![\d%])")
_DAY = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}")
_CLAUSE = re.compile(r"[^.,;:!?()\n。，；：！？؟،؛]+(?:[.,:](?=\S)[^.,;:!?()\n。，；：！？؟،؛]*)*")
_LINE = re.compile(r"[^;!?\n。；！？؟]+?(?:[.](?=\s|$)|[;!?\n。；！？؟]|$)")
_METRES = re.compile(
    r"(?<!\w)\d[\d.,]*\s?(?:m|km|metres?|meters?|mètres?|metros?|м|км|метр\w*|متر\w*)(?!\w)|\d\s?(?:米|公里)"
)


@dataclass(frozen=True, slots=True)
class Private:
    """Words that had better stay out, as they stand in the text."""

    kind: Kind
    words: str


def private(text: str, language: str, own: Iterable[str] = ()) -> tuple[Private, ...]:
    """What had better stay out of a text, each once, in no order that matters; empty for most texts.

    Coordinates, addresses and telephone numbers are found as such. Of a nest or a sacred place it is the clause that
    says where it is, of a remedy the one that says how it is made. `own` are the ways to reach the person who writes,
    who knows that they are given; not in a sentence that sends us to somebody else ("ask Sina on ..."). Linear in the
    text; any text.
    """
    known = lexicon(language)
    found = [Private("place", match.strip(" ,;/")) for match in _all(_PLACE, text)]
    if contacts := _contacts(text):
        reach = {_bare(one) for one in own if one} - _others(text, known)
        found += [Private("person", contact) for contact in contacts if _bare(contact) not in reach]
    words = prepare(text)
    if any(known.has(name, words) for name in _TELLING):
        for clause in _all(_CLAUSE, text):
            if kind := _told_in(clause.strip(), known):
                found.append(Private(kind, clause.strip()))
    return tuple(dict.fromkeys(one for one in found if len(one.words) >= LEAST))


def hidden(text: str, words: Iterable[str]) -> str:
    """The text with `HIDDEN` in place of words; longest first, so that no part of one stays behind."""
    for each in sorted(words, key=len, reverse=True):
        text = text.replace(each, HIDDEN)
    return text


def _others(text: str, known: Lexicon) -> set[str]:
    """The contacts in sentences that send us to somebody else."""
    return {
        _bare(one)
        for clause in _LINE.findall(text)
        if known.has("others", prepare(clause))
        for one in _contacts(clause)
    }


def _contacts(text: str) -> list[str]:
    mails = _all(_MAIL, text) if "@" in text else ()
    return [*mails, *(number for number in _all(_PHONE, text) if not _DAY.match(number))]


def _told_in(clause: str, known: Lexicon) -> Kind | None:
    """What a clause gives away; None for nearly all."""
    signs = read(clause, known, THIS_YEAR)
    near = _METRES.search(clause) is not None
    if (signs.has("sites") and (signs.placed or near)) or (signs.has("homes") and near):
        return "place"
    if signs.has("sacred") and (near or signs.placed or signs.has("knowledge_uses")):
        return "knowledge"
    return "knowledge" if signs.has("knowledge_holders") and signs.has("knowledge_uses") else None


def _all(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    return (match.group() for match in pattern.finditer(text))


def _bare(contact: str) -> str:
    """Comparable: an address in small letters, a number as its last digits, without the code of a country."""
    if "@" in contact:
        return contact.casefold().strip(".")
    return "".join(c for c in contact if c.isdecimal())[-8:]
