"""What the console asks of whoever knows the people of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


class Unreachable(Exception):
    """The provider does not answer, or not with what a provider answers."""


class NotBelieved(Exception):
    """What came back proves nothing; `why` is for the log and names nobody."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Asked:
    """What we remember of somebody we sent there, until they come back."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True, slots=True)
class Person:
    issuer: str
    """The provider that says so."""
    subject: str
    """Names them at the provider, for ever."""
    email: str
    """"" for one the provider has not verified."""


class Identities(Protocol):
    """`bot.console.provider.Provider`, which is imported only where one is set."""

    async def ask(self, back: str) -> tuple[str, Asked]:
        """Where to send a browser that shall come back to the address `back`, and what to remember meanwhile.

        Raises:
            Unreachable: not now.
        """

    async def person(self, back: str, answer: Mapping[str, str], asked: Asked) -> Person:
        """Who came back to `back`, by the parameters they came with.

        Raises:
            Unreachable: the provider does not answer.
            NotBelieved: it is not the answer to what we asked, or its token is not good.
        """
