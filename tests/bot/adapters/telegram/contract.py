"""The Bot API as its own documentation has it, in the machine-readable copy beside the checkout: what keeps to it.

The copy was made by others from core.telegram.org; neither we nor python-telegram-bot had a hand in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Fields = Sequence[Mapping[str, Any]]

_SIMPLE: Mapping[str, Callable[[Any], bool]] = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "Boolean": lambda value: isinstance(value, bool),
    "True": lambda value: value is True,
    "InputFile": lambda value: isinstance(value, tuple),
}
_LENGTH = re.compile(r"(\d+)-(\d+) (characters|bytes)")


class Contract:
    """What a value breaks, as sentences that begin with its path; none when it keeps to the documentation."""

    def __init__(self, api: Path) -> None:
        read = json.loads(api.read_text(encoding="utf-8"))
        self._methods: Mapping[str, Any] = {method["name"].lower(): method for method in read["methods"].values()}
        self._types: Mapping[str, Any] = read["types"]

    def call(self, method: str, written: Mapping[str, Any]) -> list[str]:
        """A call as it came over the wire: every field a text, or a file with its name."""
        documented = self._methods.get(method.lower())
        if documented is None:
            return [f"{method}: no such method"]
        fields: Fields = documented.get("fields", [])
        kinds = {field["name"]: field["types"] for field in fields}
        attached = {name for name in written if any(value == f"attach://{name}" for value in written.values())}
        values = {n: _read(v, kinds.get(n, ())) for n, v in written.items() if n not in attached}
        return list(self._fields(fields, values, documented["name"]))

    def result(self, method: str, value: Any) -> list[str]:
        """What a method gave back."""
        kinds = self._methods[method.lower()]["returns"]
        return self._least([list(self._kind(kind, value, method)) for kind in kinds])

    def update(self, value: Any) -> list[str]:
        found = list(self._kind("Update", value, "Update"))
        kinds = sorted(set(value) - {"update_id"}) if isinstance(value, dict) else []
        return [*found, f"Update: more than one of {kinds}"] if len(kinds) > 1 else found

    def _kind(self, kind: str, value: Any, path: str) -> Iterator[str]:
        if kind.startswith("Array of "):
            if not isinstance(value, list):
                yield f"{path}: no list"
                return
            for at, item in enumerate(value):
                yield from self._kind(kind.removeprefix("Array of "), item, f"{path}[{at}]")
        elif kind in _SIMPLE:
            if not _SIMPLE[kind](value):
                yield f"{path}: no {kind}"
        elif kinds := self._types[kind].get("subtypes"):
            yield from self._least([list(self._kind(one, value, path)) for one in kinds])
        elif not isinstance(value, dict):
            yield f"{path}: no {kind}"
        else:
            yield from self._fields(self._types[kind].get("fields", []), value, path)

    def _fields(self, fields: Fields, values: Mapping[str, Any], path: str) -> Iterator[str]:
        known = {field["name"]: field for field in fields}
        yield from (f"{path}.{name}: unknown" for name in values if name not in known)
        for name, field in known.items():
            if name not in values:
                if field["required"]:
                    yield f"{path}.{name}: missing"
                continue
            value, here = values[name], f"{path}.{name}"
            broken = self._least([list(self._kind(kind, value, here)) for kind in field["types"]])
            yield from broken or _length(field["description"], value, here)

    @staticmethod
    def _least(tried: Sequence[list[str]]) -> list[str]:
        """Of several kinds that a value may be of, the one that it is nearest to."""
        return min(tried, key=len)


def _read(value: Any, kinds: Sequence[str]) -> Any:
    """A field of a form as the value it stands for."""
    if not isinstance(value, str) or list(kinds) in ([], ["String"]):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _length(description: str, value: Any, path: str) -> Iterator[str]:
    named = _LENGTH.search(description)
    if not named or not isinstance(value, str):
        return
    length = len(value.encode()) if named[3] == "bytes" else len(value.encode("utf-16-le")) // 2
    if not int(named[1]) <= length <= int(named[2]):
        yield f"{path}: {length} {named[3]}, documented are {named[0]}"
