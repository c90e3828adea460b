"""Find what is close: by meaning in all languages at once, and by exact names, acronyms and codes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from knowledge import names, nearness
from knowledge.closeness import RARE, Candidate, Ranking, Scored, Seen, closest, fit_to_show, listed
from knowledge.documents import from_json
from knowledge.glossary import asked_terms
from knowledge.port import Hit, Query
from knowledge.store import Shelf, Store, either_name
from knowledge.visibility import Filter, both, may_see, seen_by
from knowledge.works import work_of

POOL = 64
"""Passages looked at, by meaning and by name."""
FEW = 40
"""Passages of cases a word or a name may stand in, and still say something."""
TYPED = 4
"""Words of a question to the cases that are looked for as written; a longer one has a meaning."""
_SAID = re.compile(r"\w{5,}")
FAMILY = 256
"""Passages looked at around the best of a list."""
READ = 1000
"""Characters of a message that are embedded; more would blur it."""

Passage = tuple[Mapping[str, Any], float]
"""The marks of a passage, and its cosine similarity to the query."""


@dataclass(slots=True)
class _Sighting:
    """What the passages of one document showed, while they are gone through."""

    record: str
    about: frozenset[str]
    text: float = -1.0
    question: float = -1.0
    names: frozenset[str] = frozenset()

    def add(self, passage: Passage) -> None:
        marks, similarity = passage
        self.names |= frozenset(marks.get("names", []))
        if marks.get("question"):
            self.question = max(self.question, similarity)
        else:
            self.text = max(self.text, similarity)


def text_of(query: Query) -> str:
    """What is embedded of a query; "" when it asks for nothing."""
    return query.text.strip()[:READ] if query.limit > 0 else ""


def candidates(query: Query, vector: Sequence[float], store: Store, floor: float) -> tuple[Hit, ...]:
    """Everything close that the viewer may see, best first; not yet cut to the limit.

    A term whose meaning is asked comes before all others. `vector` is what the model made of `text_of(query)`, `floor`
    that model's. Blocks: reads the store.

    Raises:
        KnowledgeUnavailable: the index cannot be read.
    """
    text = text_of(query)
    kinds = tuple(kind for kind in query.kinds if kind != "case")
    found: list[Hit] = []
    if kinds or not query.kinds:
        found += _documents_close(replace(query, kinds=kinds), text, vector, store, floor)
    if "case" in query.kinds and query.viewer.desk:
        found += _cases_close(query, vector, store)
        found.sort(key=lambda hit: (-hit.score, hit.document.id))
    return tuple(hit for hit in found if hit.score >= query.least)


def _documents_close(query: Query, text: str, vector: Sequence[float], store: Store, floor: float) -> Sequence[Hit]:
    where = seen_by(query)
    named = names.find(query.text)
    rare = _rare_words(query.text, where, store)
    passages = [
        *store.nearest(vector, where, POOL),
        *_with_names([name.key for name in named], vector, where, store),
        *_with_words(rare, vector, where, store),
    ]
    defined = _definitions(text, vector, where, store, query)
    scored = _scored(_documents(passages), Ranking(query, _seen(named, rare, store)))
    found = fit_to_show(scored) if query.strict else _list(scored, where, store, floor)
    terms = {hit.document.id for hit in defined}
    hits = sorted((each.hit for each in found), key=lambda hit: (-hit.score, hit.document.id))
    return (*defined, *_one_of_each_work(hit for hit in hits if hit.document.id not in terms))


def _cases_close(query: Query, vector: Sequence[float], store: Store) -> Sequence[Hit]:
    """Cases of the desk, which may be many: nothing is filtered within the store, for all of them are the desk's."""
    named = names.find(query.text)
    passages = store.nearest(vector, {}, POOL, "cases")
    # A name that many have is met among the nearest; looking for it takes longer than all the rest.
    if keys := [name.key for name in named if 0 < store.carrying(name.key, "cases") <= FEW]:
        passages += store.nearest(vector, either_name(keys, {}), FEW, "cases")
    written = _few_with(query.text, store)
    passages += _with_words(written, vector, {}, store, "cases")
    size = store.size("cases") if named or written else 0
    seen = (
        *(Seen(name, store.carrying(name.key, "cases"), size) for name in named),
        *(Seen(names.Named(_word(word), word, 1.0), len(ids), size) for word, ids in written.items()),
    )
    candidates = (one for one in _documents(passages) if one.document.id not in query.leave_out)
    return [scored.hit for scored in _scored(candidates, Ranking(query, seen))]


