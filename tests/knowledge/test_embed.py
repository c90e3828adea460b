"""The embedding model is the one we mean, or says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.bundled import FILES, installed, verify
from knowledge.embed import Embedder, open_embedder
from knowledge.port import KnowledgeUnavailable


def test_the_installed_files_are_the_known_ones() -> None:
    """The weights and the vocabulary have the recorded SHA-256."""
    verify(installed())


def test_changed_file_is_refused(tmp_path: Path) -> None:
    """A file that differs is named, with what to do."""
    for name in FILES:
        (tmp_path / name).write_bytes(b"other")

    with pytest.raises(KnowledgeUnavailable, match=r"'weights.npz' is not the file we know .* reinstall"):
        verify(tmp_path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is missing is named, with what to do."""
    with pytest.raises(KnowledgeUnavailable, match=r"lacks 'weights.npz'; reinstall"):
        verify(tmp_path)


def test_vectors_are_unit_and_multilingual(embedder: Embedder) -> None:
    """512 numbers of length one; the same thing said in two languages is closer than two things in one."""
    reef, recif, bank = embedder.documents(["a coral reef", "un récif de corail", "a bank account"])

    def near(one: object, other: object) -> float:
        return sum(a * b for a, b in zip(one, other, strict=True))  # type: ignore[call-overload]

    assert len(reef) == 512
    assert near(reef, reef) == pytest.approx(1.0, abs=1e-4)
    assert near(reef, recif) > near(reef, bank) + 0.3
    assert embedder.documents([]) == []


def test_another_model_by_name() -> None:
    """Another model is named as LangChain names it and loaded when used; a name without provider is refused."""
    assert open_embedder("openai:text-embedding-3-small").model.tag == "openai:text-embedding-3-small"
    with pytest.raises(ValueError, match="no embedding model 'small'"):
        open_embedder("small")


def test_uninstalled_provider_says_what_to_do() -> None:
    """A provider whose package is absent gives an error an operator can act on, at first use."""
    with pytest.raises(KnowledgeUnavailable, match="'nobody:model' cannot be opened"):
        open_embedder("nobody:model").query("reef")
