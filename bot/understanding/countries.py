"""Parties named in a message, by name, nationality, capital or abbreviation, and what the words deny."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from bot.understanding.finding import Finding
from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, lexicon, read
from bot.understanding.script import Message, fold

_NO_PLACE = "-"
"""The code of what bears a Party's name and is no place: a Brazil nut."""
_CLOSE = 84
"""Likeness of a misspelled name, of 100."""


@dataclass(frozen=True, slots=True)
class Named:
    """A place named in a message."""

    codes: tuple[str, ...]
    """One Party, or several that share the name."""
    start: int
    end: int
    denied: bool
    """"Not Fiji"."""
    recalled: bool = False
    """"I said Fiji": denied as well where another place is named beside it."""


@dataclass(frozen=True, slots=True)
class Places:
    """What a message says of countries."""

    own: tuple[str, ...]
    others: tuple[str, ...]
    ambiguous: tuple[str, ...]
    """The Parties an ambiguous name can mean, when nothing else decides; offered as options by the caller."""
    named: tuple[Named, ...]


_NOWHERE = Places((), (), (), ())


@cache
def facts() -> Mapping[str, Mapping[str, object]]:
    """What names.json says of each Party: names by language, currency."""
    text = files("bot.understanding").joinpath("data", "names.json").read_text(encoding="utf-8")
    countries: dict[str, Mapping[str, object]] = json.loads(text)["countries"]
    return countries


def currency_of(country: str) -> str:
    """ISO 4217 code of a Party's currency; empty when unknown."""
    return str(facts().get(country, {}).get("currency", ""))


@cache
def _lexicon() -> Lexicon:
    entries = [(code, phrase) for code, phrases in read("places").items() for phrase in phrases]
    shared = {fold(phrase) for code, phrases in read("places").items() if "/" in code for phrase in phrases}
    for code, party in facts().items():
        names = party["names"]
        if isinstance(names, dict):
            entries += [
                (code, str(name)) for group in names.values() for name in group if fold(str(name)) not in shared
            ]
    return Lexicon(entries)


@cache
def _waters() -> Lexicon:
    return lexicon("waters")


@cache
def _recalling() -> Lexicon:
    return Lexicon(
        (code, p)
        for language in LANGUAGES
        for code, ps in read("corrections", language).items()
        if code == "said"
        for p in ps
    )


@cache
def _negation() -> Lexicon:
    return lexicon("negation")


Spans = tuple[tuple[int, int], ...]
"""Half-open, in the folded text."""


def places(message: Message, *, several: bool = False, beside: Spans = ()) -> Places:
    """The countries a message names, the person's own first.

    With `several` every country named is the person's own; else the first is, and the rest are others. Names within
    `beside` say something else: "in French", "Kenyan shillings".
    """
    key = (places, several, beside)
    kept = message.found.get(key)
    if not isinstance(kept, Places):
        kept = message.found[key] = _places(message, several=several, beside=beside)
    return kept


def _places(message: Message, *, several: bool, beside: Spans) -> Places:
    found = tuple(p for p in named(message) if not any(start <= p.start and p.end <= end for start, end in beside))
    if not found:
        return _NOWHERE
    if any(place.recalled for place in found) and any(not (p.recalled or p.denied) for p in found):
        found = tuple(replace(place, denied=place.denied or place.recalled) for place in found)
    if not several:
        found = _either(message, found)
    clear = tuple(dict.fromkeys(place.codes[0] for place in found if len(place.codes) == 1 and not place.denied))
    denied = {place.codes[0] for place in found if place.denied and len(place.codes) == 1}
    loose = tuple(place for place in found if len(place.codes) > 1 and not place.denied)
    kept = [code for code in clear if code not in denied]
    for place in loose:
        left = [code for code in place.codes if code not in denied]
        if len(left) == 1 and not any(code in kept for code in place.codes):
            kept.append(left[0])
    unsettled = () if kept or not loose else loose[0].codes
    if several:
        return Places(tuple(kept), (), unsettled, found)
    own = _home(message, found, kept)
    return Places(own, tuple(code for code in kept if code not in own and code != "XX"), unsettled, found)


def _either(message: Message, found: tuple[Named, ...]) -> tuple[Named, ...]:
    """The same, with those that "or" stands between as one name that means either: "Fiji or Tonga"."""
    taken: list[Named] = []
    for place in found:
        before = taken[-1] if taken else None
        if before and not (before.denied or place.denied) and _or(message, before.end, place.start):
            codes = tuple(dict.fromkeys((*before.codes, *place.codes)))
            taken[-1] = replace(before, codes=codes, end=place.end)
        else:
            taken.append(place)
    return tuple(taken)


def _or(message: Message, start: int, end: int) -> bool:
    """Whether nothing but "or" stands between two names, with a small word or a comma at most."""
    words = [word.text for word in message.words if start <= word.start < end]
    between = "".join(words)
    said = [word for word in words if word not in _SMALL]
    return bool(said) and (between in _OR or (len(said) == 1 and said[0] in _OR))


_OR = frozenset(("or", "ou", "o", "u", "или", "либо", "او", "ام", "或", "或者", "还是"))


