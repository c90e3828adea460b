"""What the bot needs from a knowledge base, and what it gives it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Kind = Literal["practice", "request", "guide", "provider", "opportunity", "target", "term", "case"]
Visibility = Literal["owner", "desk", "public"]


class KnowledgeUnavailable(Exception):
    """The index cannot be read; the caller goes on without hits. The message says what an operator should do."""


class ModelMismatch(KnowledgeUnavailable):
    """The index was built with another embedding model: `needs knowledge rebuild`."""


@dataclass(frozen=True, slots=True)
class Document:
    """Something that can be found: a few short fields, redacted before it comes here."""

    id: str
    kind: Kind
    language: str
    title: str
    text: str
    source: str
    year: str = ""
    """Empty when the source states none."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-2."""
    visibility: Visibility = "public"
    owner: str = ""
    """Whose it is, when visibility is "owner" or it came from a request."""
    facets: Mapping[str, str] = field(default_factory=dict)
    """"region", "lesson", "basis", "targets" and the like, as short strings."""
    demo: bool = False
    """An invented example: found only in demo mode, always labelled."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is looking. The desk sees everything but what others keep to themselves."""

    desk: bool = False
    owner: str = ""
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    text: str
    viewer: Viewer
    kinds: tuple[Kind, ...] = ()
    """Empty: all kinds but cases of the desk, which are found only where they are asked for."""
    limit: int = 3
    countries: tuple[str, ...] = ()
    """Where the person is; nearer hits come first among those equally close in meaning."""
    language: str = ""
    leave_out: tuple[str, ...] = ()
    least: float = -1.0
    """The score from which a hit is given; lists go on far below what their best is about."""
    strict: bool = False
    """Only what is fit to be put before a person who did not ask for a list: what is close, and nearly as close as the
    best; a guide only for its own question."""


@dataclass(frozen=True, slots=True)
class Hit:
    document: Document
    score: float
    """Cosine similarity, -1 to 1, plus a small bonus for nearness; best first."""
    why: tuple[tuple[str, str], ...]
    """Reasons as (code, detail), in the order to tell them: ("name", "METT") and ("meaning", "fishers") in the person's
    own words, or ("meaning", ""); the closest of ("same-country", "JM"), ("same-subregion", "Caribbean") and
    ("same-region", "Americas"); ("island-state", "") or ("island", ""), ("least-developed", ""),
    ("same-language", "fr")."""


class Knowledge(Protocol):
    async def search(self, query: Query) -> Sequence[Hit]:
        """The closest documents the viewer may see, best first; empty when nothing passes the relevance floor.

        Raises:
            KnowledgeUnavailable: the index cannot be read.
        """

    async def put(self, documents: Sequence[Document]) -> None: ...

    async def remove(self, ids: Sequence[str]) -> None: ...


class Allowed(Protocol):
    """The second look: asked with what the index found, just before it is shown."""

    async def __call__(self, ids: Sequence[str], viewer: Viewer) -> set[str]: ...
