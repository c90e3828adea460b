"""The embedding model: which one, and proof that it is the one we mean."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

BUNDLED = "bundled"
BUNDLED_FLOOR = 0.26
"""Below this nothing is close: 23 of 24 off-topic questions stay under it; see benchmarks/search_quality.py."""
OTHER_FLOOR = 0.35  # Chosen, not measured: whoever names another model should measure its own.


@dataclass(frozen=True, slots=True)
class Model:
    """What has to be the same when an index is built and when it is read."""

    tag: str
    hash: str
    """SHA-256 over the files of the model; empty for a model that runs elsewhere."""
    floor: float
    """Cosine similarity, name bonus included, from which the best of a list may be about what was asked."""


@runtime_checkable
class ManyQueries(Protocol):
    """A model that embeds questions together. LangChain's `Embeddings` does so with documents alone, which a model may
    embed otherwise."""

    def embed_queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]: ...


class Embedder:
    """A model under its name; the weights are checked and loaded with the first text.

    `load` returns any LangChain `Embeddings`. Not for two threads at once.
    """

    def __init__(self, model: Model, load: Callable[[], Embeddings]) -> None:
        self.model = model
        self._load = load

    def query(self, text: str) -> Sequence[float]:
        """
        Raises:
            KnowledgeUnavailable: the model is missing or is not the one it should be.
        """
        return self._embeddings.embed_query(text)

    def queries(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector per text, in order, as `query` makes it: in one go where the model can, else one by one."""
        model = self._embeddings
        if isinstance(model, ManyQueries):
            return model.embed_queries(texts)
        return [model.embed_query(text) for text in texts]

    def documents(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """One vector per text, in order; raises like `query`."""
        return self._embeddings.embed_documents(list(texts))

    def let_go(self) -> None:
        """Free what was loaded, a hundred megabytes; the next text loads it again."""
        self.__dict__.pop("_embeddings", None)

    @cached_property
    def _embeddings(self) -> Embeddings:
        return self._load()


def open_embedder(setting: str = BUNDLED) -> Embedder:
    """The model a setting names: "bundled", or "provider:model" as LangChain's `init_embeddings` reads it.

    Raises:
        ValueError: the setting is neither.
    """
    if setting == BUNDLED:
        from knowledge.bundled import FILES, TAG, BundledEmbeddings

        return Embedder(Model(TAG, "+".join(sum[:16] for sum in FILES.values()), BUNDLED_FLOOR), BundledEmbeddings)
    provider, _, name = setting.partition(":")
    if not provider or not name:
        raise ValueError(f"no embedding model {setting!r}; give {BUNDLED!r} or provider:model")
    return Embedder(Model(setting, "", OTHER_FLOOR), lambda: _elsewhere(setting))


def _elsewhere(setting: str) -> Embeddings:
    from langchain.embeddings import init_embeddings

    from knowledge.port import KnowledgeUnavailable

    try:
        return init_embeddings(setting)
    except (ImportError, ValueError) as error:
        raise KnowledgeUnavailable(
            f"the embedding model {setting!r} cannot be opened ({error}); "
            f"install its LangChain package or name {BUNDLED!r}"
        ) from error
