"""What the console is built with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = "/desk"
"""Where the console is mounted."""
BODY = 256 * 1024 * 1024
"""Bytes of one request that are read at all. A browser shows an answer only once it has sent everything: whoever
attaches a film is to be told, with their words still there."""
KEPT = 24 * 1024 * 1024
"""Bytes of one request that are kept: two of the largest files the desk takes, and the words around them."""
STRANGER = 16 * 1024
"""Bytes of a request of somebody who is not signed in: an address and a password."""
FIELDS = 60
"""Fields of the longest form."""
FILES = 20
"""Of one form; a reply carries fewer, and says so."""


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """An OpenID Connect provider that knows the people of the desk."""

    issuer: str
    """Its address, as it names itself."""
    client_id: str
    client_secret: str


@dataclass(frozen=True, slots=True)
class ConsoleSettings:
    public_url: str
    """Where the service is reached, without a path; "" when it is the address served."""
    contact: str
    secret_folder: Path
    """Holds the key that signs forms; made when absent."""
    oidc: OidcSettings | None = None

    @property
    def https(self) -> bool:
        return self.public_url.startswith("https://")
