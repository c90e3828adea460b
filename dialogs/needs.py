"""A need that a document states, found there and not yet anybody's request."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from dialogs.answers import Answer, Citation


@dataclass(frozen=True, slots=True)
class Need:
    """One sentence of a document that says what is lacking."""

    quote: str
    """As it stands there."""
    citation: Citation
    answers: Mapping[str, Answer] = field(default_factory=dict)
    """What a request about it may say, by field key: none is confirmed, all cite the document."""

    @property
    def key(self) -> str:
        """What it is known by on a button: the same for the same sentence at the same place of the same file."""
        place = f"{self.citation.document}\n{self.citation.page}\n{self.citation.heading}\n{self.quote}"
        return f"{zlib.crc32(place.encode('utf-8', 'replace')):08x}"
