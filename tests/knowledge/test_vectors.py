"""Texts that wait at the same moment are embedded in one go, and each gets what it would have got alone."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from langchain_core.embeddings import Embeddings

from knowledge import open_knowledge
from knowledge.embed import Embedder, Model
from knowledge.port import KnowledgeUnavailable
from knowledge.vectors import MOST, Vectors


class Counting(Embeddings):
    """The length of a text, and how many came with it."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError("a question is no document")

    def embed_query(self, text: str) -> list[float]:
        return self.embed_queries([text])[0]

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        self.sizes.append(len(texts))
        if "bad" in texts:
            raise KnowledgeUnavailable("nobody can embed this")
        return [[float(len(text))] for text in texts]


class OneByOne(Embeddings):
    """As LangChain has it: questions are embedded alone."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise AssertionError("a question is no document")

    def embed_query(self, text: str) -> list[float]:
        return [float(len(text))]


def vectors(model: Embeddings) -> Vectors:
    return Vectors(Embedder(Model("test", "", 0.0), lambda: model))


def test_what_waits_is_embedded_together_and_once() -> None:
    model = Counting()
    waiting = vectors(model)
    asked = [waiting.ask("a" * size) for size in range(1, MOST + 3)]
    for _ in asked:
        waiting.work()
    assert [each.vector for each in asked] == [[float(size)] for size in range(1, MOST + 3)]
    assert model.sizes == [MOST, 2]


def test_one_bad_text_harms_no_other() -> None:
    waiting = vectors(Counting())
    good, bad, more = (waiting.ask(text) for text in ("reef", "bad", "mangrove"))
    waiting.work()
    assert (good.vector, more.vector) == ([4.0], [8.0])
    with pytest.raises(KnowledgeUnavailable):
        _ = bad.vector


def test_a_model_that_embeds_questions_alone_is_asked_one_by_one() -> None:
    waiting = vectors(OneByOne())
    asked = [waiting.ask(text) for text in ("reef", "mangrove")]
    waiting.work()
    assert [each.vector for each in asked] == [[4.0], [8.0]]


async def test_company_changes_no_vector(embedder: Embedder, tmp_path: Path) -> None:
    """Of the model that comes with the installation, through the index: asked together or alone, it is the same."""
    texts = ["why?", "our mangroves die back along the coast", "нужна лаборатория", "我们需要培训", "hm"]
    index = open_knowledge(tmp_path, embedder)
    try:
        together = await asyncio.gather(*(index.vector(text) for text in texts))
    finally:
        await index.close()
    for text, vector in zip(texts, together, strict=True):
        assert vector == pytest.approx(embedder.query(text), abs=1e-5)