def _few_with(text: str, store: Store) -> dict[str, set[str]]:
    """Words as an officer types them that stand in few cases, with the ids of those: short questions in some languages
    have hardly a meaning to be near to."""
    words = [word for word in dict.fromkeys(_SAID.findall(text)) if not names.find(word)]
    if len(words) > TYPED:
        return {}
    found = {word: store.containing(word, {}, FEW + 1, "cases") for word in words}
    return {word: ids for word, ids in found.items() if 0 < len(ids) <= FEW}


def _one_of_each_work(hits: Iterable[Hit]) -> Iterator[Hit]:
    """The best passage of every work; what is no part of a larger one is a work by itself."""
    seen: set[str] = set()
    for hit in hits:
        work = work_of(hit.document)
        if work not in seen:
            yield hit
        seen.add(work)


def _scored(found: Iterable[Candidate], ranking: Ranking) -> list[Scored]:
    visible = [candidate for candidate in found if may_see(candidate.document, ranking.query.viewer)]
    return [scored for scored in map(ranking.score, visible) if scored is not None]


def _list(scored: Sequence[Scored], where: Filter, store: Store, floor: float) -> list[Scored]:
    """Everything about the matter of the closest; nothing when not even that is close."""
    best = closest(scored)
    if best is None or best.closeness < floor:
        return []
    kinship: dict[str, float] = {}
    for marks, similarity in store.nearest(store.vector(best.hit.document.id), where, FAMILY):
        kinship.setdefault(str(marks["document"]), similarity)  # Best first: the first passage is the closest.
    return listed(scored, best, kinship, floor)


def _seen(named: Sequence[names.Named], rare: Mapping[str, set[str]], store: Store) -> tuple[Seen, ...]:
    """The names in the query, each with how many passages carry it."""
    size = store.size() if named else 0
    known = [Seen(name, store.carrying(name.key), size) for name in named]
    return (*known, *(Seen(names.Named(_word(word), word, 1.0), len(ids), size) for word, ids in rare.items()))


def _rare_words(text: str, where: Filter, store: Store) -> dict[str, set[str]]:
    """Capitalised words that few passages contain and the list of names lacks, with the ids of their documents."""
    unlisted = (word for word in names.proper(text) if not names.find(word) and not nearness.in_a_country_name(word))
    found = {word: store.containing(word, where, RARE + 1) for word in unlisted}
    return {word: ids for word, ids in found.items() if 0 < len(ids) <= RARE}


def _word(word: str) -> str:
    return f"word:{word}"


def _with_names(keys: Sequence[str], vector: Sequence[float], where: Filter, store: Store) -> list[Passage]:
    return store.nearest(vector, either_name(keys, where), POOL) if keys else []


def _with_words(
    rare: Mapping[str, set[str]], vector: Sequence[float], where: Filter, store: Store, shelf: Shelf = "documents"
) -> list[Passage]:
    return [
        ({**marks, "names": [*marks.get("names", []), _word(word)]}, similarity)
        for word, ids in rare.items()
        for marks, similarity in store.nearest(vector, both(where, {"document": {"$in": sorted(ids)}}), POOL, shelf)
    ]


def _documents(passages: Iterable[Passage]) -> Iterator[Candidate]:
    """One candidate per document, with its best passages and every name it was seen with."""
    sightings: dict[str, _Sighting] = {}
    for passage in passages:
        marks = passage[0]
        sighting = _Sighting(str(marks["record"]), frozenset(marks.get("about", [])))
        sightings.setdefault(str(marks["document"]), sighting).add(passage)
    for seen in sightings.values():
        yield Candidate(from_json(seen.record), seen.text, seen.question, seen.names, seen.about)


def _definitions(text: str, vector: Sequence[float], where: Filter, store: Store, query: Query) -> tuple[Hit, ...]:
    """The terms whose meaning the text asks for; empty for most texts."""
    asked: list[Filter] = [{"asked": {"$contains": term}} for term in asked_terms(text)]
    if not asked:
        return ()
    passages = store.nearest(vector, both(where, {"$or": asked} if len(asked) > 1 else asked[0]), POOL)
    return tuple(
        Hit(found.document, 1.0, (("name", found.document.title),))
        for found in _documents(passages)
        if may_see(found.document, query.viewer)
    )
