"""What a message is about, proposed with the words that say so: targets, themes, assistance, gaps, reach.

Nothing is proposed without a word for it, and at most three of each. A species that is invasive in one sea and
native in another counts only where the country settles it. Where it is known how like the examples of each target a
text is, words and likeness are weighed together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache

from bot.understanding.finding import Finding
from bot.understanding.leanings import NONE
from bot.understanding.lexicon import Lexicon, Match, lexicon, read
from bot.understanding.script import Message
from dialogs.vocabularies.parties import PARTIES

MOST = 3
_NOUNS = {
    "gbf_targets": "targets", "themes": "themes", "assistance_types": "assistance", "gap_types": "gaps"}  # fmt: skip
_BROAD = frozenset(("10", "11", "12", "14", "20", "21", "8", "1"))
"""Targets whose words also occur beside another target's: they yield when a narrower one is named more often."""


_FAINT = frozenset(("23",))
"""Targets whose words often only say who was counted ("six women"): they yield unless named most often."""
_OFFICES = ("national_government", "subnational_government")
_REACH = 7
"""Letters between "ministry" and what it is the ministry of, which is not yet what the message is about."""

_WORD = 1.5
"""What a word for a target adds to the logarithm of its share."""
_WORDS = 3
"""Words that add; further ones say it again."""
_LIKELY = (0.08, 0.03)
"""The least share of a target that is shown, without and with a word for it; of nothing each would have 0.04."""
_BESIDE = (0.35, 0.1)
"""The least share of a second and a third, as a part of the first's, without and with a word.

All chosen where, of sentences in Spanish and Russian that were left out of the examples, nearly most were found among
the first three, while three of four shown were right on the labelled messages of the project.
"""
_QUOTED = 160
"""Characters of a message that are shown as the words that speak of something."""
_CLAUSE = re.compile(r"[^.!?;\n]+")


@cache
def _cues(noun: str) -> Lexicon:
    return Lexicon((code, phrase) for code, phrases in read(noun).items() for phrase in phrases)


@cache
def _species() -> tuple[tuple[frozenset[str], Lexicon], ...]:
    return tuple(
        (frozenset(part.strip() for part in regions.split(";")), Lexicon(("6", phrase) for phrase in phrases))
        for regions, phrases in read("species").items()
    )


def proposals(
    message: Message, countries: tuple[str, ...], *, spoken: tuple[int, int] | None = None
) -> tuple[Finding, ...]:
    """What the words speak of, one finding per field; `spoken` is where the languages of the help are named."""
    found = []
    for field, noun in _NOUNS.items():
        finding = _codes(message, field, noun, countries, spoken if field == "gap_types" else None)
        if finding:
            found.append(finding)
    reach = scope(message)
    return (*found, reach) if reach else tuple(found)


def likely_targets(
    message: Message, countries: tuple[str, ...], likely: Mapping[str, float], about: str = ""
) -> Finding | None:
    """The targets of a message by its words and by its likeness to examples; None where neither says enough.

    `about` is the text that was compared, "" for all of it. `likely` holds the logarithm of the share of each target,
    and of `leanings.NONE`.
    """
    ranked = _beside_offices(message, _ranked(message, "targets"))
    words = dict(_with_species(message, ranked, countries))
    named = {code: min(len({match.start for match in matches}), _WORDS) for code, matches in words.items()}
    if len(words) > len(ranked):
        named["6"] = _WORDS  # The country settles it: however often it is named, the species does not belong there.
    elif not countries and "6" not in words and any(names.find(message) for _, names in _species()):
        named["6"] = 1  # Whoever speaks of it mostly does so because it does not belong there.
    weights = {code: math.exp(share + _WORD * named.get(code, 0)) for code, share in likely.items()}
    first, *others = sorted(weights, key=lambda code: -weights[code])
    if first == NONE:
        return None
    total = sum(weights.values())
    chosen = [
        code
        for code in (first, *others)
        if code != NONE
        and weights[code] >= max(_LIKELY[code in words] * total, _BESIDE[code in words] * weights[first])
    ][:MOST]
    if not chosen:
        return None
    start, end = _span([words.get(code, ()) for code in chosen]) or _clause(message, about)
    return Finding("gbf_targets", tuple(chosen), start, end, inferred=True)


def scope(message: Message) -> Finding | None:
    """The reach, when the words name exactly one."""
    matches = lexicon("scope").find(message)
    if len({match.code for match in matches}) != 1:
        return None
    return Finding("scope", matches[0].code, matches[0].start, matches[0].end, inferred=True)


def named(message: Message, field: str) -> tuple[str, ...]:
    """The codes of a list whose words a message uses, most often first; an answer to the question, not a proposal."""
    ranked = _ranked(message, _NOUNS[field])
    return tuple(code for code, _ in ranked)


