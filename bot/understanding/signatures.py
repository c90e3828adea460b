"""How people sign: a name, an organisation and an address, in one line or under the closing of a letter.

In a line they stand in that order with marks between them, and the organisation may be missing beside an address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.understanding import naming
from bot.understanding.finding import Finding
from bot.understanding.lexicon import lexicon, read
from bot.understanding.script import Message

_BETWEEN = re.compile(r"\s*[,;/|\n，、；]\s*|\s+[–—-]\s+|\s+(?:from|at)\s+(?=[^\W\d_])", re.I)
_LETTERS = re.compile(r"[^\W\d_]{2}")
_LINE = re.compile(r"[^\n]+")
_DIGIT = re.compile(r"\d")
_LINES = 5
"""Lines of a signature that are read."""
_WIDEST = 70
"""Letters of such a line."""
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
    return 0 < len(words) <= _NAME and all(word[:1].isupper() for word in words) and not naming.is_body(piece)


def signature(text: str, address: str = "") -> Signature | None:
    """The parts of such a line, `address` (as it was written) aside; None for anything else, a bare name included."""
    pieces = [piece.strip(" :()") for piece in _BETWEEN.split(text.replace(address, "\n") if address else text)]
    told = [piece for piece in pieces if _LETTERS.search(piece) and "@" not in piece]
    if address and len(told) == 1 and is_name(told[0]):
        return Signature(told[0], "")
    if len(told) < 2 or any(len(piece.split()) > _LONGEST for piece in told) or naming.is_body(told[0]):
        return None
    bodies = [body for piece in told[1:] if not _is_role(piece) and (body := naming.employer(piece))]
    organization = next(filter(naming.is_body, bodies), bodies[0] if bodies else "")
    return Signature(naming.called(told[0], "person"), organization.rstrip("."))


def letter(message: Message) -> tuple[Finding, ...]:
    """`contact_name` and `organization` as they stand in the lines under the closing of a letter; else empty."""
    lines = [found for found in _LINE.finditer(message.folded) if _LETTERS.search(found.group())]
    at = next((n for n in range(len(lines) - 1, 0, -1) if _closes(lines[n].group())), None)
    if at is None:
        return ()
    found: dict[str, Finding] = {}
    for line in lines[at + 1 : at + 1 + _LINES]:
        start, end = line.span()
        own = message.quote(start, end).strip(" ,.-–—")
        if "@" in own or len(own) > _WIDEST or not own:
            continue
        if "contact_name" not in found and _is_person(own):
            found["contact_name"] = Finding("contact_name", own, start, end)
        elif "contact_name" in found and "organization" not in found and not _DIGIT.search(own) and not _is_role(own):
            found["organization"] = Finding("organization", own, start, end)
    return tuple(found.values()) if "contact_name" in found else ()


def _closes(line: str) -> bool:
    """Whether a line is the closing of a letter and nothing else."""
    plain = Message(line).plain
    return any(plain == known or (plain.startswith(f"{known} ") and len(plain) < _WIDEST) for known in _closings())


@cache
def _closings() -> frozenset[str]:
    return frozenset(Message(phrase).plain for phrases in read("closings").values() for phrase in phrases)


def _is_person(own: str) -> bool:
    """Whether a line of a signature looks like a name: capitals where the script has them, and no organisation."""
    words = own.split()
    cased = any(letter.lower() != letter.upper() for letter in own)
    if _DIGIT.search(own) or len(words) > _NAME or naming.is_body(own):
        return False
    return all(word[:1].isupper() for word in words if len(word) > 3) and own[:1].isupper() if cased else len(own) <= 24


def _is_role(piece: str) -> bool:
    """Whether a piece says what the person is ("national focal point") rather than where they work."""
    message = Message(piece)
    said = sum(match.end - match.start for match in lexicon("roles").find(message))
    return bool(said) and not naming.is_body(piece) and said * 2 > len(piece)
