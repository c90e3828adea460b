"""The library that ships with the program, as documents."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from knowledge.documents import read_lines
from knowledge.port import Document

FILES = ("practices", "requests", "examples", "targets", "terms", "guides")
"""Practices and requests rest on a public record, examples are invented; targets, terms, and guides to this service
are in plain words."""


def documents() -> Iterator[Document]:
    """The whole library, in the order of its files. Each has a source; only examples are `demo`."""
    for name in FILES:
        yield from _file(name)


def guides() -> Iterator[Document]:
    """What the service says of itself, each part with the questions it answers."""
    return _file("guides")


def _file(name: str) -> Iterator[Document]:
    text = files("knowledge").joinpath("library", f"{name}.jsonl").read_text(encoding="utf-8")
    return read_lines(text.splitlines())