def _ranked(message: Message, noun: str) -> list[tuple[str, tuple[Match, ...]]]:
    hits: dict[str, list[Match]] = {}
    whole = [match for _, names in _species() for match in names.find(message)] if noun == "targets" else []
    for match in _cues(noun).every(message):
        if any(name.first <= match.first and match.last <= name.last for name in whole):
            continue  # The lions of "lionfish" are none.
        hits.setdefault(match.code, []).append(match)
    kept = [(code, tuple(matches)) for code, matches in hits.items()]
    return sorted(kept, key=lambda item: (-len({match.start for match in item[1]}), item[1][0].start))


def _codes(
    message: Message, field: str, noun: str, countries: tuple[str, ...], spoken: tuple[int, int] | None = None
) -> Finding | None:
    ranked = _ranked(message, noun)
    if spoken:  # "In Russian and English languages" says how to help, not what is missing.
        ranked = [(code, named) for code, named in ranked if not all(_touches(match, spoken) for match in named)]
    if field in ("gbf_targets", "themes"):
        ranked = _beside_offices(message, ranked)
    if field == "gbf_targets":
        ranked = _foremost(_narrow(_with_species(message, ranked, countries)))
    chosen = ranked[:MOST]
    span = _span([matches for _, matches in chosen])
    return Finding(field, tuple(code for code, _ in chosen), *span, inferred=True) if span else None


def _touches(match: Match, span: tuple[int, int]) -> bool:
    return match.start <= span[1] + 1 and span[0] - 1 <= match.end


def _span(named: Sequence[tuple[Match, ...]]) -> tuple[int, int] | None:
    """From the first to the last of the words behind several codes, or the first alone when they stand far apart."""
    firsts = [matches[0] for matches in named if matches]
    if not firsts:
        return None
    start, end = min(match.start for match in firsts), max(match.end for match in firsts)
    return (start, end) if end - start <= _QUOTED else (firsts[0].start, firsts[0].end)


def _clause(message: Message, about: str = "") -> tuple[int, int]:
    """The sentence that says most of what was compared, cut to what can be quoted: likeness is of no single word."""
    kept = {word.text for word in Message(about).words}

    def says(clause: re.Match[str]) -> tuple[int, int]:
        inside = [word for word in message.words if clause.start() <= word.start < clause.end()]
        return sum(not kept or word.text in kept for word in inside), len(clause[0].strip())

    clause = max(_CLAUSE.finditer(message.folded), key=says)
    start = clause.start() + len(clause[0]) - len(clause[0].lstrip())
    end = start + len(clause[0].strip())
    if end - start > _QUOTED:
        end = max(message.folded.rfind(" ", start, start + _QUOTED), start + _QUOTED // 2)
    return start, end


def _with_species(
    message: Message, ranked: list[tuple[str, tuple[Match, ...]]], countries: tuple[str, ...]
) -> list[tuple[str, tuple[Match, ...]]]:
    regions = {PARTIES[country].subregion for country in countries if country in PARTIES}
    for invaded, names in _species():
        matches = names.find(message)
        if matches and regions & invaded and all(code != "6" for code, _ in ranked):
            ranked = [("6", matches), *ranked]
    return ranked


def _beside_offices(
    message: Message, ranked: list[tuple[str, tuple[Match, ...]]]
) -> list[tuple[str, tuple[Match, ...]]]:
    """Without the words that only name a ministry, as long as others are left."""
    offices = [match for match in lexicon("organizations").find(message) if match.code in _OFFICES]
    kept = [(code, tuple(m for m in matches if not _names_office(m, offices))) for code, matches in ranked]
    kept = sorted((item for item in kept if item[1]), key=lambda item: -len({m.start for m in item[1]}))
    return kept or ranked


def _names_office(match: Match, offices: list[Match]) -> bool:
    return any(0 <= match.start - office.end <= _REACH or 0 <= office.start - match.end <= 1 for office in offices)


def _foremost(ranked: list[tuple[str, tuple[Match, ...]]]) -> list[tuple[str, tuple[Match, ...]]]:
    """Without those named less than half as often as the first; a third has to be named twice, or no less than it."""
    if not ranked:
        return ranked
    times = [len({match.start for match in matches}) for _, matches in ranked]
    most = max(times)
    return [
        item
        for at, (item, named) in enumerate(zip(ranked, times, strict=True))
        if named * 2 >= most and (at < MOST - 1 or named >= 2 or most == 1)
    ]


def _narrow(ranked: list[tuple[str, tuple[Match, ...]]]) -> list[tuple[str, tuple[Match, ...]]]:
    """Narrow targets first; a broad one stays when it is alone or named at least as often, a faint one when more."""
    faint = [item for item in ranked if item[0] in _FAINT]
    if faint and any(len(item[1]) >= len(faint[0][1]) for item in ranked if item[0] not in _FAINT):
        ranked = [item for item in ranked if item[0] not in _FAINT]
    narrow = [item for item in ranked if item[0] not in _BROAD]
    broad = [item for item in ranked if item[0] in _BROAD]
    if not narrow:
        return broad
    strongest = len(narrow[0][1])
    return [*narrow, *(item for item in broad if len(item[1]) >= strongest)]
