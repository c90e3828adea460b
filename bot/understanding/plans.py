"""The needs that a plan states: sentences that say what a country lacks, with what a request about each may say.

The words are in data/<language>/plans.txt. A sentence is a need when it says that a capacity or a technology is
lacking, hindered, needed or a priority, or when it orders one as an action does. What was done already, and what
meetings of the Convention asked for, is none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from bot.understanding import concepts, countries, titles
from bot.understanding.finding import Finding
from bot.understanding.lexicon import LANGUAGES, Lexicon, Match, lexicon
from bot.understanding.prose import Sentence, sentences
from bot.understanding.references import OPENING, Plan, action_of, plan_of
from bot.understanding.script import Message
from dialogs.answers import Answer, Citation, Source
from dialogs.needs import Need
from dialogs.vocabularies.parties import PARTIES
from knowledge.reading.port import Part

MOST = 15
"""Needs proposed of one document: three screens of five."""
SENTENCES = 20_000
"""Sentences and cells of a document that are looked at: those of some 500 pages; what stands behind them is not."""
SHORT = 10
"""Characters of the shortest sentence proposed: Chinese says a need in ten."""
QUOTED = 600
"""Characters of the longest sentence proposed; a longer one is a table or a list that was not told apart."""
SHORTEST = 200
"""Characters below which no text is taken for a part of a plan, whatever its script."""
PASTED = 120
"""Words from which a pasted text may be a part of a plan. Chosen: people tell their own problem in fewer."""

_STRENGTH: Mapping[str, float] = {"lack": 3.0, "scant": 2.5, "need": 2.5, "barrier": 2.0, "priority": 1.0}
_ORDERED = (1.5, 2.5)
"""Strength of what a plan orders to be done ("Train fifteen officers"), and of the same in a list of actions."""
_ELSEWHERE = 3.0
"""What it loses when it speaks of meetings and bodies of the Convention."""
_LEAST = 2.5
"""Strength from which a sentence is proposed."""
_CROWDED = 5.0
"""The same in a document of a meeting, which speaks of everybody's needs."""
_MEETING = (12, 4 / 1000)
"""Mentions of meetings and bodies of the Convention, in all and a word, from which a document is one of theirs."""
FEW = 3
"""Needs proposed of such a document, at most."""
_WORDS = (5, 70)
_ALIKE = 0.6
"""Share of words in common from which two sentences state the same need."""
_REACH: Mapping[str, int] = {"scant": 3}
_FAR = 12
"""Words from what is wanted to the word for wanting, at most; "scant" words ("no", "few") stand right before it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A sentence with the words of plans in it."""

    sentence: Sentence
    message: Message
    strength: float
    """0 when it states no need."""
    meetings: int
    """Mentions of meetings and bodies of the Convention."""


def needs(title: str, language: str, parts: Sequence[Part], document: str = "") -> tuple[Need, ...]:
    """What a document states that is lacking, most telling first, at most `MOST`; empty when it states nothing.

    `language` is the document's, "" when it is not known. `document` is its name in citations.
    """
    words = _words(language)
    stated: list[_Read] = []
    meetings, weight = 0, 0.0
    for sentence in filter(_is_whole, islice(sentences(parts), SENTENCES)):
        one = _weighed(sentence, words)
        meetings, weight = meetings + one.meetings, weight + one.message.weight
        if one.strength >= _LEAST:
            stated.append(one)
    crowded = meetings >= max(_MEETING[0], _MEETING[1] * weight)
    strong = (one for one in stated if one.strength >= (_CROWDED if crowded else _LEAST))
    chosen = _distinct(sorted(strong, key=lambda one: -one.strength), FEW if crowded else MOST)
    if not chosen:
        return ()
    opening = "\n".join(part.text for part in parts[:3])
    plan = plan_of(title, opening, words)
    country = _country(title, opening)
    return tuple(_need(one, plan, country, document, words) for one in chosen)


def reads_like_a_plan(text: str, found: Sequence[Need]) -> bool:
    """Whether a long text is rather a part of a plan than a problem in somebody's own words.

    It states several needs, names a plan or numbers its actions, and hardly anybody says "we" in it.
    """
    message = Message(text)
    if message.weight < PASTED or len(found) < 2:
        return False
    matches = Counter(match.code for match in _words("").every(message))
    named = matches["plan"] > 0 or any("national_priority" in need.answers for need in found)
    numbered = sum(line.lstrip()[:1].isdigit() for line in text.splitlines())
    return (named or numbered >= 2) and matches["own"] <= message.weight / 60


@cache
def _words(language: str) -> Lexicon:
    return lexicon("plans", (language,) if language in LANGUAGES else LANGUAGES)


