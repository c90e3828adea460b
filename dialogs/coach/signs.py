"""What stands in an answer: numbers that measure, dates to come, places, people. Worked out on demand, once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property

from dialogs.coach.lexicon import Lexicon, Words, entry_pattern, prepare
from dialogs.vocabularies.parties import PARTIES

THIS_YEAR = 2026
"""Used when the caller does not say what day it is; then only older years count as past."""

_SENTENCE = re.compile(r"(?:[.!?]+(?=\s|$)|[;\n。！？；؟]+)")
_NUMBER = re.compile(r"(?<![\w.,-])\d+(?:[.,\u00a0 ]\d{3}(?!\d))*(?:[.,]\d+)?")
_NUMBER_RUN_ON = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]|20\d)\d(?!\d)")
_DATE = re.compile(r"(?<!\d)\d{4}-\d\d(?:-\d\d)?(?!\d)")
_ITEM = re.compile(r"(?:^|(?<=[\n.;:]))\s*\(?\d{1,2}[.)](?=\s)")
"""The number of an item in a list, which counts nothing."""
_WORD = re.compile(r"\w+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_PER_WORD = 1.7  # Chosen: Chinese texts run to about 1.7 characters for a word of their English translation.
_ACRONYM = re.compile(r"[A-ZÀ-Þ]{2,6}s?")
_HAN_PLACE = re.compile(
    r"(?<![全本我各该跨])[\u3400-\u9fff]{2,4}(?:自治区|保护区|三角洲|群岛|半岛|海峡|流域|公园|省|市|县|岛|湖|河|江|湾|州|镇|乡|港|盟|旗)"
)


@dataclass(frozen=True)
class Signs:
    """One text, read with the words of one language. Every property is linear in the text's length."""

    text: str
    words: Words
    lexicon: Lexicon
    year: int
    """The current year: a date in an earlier one is no deadline."""

    @cached_property
    def length(self) -> int:
        """In words; an estimate for scripts without spaces."""
        han = len(_HAN.findall(self.words.plain))
        other = len(_WORD.findall(_HAN.sub(" ", self.words.plain)))
        return other + round(han / _HAN_PER_WORD)

    @cached_property
    def sentences(self) -> tuple[Signs, ...]:
        parts = (part for part in _SENTENCE.split(self.words.plain) if part.strip())
        return tuple(read(part, self.lexicon, self.year) for part in parts)

    @cached_property
    def years(self) -> tuple[int, ...]:
        return tuple(int(match.group()) for match in _YEAR.finditer(self.words.folded))

    @cached_property
    def past(self) -> bool:
        return any(year < self.year for year in self.years)

    @cached_property
    def timed(self) -> bool:
        """A date to come, a month, or a span of time."""
        if any(year >= self.year for year in self.years) or self.has("deadlines"):
            return True
        return self._span_of_time or (not self.years and self.has("months"))

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Numbers that count or measure something: no years, no days of a month, no spans of time."""
        pattern = _NUMBER_RUN_ON if self.lexicon.run_on else _NUMBER
        found = pattern.findall(self._without_time)
        return tuple(found) + tuple(_found(self.lexicon.pattern("numbers"), self._without_time))

    @cached_property
    def measured(self) -> bool:
        return bool(self.measures)

    @cached_property
    def stated(self) -> bool:
        """Says that something is so or not so: adopted, in use, published."""
        return self.has("states")

    @cached_property
    def proven(self) -> bool:
        """Says how it is known: a count, a date that has passed, a source."""
        return self.measured or self.past or self.has("evidence")

    @cached_property
    def peopled(self) -> bool:
        rest = Words("", self.lexicon.pattern("everyone").sub(" ", self.words.folded))
        return self.lexicon.pattern("people").search(rest.folded) is not None or self.has("actors")

    @cached_property
    def placed(self) -> bool:
        """A place that can be found on a map."""
        if self.lexicon.run_on:
            return _HAN_PLACE.search(self.words.folded) is not None or self._in_a_party
        return self._after_preposition or self._beside_place_noun or self._in_a_party

    @cached_property
    def baseline(self) -> bool:
        return self.has("now") or self.has("changes") or (self.past and self.measured)

    def has(self, name: str) -> bool:
        return self.lexicon.has(name, self.words)

    def first(self, name: str) -> str:
        return self.lexicon.first(name, self.words)

    @cached_property
    def _span_of_time(self) -> bool:
        return _spans(self.lexicon).search(self.words.folded) is not None

    @cached_property
    def _without_time(self) -> str:
        text = _ITEM.sub(" | ", _DATE.sub(" | ", self.words.folded))
        text = _spans(self.lexicon).sub(" | ", text)
        text = _days_of_month(self.lexicon).sub(" | ", text)
        return _YEAR.sub(" | ", text)

    @cached_property
    def _after_preposition(self) -> bool:
        if self.lexicon.language == "ar":
            return any(not self._no_place(match.group(1)) for match in _prepositions("ar").finditer(self.words.folded))
        pattern = _prepositions(self.lexicon.language)
        return any(self._is_name(match.start(1), match.end(1)) for match in pattern.finditer(self.words.folded))

    @cached_property
    def _beside_place_noun(self) -> bool:
        named, naming = _named_places(self.lexicon.language)
        if self.lexicon.language == "ar":
            return any(not self._no_place(match.group(1)) for match in named.finditer(self.words.folded))
        if any(self._is_name(match.start(1), match.end(1)) for match in named.finditer(self.words.folded)):
            return True
        found = ((match.start(1), match.end(1)) for match in naming.finditer(self.words.folded))
        return any(self._is_name(start, end) and not self._opens(start) for start, end in found)

    @cached_property
    def _in_a_party(self) -> bool:
        languages = self.lexicon.entries("languages")
        found = _found(_party_names(self.lexicon.language), self.words.folded)
        return any(name not in languages for name in found)

    def _is_name(self, start: int, end: int) -> bool:
        name = self.words.plain[start:end]
        if not name[:1].isupper() or _ACRONYM.fullmatch(name):
            return False
        return not self._no_place(self.words.folded[start:end])

    def _no_place(self, folded: str) -> bool:
        return _no_places(self.lexicon.language).fullmatch(folded) is not None

    def _opens(self, start: int) -> bool:
        """Whether a word opens a sentence, where a capital letter says nothing."""
        before = self.words.plain[max(0, start - 4) : start].rstrip()[-1:]
        return not before or not (before.isalnum() or before in ",-'")


def read(text: str, lexicon: Lexicon, year: int) -> Signs:
    return Signs(text, prepare(text), lexicon, year)


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    return [match.group() for match in pattern.finditer(text)]


@cache
def _spans(lexicon: Lexicon) -> re.Pattern[str]:
    """ "two years", "18 months": a number and a unit of time, with at most one word between them."""
    number = rf"(?:\d+(?:[.,]\d+)?|{_either(lexicon, 'numbers')})"
    if lexicon.run_on:
        return re.compile(rf"(?:{number}\s*)?(?:{_either(lexicon, 'spans')})")
    one = {"en": "one|a|an", "fr": "une?", "es": "una?", "pt": "uma?", "ru": "один|одного|полтора", "ar": "نصف"}
    number = f"(?:{number}|{one.get(lexicon.language, 'one')})"
    return re.compile(rf"(?<!\w){number}[\s-]+(?:\w+\s+)?(?:{_either(lexicon, 'spans')})(?!\w)")


@cache
def _days_of_month(lexicon: Lexicon) -> re.Pattern[str]:
    months = _either(lexicon, "months")
    if lexicon.run_on:
        return re.compile(rf"\d+年|(?:{months})(?:\d+日)?")
    return re.compile(rf"(?<!\w)(?:\d{{1,2}}\.?\s+)?(?:{months})(?:\s+\d{{1,2}}(?!\d))?(?!\w)")


@cache
def _prepositions(language: str) -> re.Pattern[str]:
    """A word after a preposition and its articles; whether it is a name is seen from its capital letter."""
    before = _led(language, "place_before")
    articles = _led(language, "articles")
    between = f"(?:(?:{articles})){{0,2}}" if articles else ""
    return re.compile(rf"(?<!\w)(?:{before}){between}([^\W\d_][\w'-]{{0,40}})")


@cache
def _named_places(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """ "Lake Chad", "lac Nokoué" and "Portland Bight": a place noun before a name, and one after it."""
    nouns = "|".join(entry_pattern(one) for one in Lexicon(language).entries("place_nouns"))
    links = r"(?:(?:of|de|du|da|do|des|del|de la|la|el|les)\s+|d'|l')?"
    return (
        re.compile(rf"(?<!\w)(?:{nouns})\s+{links}([^\W\d_][\w'-]{{0,40}})"),
        re.compile(rf"(?<!\w)([^\W\d_][\w'-]{{0,40}})\s+(?:{nouns})(?!\w)"),
    )


@cache
def _no_places(language: str) -> re.Pattern[str]:
    lexicon = Lexicon(language)
    names = ("not_places", "months", "languages", "articles")
    entries = [one for name in names for one in lexicon.entries(name)]
    return re.compile("|".join(f"(?:{entry_pattern(one)})" for one in entries) or r"(?!)")


@cache
def _party_names(language: str) -> re.Pattern[str]:
    """Parties by name, in any case; one of five letters or more also begins a word (Senegal, Senegalese)."""
    names: set[str] = set()
    for party in PARTIES.values():
        by_language = dict(party.names)
        for name in (by_language.get(language), by_language.get("en")):
            if name:
                names.add(prepare(re.split(r"[(,（]", name)[0].strip()).folded)
    if language == "zh":
        return re.compile("|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)))
    parts = (
        re.escape(name) + (r"\w*" if len(name) >= 5 else "") for name in sorted(names, key=len, reverse=True) if name
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)")


def _led(language: str, name: str) -> str:
    """Entries that lead on to another word: one that ends in an apostrophe without a space, any other with one."""
    entries = sorted(Lexicon(language).entries(name), key=len, reverse=True)
    return "|".join(entry_pattern(one) + ("" if one.endswith("'") else r"\s+") for one in entries)


def _either(lexicon: Lexicon, name: str) -> str:
    entries = sorted(lexicon.entries(name), key=len, reverse=True)
    return "|".join(re.escape(one) if lexicon.run_on else entry_pattern(one) for one in entries) or r"(?!)"
