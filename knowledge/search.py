"""Find what is close: by meaning in all languages at once, and by exact names, acronyms and codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge import names, nearness
from knowledge.documents import from_json
from knowledge.embed import Embedder
from knowledge.glossary import asked_terms
from knowledge.port import Document, Hit, Query
from knowledge.store import Store, either_name
from knowledge.visibility import Filter, both, may_see, seen_by

NAME_BONUS = 0.3
"""What all names of the query found in a document add to its similarity; some of them add a part.

Measured on the evaluation set: recall at 5 is 0.84 without, 0.96 with 0.2 to 0.4."""
POOL = 64
"""Passages looked at, by meaning and by name."""
QUESTION_DISCOUNT = 0.12
"""Taken from a passage that is a question alone: "how do I ...?" is a little like any other.

Measured: most off-topic questions stay under 0.38 of such a passage; those it answers come to 0.40 and more."""
READ = 1000
"""Characters of a message that are embedded; more would blur it."""
RARE = 5
"""A capitalised word that more passages contain than this is no name."""


Passage = tuple[Mapping[str, Any], float]
"""The marks of a passage, and its cosine similarity to the query."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A document that may be close."""

    document: Document
    similarity: float
    """Of its closest passage."""
    names: frozenset[str]


def candidates(query: Query, store: Store, embedder: Embedder) -> tuple[Hit, ...]:
    """Everything close that the viewer may see, best first; not yet cut to the limit.

    A term whose meaning is asked comes before all others. Blocks: embeds the text and reads the store.

    Raises:
        KnowledgeUnavailable: the index or the model cannot be read.
    """
    text = query.text.strip()[:READ]
    if not text or query.limit < 1:
        return ()
    where = seen_by(query)
    vector = embedder.query(text)
    listed = names.find(query.text)
    rare = _rare_words(query.text, where, store)
    named = (*listed, *(names.Named(_word(word), word, 1.0) for word in rare))
    passages = [
        *store.nearest(vector, where, POOL),
        *_with_names([name.key for name in listed], vector, where, store),
        *_with_words(rare, vector, where, store),
    ]
    defined = _definitions(text, vector, where, store, query)
    found = [hit for candidate in _documents(passages) for hit in _close(candidate, named, query, embedder.model.floor)]
    terms = {hit.document.id for hit in defined}
    others = (hit for hit in found if hit.document.id not in terms)
    return (*defined, *sorted(others, key=lambda hit: (-hit.score, hit.document.id)))


def _rare_words(text: str, where: Filter, store: Store) -> dict[str, set[str]]:
    """Capitalised words that few passages contain and the list of names lacks, with the ids of their documents."""
    unlisted = (word for word in names.proper(text) if not names.find(word))
    found = {word: store.containing(word, where, RARE + 1) for word in unlisted}
    return {word: ids for word, ids in found.items() if 0 < len(ids) <= RARE}


def _word(word: str) -> str:
    return f"word:{word}"


def _with_names(keys: Sequence[str], vector: Sequence[float], where: Filter, store: Store) -> list[Passage]:
    return store.nearest(vector, either_name(keys, where), POOL) if keys else []


def _with_words(rare: Mapping[str, set[str]], vector: Sequence[float], where: Filter, store: Store) -> list[Passage]:
    return [
        ({**marks, "names": [*marks.get("names", []), _word(word)]}, similarity)
        for word, ids in rare.items()
        for marks, similarity in store.nearest(vector, both(where, {"document": {"$in": sorted(ids)}}), POOL)
    ]


def _documents(passages: Iterable[Passage]) -> Iterator[Candidate]:
    """One candidate per document, with its best passage and every name it was seen with."""
    best: dict[str, Passage] = {}
    carried: dict[str, set[str]] = {}
    for marks, similarity in passages:
        id = str(marks["document"])
        if marks.get("question"):
            similarity -= QUESTION_DISCOUNT
        carried.setdefault(id, set()).update(marks.get("names", []))
        if id not in best or similarity > best[id][1]:
            best[id] = marks, similarity
    for id, (marks, similarity) in best.items():
        yield Candidate(from_json(str(marks["record"])), similarity, frozenset(carried[id]))


def _close(candidate: Candidate, named: Sequence[names.Named], query: Query, floor: float) -> Iterator[Hit]:
    """The candidate as a hit, or nothing. Nearness counts only once meaning and names are close enough."""
    shared = [name for name in named if name.key in candidate.names]
    whole = max(sum(name.weight for name in named), 1.0)
    closeness = candidate.similarity + NAME_BONUS * sum(name.weight for name in shared) / whole
    if closeness < floor or not may_see(candidate.document, query.viewer):
        return
    near = nearness.reasons(candidate.document, query)
    exact = [("name", name.words) for name in shared if name.weight == 1.0]
    topics = ", ".join(name.words for name in shared if name.weight < 1.0)
    yield Hit(candidate.document, closeness + nearness.bonus(near), (*exact, ("meaning", topics), *near))


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