def _weighed(sentence: Sentence, words: Lexicon) -> _Read:
    message = Message(sentence.text)
    found: dict[str, list[Match]] = {}
    for match in words.every(message):
        found.setdefault(match.code, []).append(match)
    least, most = _WORDS
    strength = _strength(sentence, message, found, words) if least <= message.weight <= most else 0.0
    return _Read(sentence, message, strength, len(found.get("forum", ())))


def _is_whole(sentence: Sentence) -> bool:
    """Whether it is a sentence or an item, and neither a piece of one, a question, a small cell nor running text."""
    text = sentence.text
    begins = bool(sentence.mark) or not text[0].islower()
    return begins and SHORT <= len(text) <= QUOTED and text[-1] not in "?؟？"


def _strength(sentence: Sentence, message: Message, found: Mapping[str, Sequence[Match]], words: Lexicon) -> float:
    """How clearly a sentence says that a capacity or a technology is wanted; 0 when it does not."""
    capacities = found.get("capacity", ())
    if not capacities or "met" in found:
        return 0.0
    scale = 2 if message.han else 1
    near = {
        code: weight
        for code, weight in _STRENGTH.items()
        if any(_wants(match, other, scale) for match in found.get(code, ()) for other in capacities)
    }
    under = _codes(sentence.heading, words)
    first = min((match.first for match in found.get("act", ())), default=len(message.words))
    ordered = first == 0 and any(match.last > 1 for match in capacities)
    listed = bool(sentence.mark or under & {"heading", "unit"})
    strength = max(near.values(), default=0.0) + 0.5 * max(len(near) - 1, 0) + (_ORDERED[listed] if ordered else 0.0)
    if not strength:
        return 0.0
    strength += 0.5 * min(len({match.first for match in capacities}) - 1, 2) + (1.0 if "heading" in under else 0.0)
    return strength - (_ELSEWHERE if "forum" in found else 0.0)


@lru_cache(4096)
def _codes(heading: str, words: Lexicon) -> frozenset[str]:
    """What a heading speaks of; asked again for every sentence below it."""
    return frozenset(match.code for match in words.every(Message(heading))) if heading else frozenset()


def _wants(match: Match, capacity: Match, scale: int) -> bool:
    """Whether a word for wanting stands by a capacity. One word alone wants nothing: "training needs" of what?"""
    alone = match.code == "need" and match.first <= capacity.first < match.last
    far = capacity.first - match.first
    return not alone and abs(far) <= _REACH.get(match.code, _FAR) * scale and (far >= 0 or match.code != "scant")


def _distinct(read: Sequence[_Read], most: int) -> list[_Read]:
    """The first so many, without those that say again what a stronger one says."""
    kept: list[tuple[frozenset[str], _Read]] = []
    for one in read:
        said = frozenset(word.text for word in one.message.words if len(word.text) > 3 or one.message.han)
        if not any(len(said & other) >= _ALIKE * min(len(said), len(other)) for other, _ in kept):
            kept.append((said, one))
        if len(kept) == most:
            break
    return [one for _, one in kept]


def _country(title: str, opening: str) -> tuple[str, ...]:
    """The Party a document is of: the one its title names, or its beginning most often; empty when not clear."""
    for text in (title, opening[:OPENING]):
        named = Counter(
            place.codes[0]
            for place in countries.places(Message(text)).named
            if len(place.codes) == 1 and place.codes[0] in PARTIES and not place.denied
        )
        best = named.most_common(2)
        if best and (len(best) == 1 or best[0][1] > 2 * best[1][1]):
            return (best[0][0],)
    return ()


def _need(one: _Read, plan: Plan, country: tuple[str, ...], document: str, words: Lexicon) -> Need:
    sentence = one.sentence
    citation = Citation(document, sentence.page, sentence.heading if not sentence.page else "")
    answers: dict[str, Answer] = {}
    if country:
        answers["country"] = Answer(country, Source.DOCUMENT, "", confirmed=False, citation=citation)
    for finding in _findings(one.message, country):
        words_of_it = one.message.quote(finding.start, finding.end)
        answers[finding.field] = Answer(finding.value, Source.DOCUMENT, words_of_it, confirmed=False, citation=citation)
    if reference := plan.reference(action_of(sentence, words)):
        answers["national_priority"] = Answer(reference, Source.DOCUMENT, "", confirmed=False, citation=citation)
    return Need(sentence.text, citation, answers)


def _findings(message: Message, country: tuple[str, ...]) -> Iterator[Finding]:
    found = [one for one in concepts.proposals(message, country) if one.field != "scope"]  # The plan's, not the need's.
    yield from found
    about = tuple((f.start, f.end) for f in found if f.field in ("gbf_targets", "assistance_types", "themes"))
    if title := titles.propose(message, about, first=True):
        yield title
