"""Names a language has for things: countries, languages, dates, numbers, money, lists.

Babel knows them. It is loaded on first use, since most turns name nothing.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from dialogs.answers import Money
from dialogs.vocabularies.parties import OTHER, PARTIES
from dialogs.words import say, spoken

if TYPE_CHECKING:
    from babel import Locale

_PARTS = 3  # year, month, day


@lru_cache(maxsize=2048)
def country(code: str, language: str) -> str:
    """The name of a country as the United Nations writes it, else as Babel has it, else the code itself."""
    if code == OTHER:
        return say("option.country.other", language)
    party = PARTIES.get(code)
    official = dict(party.names).get(language) if party else None
    settled = official or _written("countries.json").get(language, {}).get(code)
    return settled or _locale(language).territories.get(code) or code


@lru_cache(maxsize=2048)
def in_country(code: str, language: str) -> str:
    """Where, as a part of a sentence: "in the Gambia", « en Gambie »; a label where names would have to decline."""
    if code == OTHER:
        return country(code, language)
    place = _written("places.json").get(language, {}).get(code)
    return place or say("heard.in-country", language, country=country(code, language))


@lru_cache(maxsize=512)
def language_name(code: str, language: str) -> str:
    """What a language is called; its code when nobody knows it."""
    return _locale(language).languages.get(code) or code


@lru_cache(maxsize=2048)
def date(value: str, language: str) -> str:
    """A year, a month or a day ("2027", "2027-06", "2027-06-30") in words; anything else unchanged."""
    from babel.dates import format_date, format_skeleton

    parts = value.split("-")
    try:
        day = datetime.date(*map(int, (*parts, "1", "1")[: max(_PARTS, len(parts))]))
    except (ValueError, TypeError):
        return value
    if len(parts) == 1:
        return value
    if len(parts) == _PARTS:
        return format_date(day, format="long", locale=_dated(language))
    return format_skeleton("yMMMM", datetime.datetime.combine(day, datetime.time()), locale=_locale(language))


@lru_cache(maxsize=2048)
def number(value: int, language: str) -> str:
    """A count with the language's own grouping of digits."""
    from babel.numbers import format_decimal

    return format_decimal(value, locale=_locale(language))


@lru_cache(maxsize=512)
def money(value: Money, language: str) -> str:
    """An amount with the currency written out: a bare "$" means different money in different countries."""
    from babel.numbers import get_currency_name

    amount = number(value.amount, language)
    name = get_currency_name(value.currency, count=value.amount, locale=_locale(language))
    if language.startswith("pt"):
        name = name[:1].lower() + name[1:]  # The CLDR writes "Euros" there, and no other currency, with a capital.
    return f"{amount} {name}"


_Y = " y "
_SOUNDS_I = re.compile(r"h?[ií](?![aeouáéóú])", re.IGNORECASE)
"""Before this sound Spanish says "e" for "y"; not before "hielo" and "iones". The CLDR's pattern knows no sounds."""


def listed(items: Sequence[str], language: str) -> str:
    """ "a, b and c"; one item alone, "" for none."""
    from babel.lists import format_list

    words = format_list(list(items), locale=_locale(language)) if items else ""
    if language == "es" and len(items) > 1 and _SOUNDS_I.match(items[-1]):
        return f"{words[: -len(items[-1]) - len(_Y)]} e {items[-1]}"
    return words


def _dated(language: str) -> Locale:
    """English dates as the United Nations write them, day first."""
    return _locale("en_GB" if language == "en" else language)


@cache
def _locale(language: str) -> Locale:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(spoken(language))


@cache
def _written(file: str) -> dict[str, dict[str, str]]:
    """What a file of ours says by language, then by country."""
    text = files("dialogs.words").joinpath(file).read_text(encoding="utf-8")
    return {language: dict(names) for language, names in json.loads(text).items() if not language.startswith("_")}