def named(message: Message) -> tuple[Named, ...]:
    """Every place a message names, left to right; "Lake Chad" is in Chad only where no country is named beside it."""
    waters = _waters().find(message)
    places = [
        match
        for match in _lexicon().find(message)
        if match.code != _NO_PLACE and not any(w.first < match.last and match.first < w.last for w in waters)
    ]
    return tuple([_read(message, match) for match in places or waters])


_SMALL = frozenset((
    "in", "from", "the", "for", "le", "la", "les", "el", "au", "aux", "en", "de", "du", "del", "em", "do", "da", "no",
    "na", "в", "из", "для", "на", "من", "في", "عن", "在",
))  # fmt: skip


def _read(message: Message, match: Match) -> Named:
    before = message.words[max(0, match.first - 3) : match.first]
    denied = recalled = False
    for at in range(len(before)):
        first = match.first - len(before) + at
        denial = _negation().starting(message, first)
        if denial is not None and message.folded[denial.start : denial.end] == "no" and _portuguese(message):
            denial = None
        denied = denied or _leads_to(message, denial, match)
        recalled = recalled or _leads_to(message, _recalling().starting(message, first), match)
    return Named(tuple(match.code.split("/")), match.start, match.end, denied, recalled)


_PORTUGUESE = frozenset((
    "nao", "em", "com", "do", "dos", "ao", "uma", "um", "sao", "aqui", "e", "voces", "precisamos", "queremos", "nosso",
    "nossa", "nossos", "nossas", "temos", "pra", "pro", "muito", "depois", "tambem", "foi", "isso", "esse", "mas",
))  # fmt: skip


def _portuguese(message: Message) -> bool:
    """Whether the "no" before a name is "in the": Portuguese words stand beside it, or no other place is named."""
    if len(_lexicon().find(message)) == 1:
        return True
    words = {word.text for word in message.words}
    return len(words & _PORTUGUESE) >= 2 and not words & {"el", "los", "es", "y", "en"}


def _leads_to(message: Message, found: Match | None, match: Match) -> bool:
    """Whether a phrase stands right before a name, a small word between them at most."""
    if found is None:
        return False
    beside = found.last == match.first
    before = message.words[match.first - 1].text
    near = beside or (found.last == match.first - 1 and before in _SMALL)
    return near and not any(mark in message.between(found.end, match.start) for mark in ",.;:!?")


@cache
def _origins() -> Lexicon:
    return lexicon("origins")


def _home(message: Message, named: tuple[Named, ...], kept: list[str]) -> tuple[str, ...]:
    """The first country that is not only named as a partner, a neighbour or somebody's nationality."""
    origin_spans = _origins().find(message)
    candidates = [place for place in named if len(place.codes) == 1 and place.codes[0] in kept]
    if not candidates:
        return tuple(kept[:1])

    def rank(place: Named) -> tuple[int, int]:
        score = 0
        for cue in origin_spans:
            near = 0 <= place.start - cue.end <= 24 and not any(
                mark in message.between(cue.end, place.start) for mark in ".;!?"
            )
            if near and cue.code == "project":
                score -= 3
            elif near and cue.code == "partner":
                score += 2
            elif cue.code == "nationality" and 0 <= place.start - cue.end <= 3:
                score += 1 if len(candidates) > 1 else 0
        return (score, place.start)

    best = min(candidates, key=rank)
    return (best.codes[0],)


def findings(message: Message, *, held: tuple[str, ...] = (), beside: Spans = ()) -> tuple[Finding, ...]:
    """`country` and `other_countries` as the message states them; `beside` as for `places`."""
    found = places(message, beside=beside)
    if not found.named:
        return ()
    spans = {place.codes[0]: (place.start, place.end) for place in reversed(found.named)}
    spans |= {code: (p.start, p.end) for p in found.named if len(p.codes) > 1 for code in p.codes if code not in spans}
    result = []
    if found.own:
        if held and found.own[0] not in held and _is_partner(message, found, found.own[0]):
            return (Finding("other_countries", found.own, *spans[found.own[0]]),)
        result.append(Finding("country", found.own, *spans[found.own[0]]))
    if found.others:
        start = min(spans[code][0] for code in found.others)
        end = max(spans[code][1] for code in found.others)
        result.append(Finding("other_countries", found.others, start, end))
    return tuple(result)


def _is_partner(message: Message, found: Places, code: str) -> bool:
    place = next((p for p in found.named if code in p.codes), None)
    return place is not None and any(
        cue.code == "partner" and 0 <= place.start - cue.end <= 24 for cue in _origins().find(message)
    )


@cache
def _about_as_long(size: int) -> tuple[str, ...]:
    """The names that may be close enough to a text of a length: a ratio is at most twice the shorter over both."""
    return tuple(name for name in _spellings() if 200 * min(size, len(name)) >= _CLOSE * (size + len(name)))


@cache
def _spellings() -> Mapping[str, str]:
    return {
        Message(str(name)).plain: code
        for code, party in facts().items()
        if isinstance(party["names"], dict)
        for group in party["names"].values()
        for name in group
    }


def misspelled(message: Message) -> str | None:
    """The Party whose name a short message nearly is."""
    if not 4 <= len(message.plain) <= 40:
        return None
    from rapidfuzz import fuzz, process

    best = process.extractOne(message.plain, _about_as_long(len(message.plain)), scorer=fuzz.ratio, score_cutoff=_CLOSE)
    return _spellings()[best[0]] if best else None
