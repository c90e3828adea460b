"""Sums of money as said: an amount beside a currency, settled by the country when its name is shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from bot.understanding.countries import Named, currency_of, named
from bot.understanding.lexicon import read
from bot.understanding.numbers import Number, numbers
from bot.understanding.script import Message, fold
from dialogs.answers import Money


@dataclass(frozen=True, slots=True)
class Sum:
    money: Money
    start: int
    end: int


@cache
def _meanings() -> dict[str, str]:
    """What each name of a currency means, folded."""
    meaning: dict[str, str] = {}
    for code, phrases in read("currencies").items():
        for phrase in phrases:
            meaning.setdefault(fold(phrase), code)
    return meaning


@cache
def _names() -> tuple[re.Pattern[str], dict[str, re.Pattern[str]]]:
    """Where a name may begin, and by its first letter the pattern of all such names, the longest first.

    At each place one letter decides which few of some hundred names are tried.
    """
    by_letter: dict[str, list[str]] = {}
    for phrase in sorted(_meanings(), key=len, reverse=True):
        body = r"\s+".join(re.escape(word).replace(r"\*", r"[^\W\d_]*") for word in phrase.split())
        if phrase[0].isascii() and phrase[0].isalpha():
            body = r"(?<![^\W\d_])" + body
        if phrase[-1].isalpha() and not "\u3400" <= phrase[-1] <= "\u9fff":
            body += r"(?![^\W\d_])"
        by_letter.setdefault(phrase[0], []).append(body)
    latin = [letter for letter in by_letter if letter.isascii() and letter.isalpha()]
    others = [letter for letter in by_letter if letter not in latin]
    starts = rf"(?<![^\W\d_])[{''.join(latin)}]|[{re.escape(''.join(others))}]"
    return re.compile(starts), {letter: re.compile("|".join(bodies)) for letter, bodies in by_letter.items()}


def _marks(text: str) -> Iterator[re.Match[str]]:
    """The names of currencies, left to right, none overlapping."""
    starts, names = _names()
    end = 0
    for start in starts.finditer(text):
        if start.start() >= end and (mark := names[start.group()].match(text, start.start())):
            end = mark.end()
            yield mark


@cache
def _stems() -> dict[tuple[str, int], list[tuple[tuple[str, ...], str]]]:
    """By first letter and number of words, the longest name first."""
    stems: dict[tuple[str, int], list[tuple[tuple[str, ...], str]]] = {}
    for name, code in sorted(_meanings().items(), key=lambda item: -len(item[0])):
        parts = tuple(name.split())
        stems.setdefault((name[0], len(parts)), []).append((parts, code))
    return stems


def _code(written: str) -> str:
    words = written.split()
    for parts, code in _stems().get((written[0], len(words)), ()):
        if all(
            word.startswith(part[:-1]) if part.endswith("*") else word == part
            for part, word in zip(parts, words, strict=True)
        ):
            return code
    return ""


_PRICE = re.compile(
    r"\s*(?:/|(?:a|an|per|the|each|par|le|la|el|por|cada|o)\b)\s*"
    r"(?:kilos?|kg|grams?|grammes?|gramos?|tons?|tonnes?|toneladas?|lit(?:re|er|ro)s?|pounds?|lb|sacks?|bags?|piece|"
    r"head|hectares?|ha|m3)\b"
)
"""What follows the price of a thing, which is no budget: "2 dollars a kilo"."""


def sums(message: Message, countries: tuple[str, ...] = (), *, asked: bool = False) -> tuple[Sum, ...]:
    """The sums in a message, left to right; a shared currency name without a country that settles it is no sum.

    A name that is mostly another word ("mt") needs its country too, unless a sum was asked for.
    CFA francs without a country are taken as those of West Africa: both have the same worth.
    """
    amounts = numbers(message)
    if not amounts:  # Looking for the names of all currencies is the dear part.
        return ()
    places = named(message)
    found: list[Sum] = []
    used: set[int] = set()
    for mark in _marks(message.folded):
        start, end, whose = _with_place(message, mark, places)
        code = _code(mark.group())
        currency = _settle(code, (*whose, *countries), whose) or (_only(code) if asked else "")
        nearest = _beside(message, start, end, amounts, used)
        if currency and nearest is not None and not _PRICE.match(message.folded, max(nearest.end, end)):
            used.add(nearest.start)
            found.append(
                Sum(
                    Money(round(nearest.amount), currency),
                    min(nearest.start, start),
                    max(nearest.end, end),
                )
            )
    return tuple(found)


def bare(message: Message, currency: str) -> Money | None:
    """The only amount of a message that names no currency, in a currency that is known otherwise."""
    amounts = [number for number in numbers(message) if number.amount >= 1]
    return Money(round(amounts[0].amount), currency) if len(amounts) >= 1 and currency else None


_OF = (" ", " de ", " du ", " do ", " da ", " of ")


def _with_place(message: Message, mark: re.Match[str], places: tuple[Named, ...]) -> tuple[int, int, tuple[str, ...]]:
    """Where a currency stands with the country that says whose it is ("kenyan shillings", "pesos de Chile")."""
    for place in places:
        if message.between(place.end, mark.start()) == " ":
            return place.start, mark.end(), place.codes
        behind = place.start > mark.end() and message.between(mark.end(), place.start) in _OF
        if behind and currency_of(place.codes[0]) and _code(mark.group())[:1] == "?":
            return mark.start(), place.end, place.codes
    return mark.start(), mark.end(), ()


def _settle(code: str, countries: tuple[str, ...], whose: tuple[str, ...]) -> str:
    if code == "USD" and whose and currency_of(whose[0]) in read("shared_currencies").get("dollar", ()):
        return currency_of(whose[0])
    if not code.startswith("?"):
        return code
    possible = read("shared_currencies").get(code[1:], ())
    settled = next((currency_of(country) for country in countries if currency_of(country) in possible), "")
    return settled or ("XOF" if code == "?cfa" and not countries else "")


def _only(code: str) -> str:
    """The one currency of a name that would need its country; "" where several share it."""
    possible = read("shared_currencies").get(code[1:], ())
    return possible[0] if len(possible) == 1 else ""


def _beside(message: Message, start: int, end: int, amounts: tuple[Number, ...], used: set[int]) -> Number | None:
    """The number right before the currency ("40 000 euros"), else right after it ("US$ 40 000")."""
    for number in reversed(amounts):
        if number.start in used or number.end > start:
            continue
        between = message.between(number.end, start).strip(" -(~")
        if between in ("", "de", "d'", "in", "en", "em", "of", "of a") or (
            between.isalpha() and between in ("ea", "de")
        ):
            return number
        break
    for number in amounts:
        if number.start >= end and number.start not in used:
            return number if not message.between(end, number.start).strip(" -:~.") else None
    return None
