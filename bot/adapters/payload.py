"""An object of JSON from outside, read field by field: nothing is taken that is not of the kind we expect."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

LARGEST = 2**63
"""No platform has an id or a size as large; databases take none that is."""


class Malformed(ValueError):
    """Not what the platform sends. Names the field, never its value."""


class Payload:
    """One object. A field that is null counts as missing; fields nobody asks for are never looked at."""

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
        value = self._fields.get(name)
        if value is not None and not isinstance(value, bool):
            raise Malformed(f"{self._path}.{name} is neither true nor false")
        return bool(value)

    def within(self, name: str) -> Payload:
        return payload(self._fields.get(name), f"{self._path}.{name}")

    def maybe(self, name: str) -> Payload | None:
        """The object, None when it is missing."""
        return self.within(name) if name in self else None

    def each(self, name: str) -> Iterator[Payload]:
        """Objects in order; none when it is missing."""
        return (payload(item, f"{self._path}.{name}[{at}]") for at, item in enumerate(self.listed(name)))

    def listed(self, name: str) -> list[object]:
        """Whatever a list holds, in order, as it came: to be looked through or handed back; [] when it is missing."""
        value = self._fields.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Malformed(f"{self._path}.{name} is no list")
        return value

    def table(self, name: str) -> Iterator[Iterator[Payload]]:
        """Rows of objects; none when it is missing."""
        rows = self.listed(name)
        if not all(isinstance(row, list) for row in rows):
            raise Malformed(f"{self._path}.{name} is no table")
        return ((payload(cell, f"{self._path}.{name}") for cell in row) for row in rows if isinstance(row, list))

    def objects(self) -> Iterator[Payload]:
        """The values of an object whose names are data, each an object."""
        return (payload(value, f"{self._path}.*") for value in self._fields.values())


def payload(value: object, path: str) -> Payload:
    """A value as an object; `path` is what errors call it.

    Raises:
        Malformed: it is none.
    """
    if not isinstance(value, dict):
        raise Malformed(f"{path} is no object")
    return Payload(value, path)


def decoded(body: bytes | str) -> object:
    """What a body of JSON says.

    Raises:
        Malformed: it is not JSON in UTF-8, or nested beyond reason.
    """
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("the body is no JSON") from None
    return value
