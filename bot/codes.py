"""Case codes that can be said on the telephone, secrets that open a link, and names that nothing else has."""

from __future__ import annotations

import hashlib
import random
import re
import secrets
from base64 import urlsafe_b64encode

_HEADS = "BDFGKLMNPRSTVZ"
_VOWELS = "AEIOU"

SECRET_BYTES = 16
"""128 bits; at least 60 are needed against guessing."""

NAME_BYTES = 5
"""40 bits: one in a million million that two are the same; 7 characters, so that two of them fit on a button."""

_CHANCE = random.Random()  # noqa: S311  A name is no secret: it only has to be new.
"""Begun by the system's own chance. Asking the system for each would hand over the interpreter's lock as often."""

_PATH = re.compile(r"/[rpet]/[\w-]{16,}")


def case_code() -> str:
    """A new code such as "KUMA-4827", one of 49 million; that it is unique is the database's business."""
    syllables = "".join(secrets.choice(_HEADS) + secrets.choice(_VOWELS) for _ in range(2))
    return f"{syllables}-{secrets.randbelow(10_000):04d}"


def secret(size: int = SECRET_BYTES) -> str:
    """A new secret of so many bytes, safe in an address."""
    return secrets.token_urlsafe(size)


def name() -> str:
    """A new name for what must never be taken for something else; letters, digits, "-" and "_"."""
    return urlsafe_b64encode(_CHANCE.randbytes(NAME_BYTES)).rstrip(b"=").decode()


def digest(text: str) -> str:
    """What is stored of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def masked(text: str) -> str:
    """The text with every secret in the path of a link taken out."""
    return _PATH.sub("/(secret)", text)
