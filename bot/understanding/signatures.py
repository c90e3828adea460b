"""How people sign: a name, an organisation and an address in one line, in that order, with marks between them.

The organisation may be missing where an address stands beside the name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding import organizations
from bot.understanding.lexicon import lexicon
from bot.understanding.script import Message

_BETWEEN = re.compile(r"\s*[,;/|\n，、；]\s*|\s+[–—-]\s+|\s+(?:from|at)\s+(?=[^\W\d_])", re.I)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_NAME = 4
"""Words of a name that stands alone beside an address. Chosen."""
_LONGEST = 8
"""Words of a name or of an organisation in such a line; a longer piece is a sentence. Chosen."""


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    organization: str
    """As written; "" when the line has none."""


def is_name(piece: str) -> bool:
    """Whether a piece looks like a name: a few words with capitals that name no organisation."""
    words = piece.split()
    return 0 < len(words) <= _NAME and all(word[:1].isupper() for word in words) and not is_body(piece)


def signature(text: str, address: str = "") -> Signature | None:
    """The parts of such a line, `address` (as it was written) aside; None for anything else, a bare name included."""
    pieces = [piece.strip(" :()") for piece in _BETWEEN.split(text.replace(address, "\n") if address else text)]
    told = [piece for piece in pieces if _LETTERS.search(piece) and "@" not in piece]
    if address and len(told) == 1 and is_name(told[0]):
        return Signature(told[0], "")
    if len(told) < 2 or any(len(piece.split()) > _LONGEST for piece in told) or is_body(told[0]):
        return None
    bodies = [piece for piece in told[1:] if not _is_role(piece)]
    return Signature(told[0], next(filter(is_body, bodies), bodies[0] if bodies else "").rstrip("."))


def is_body(piece: str) -> bool:
    """Whether a piece names an organisation."""
    return organizations.organization(Message(piece)) is not None


def _is_role(piece: str) -> bool:
    """Whether a piece says what the person is ("national focal point") rather than where they work."""
    message = Message(piece)
    said = sum(match.end - match.start for match in lexicon("roles").find(message))
    return bool(said) and not is_body(piece) and said * 2 > len(piece)
