"""Cut a document into the short passages that are searched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge import names
from knowledge.documents import also, answers, as_json, questions, titles_and_texts
from knowledge.port import Document

LENGTH = 400
"""Characters: about three sentences. Longer passages blur several matters into one vector."""

SEARCHED = 2
"""Languages in which an explanation is searched, its own and the next: the floors were set with so many."""

_SENTENCE = re.compile(r"(?<=[.!?؟;])\s+|(?<=[。！？；])\s*|\n+")


Marks = dict[str, str | bool | list[str]]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage with its title in front, and the marks by which the store filters."""

    id: str
    text: str
    marks: Marks


def cut(document: Document) -> tuple[Chunk, ...]:
    """At least one passage, in order; every language that is searched on its own.

    The ids depend on the document's id and the order only. All passages of a document carry the same marks, but for
    "question" on each wording of the question a guide answers.
    """
    marks = _marks(document)
    passages = [f"{title}. {part}".strip() for title, text in _found_by(document) for part in _passages(text)]
    asked = [(text, {**marks, "question": True}) for text in questions(document)]
    marked = [*((text, marks) for text in passages), *asked]
    return tuple(Chunk(f"{document.id}#{number}", text, each) for number, (text, each) in enumerate(marked))


def _found_by(document: Document) -> tuple[tuple[str, str], ...]:
    """(title, text) in the languages that are searched: all of a case.

    What explains is found by its name, its number or its question, in every language; its translations are there to be
    read. Searched as well, they would make its words common and stand beside cases that say more.
    """
    told = titles_and_texts(document)
    return told[:SEARCHED] if document.kind in ("term", "target") or answers(document) else told


def _marks(document: Document) -> Marks:
    marks: Marks = {
        "document": document.id,
        "kind": document.kind,
        "visibility": document.visibility,
        "owner": document.owner,
        "demo": document.demo,
        "record": as_json(document),
    }
    words = [*(title for title, _ in titles_and_texts(document)), *(text for _, text in _found_by(document))]
    named = names.keys([document.id, *words, *document.facets.get("themes", "").split(";")])
    targets = tuple(f"target:{number}" for number in document.facets.get("targets", "").split())
    # A store mark may not be an empty list.
    if found := list(dict.fromkeys((*named, *targets))):
        marks["names"] = found
    # What a case is called are somebody's first words: they speak of one thing, and of more than that one.
    titles = () if document.kind == "case" else names.exact(title for title, _ in titles_and_texts(document))
    if titles:
        marks["about"] = list(titles)
    if document.kind == "term":
        marks["asked"] = [names.fold(word.strip()) for word in _terms(document)]
    return marks


def _terms(document: Document) -> Iterator[str]:
    for title, _ in titles_and_texts(document):
        yield title
    yield from also(document)


def _passages(text: str) -> Iterator[str]:
    passage = ""
    for sentence in filter(None, map(str.strip, _SENTENCE.split(text))):
        if passage and len(passage) + len(sentence) > LENGTH:
            yield passage
            passage = ""
        passage = f"{passage} {sentence}".strip()
        while len(passage) > 2 * LENGTH:
            yield passage[: 2 * LENGTH]
            passage = passage[2 * LENGTH :]
    if passage or not text.strip():
        yield passage
