"""A JSON object from outside, read field by field: nothing is taken that is not of the kind we expect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

LARGEST = 2**63
"""No id or size of Telegram's is as large; databases take none that is."""


class Malformed(ValueError):
    """Not what Telegram sends. Names the field, never its value."""


class Payload:
    """One object. Fields nobody asks for are never looked at."""

    def __init__(self, fields: Mapping[str, object], path: str) -> None:
        self._fields = fields
        self._path = path

    def __contains__(self, name: str) -> bool:
        return self._fields.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        """A string that can be stored.

        Raises:
            Malformed: it is missing and has no default, is no string, or holds what is no character.
        """
        value = self._fields.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise Malformed(f"{self._path}.{name} is no text")
        try:
            value.encode()
        except UnicodeEncodeError:
            raise Malformed(f"{self._path}.{name} holds half a character") from None
        return value.replace("\0", "")  # No database column takes it, and nobody can type it.

    def number(self, name: str, default: int | None = None) -> int:
        value = self._fields.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not -LARGEST < value < LARGEST:
            raise Malformed(f"{self._path}.{name} is no whole number")
        return value

    def flag(self, name: str) -> bool:
        """False when it is missing."""
        value = self._fields.get(name, False)
        if not isinstance(value, bool):
            raise Malformed(f"{self._path}.{name} is neither true nor false")
        return value

    def object(self, name: str) -> Payload:
        return payload(self._fields.get(name), f"{self._path}.{name}")

    def list(self, name: str) -> Iterator[Payload]:
        """Objects in order; none when it is missing."""
        value = self._fields.get(name, [])
        if not isinstance(value, list):
            raise Malformed(f"{self._path}.{name} is no list")
        return (payload(item, f"{self._path}.{name}[{at}]") for at, item in enumerate(value))

    def table(self, name: str) -> Iterator[Iterator[Payload]]:
        """Rows of objects; none when it is missing."""
        value = self._fields.get(name, [])
        if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
            raise Malformed(f"{self._path}.{name} is no table")
        return ((payload(cell, f"{self._path}.{name}") for cell in row) for row in value)


def payload(value: object, path: str) -> Payload:
    """A value as an object.

    Raises:
        Malformed: it is none.
    """
    if not isinstance(value, dict):
        raise Malformed(f"{path} is no object")
    return Payload(value, path)


def decoded(body: bytes) -> object:
    """What a body of JSON says.

    Raises:
        Malformed: it is not JSON in UTF-8, or nested beyond reason.
    """
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON") from None
    return value
