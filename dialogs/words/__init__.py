"""The wording: one gettext catalogue per language, looked up by symbolic id.

`ask.country` is the same id in every catalogue; a catalogue that lacks it falls back to English. Programs hold ids,
translators hold words (Poedit and Weblate open the files).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from dialogs.words.catalogue import Catalogue, read

OWN_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "en": "English",
        "fr": "Français",
        "es": "Español",
        "pt": "Português",
        "ar": "العربية",
        "ru": "Русский",
        "zh": "中文",
    }
)
"""What each language of ours calls itself: whoever looks for it need read no other."""

LANGUAGES: tuple[str, ...] = tuple(OWN_NAMES)
"""The languages the house is built for."""

AVAILABLE: tuple[str, ...] = ("en", "fr", "es", "pt", "ar", "ru", "zh")
"""The languages whose catalogue is complete, and that a person may choose; a test holds the files to it."""

FALLBACK = "en"


class UnknownWording(LookupError):
    """No catalogue has this id: add it to dialogs/words/en.po, then to the other languages."""


def say(id: str, language: str, /, **values: object) -> str:
    """The wording of `id` in a language, with its named places filled in; English where the language lacks it.

    `n` picks the plural and may also stand in the text. Values are put in as they are: what they contain is never
    read as a place to fill. Format numbers, dates and countries first (dialogs.words.names).

    Raises:
        UnknownWording: the id is in no catalogue.
        KeyError: the wording has a place that no value was given for.
    """
    return _filled(id, language, values) if values else _fixed(id, language)


@lru_cache(maxsize=8192)
def _fixed(id: str, language: str) -> str:
    """A wording without places, as most on a screen are."""
    return _filled(id, language, {})


def _filled(id: str, language: str, values: Mapping[str, object]) -> str:
    for catalogue in _chain(language):
        text = catalogue.text(id, values.get("n"))
        if text:
            return text.format_map(values)
    raise UnknownWording(f"no wording {id!r}; add it to dialogs/words/en.po and to the other languages")


@lru_cache(maxsize=8192)
def has(id: str, language: str) -> bool:
    """Whether this very language has the wording, fallback aside."""
    return bool(_own(language).text(id, None))


def ids(language: str) -> frozenset[str]:
    """All ids of a language's own catalogue; empty for a language that has none."""
    return frozenset(_own(language).singular)


def spoken(language: str) -> str:
    """The available language that serves a speaker of `language` ("fr-CA" is served in "fr"); English at worst."""
    short = language.replace("_", "-").split("-")[0].lower()
    return short if short in AVAILABLE else FALLBACK


@lru_cache(maxsize=64)
def _own(language: str) -> Catalogue:
    return read(language.replace("_", "-").split("-")[0].lower())


@lru_cache(maxsize=64)
def _chain(language: str) -> tuple[Catalogue, ...]:
    own = _own(language)
    fallback = read(FALLBACK)
    return (own,) if own is fallback else (own, fallback)
