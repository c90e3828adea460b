"""JSON Lines in, JSON Lines out: an answer for each line, in order; a bad line gets an error and the run goes on."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.keys import Json
from knowledge.port import KnowledgeUnavailable
from storage.port import StorageUnavailable

ReadLine = Callable[[], bytes]
"""The next line with its end, b"" when there is none."""
Write = Callable[[str], None]
Answer = dict[str, Json]


class BadLine(ValueError):
    """A line cannot be used; the message says what is wrong and what to write instead."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Which keys a line may have."""

    needed: Mapping[str, type]
    optional: Mapping[str, type]
    """May also be null."""
    ignored: frozenset[str] = frozenset()
    """Labels of the evaluation sets: allowed, never read."""

    def read(self, line: bytes) -> Row:
        """
        Raises:
            BadLine: not an object of this shape; the message names the key and what fits.
        """
        try:
            found: Any = json.loads(line.decode("utf-8-sig"), parse_constant=_no_number)
        except UnicodeDecodeError as error:
            raise BadLine(f"not UTF-8 at byte {error.start}; save the file as UTF-8") from error
        except json.JSONDecodeError as error:
            raise BadLine(f"not JSON at character {error.pos} ({error.msg}); write one object a line") from error
        except RecursionError as error:
            raise BadLine("nested too deeply; write one plain object a line") from error
        if not isinstance(found, dict):
            raise BadLine(f"a {type(found).__name__}, not an object; write {{{self._example}}}")
        self._check(found)
        return Row({key: value for key, value in found.items() if key not in self.ignored})

    def _check(self, found: dict[str, Any]) -> None:
        known = {**self.needed, **self.optional}
        if missing := [key for key in self.needed if key not in found]:
            raise BadLine(f"{missing[0]!r} is missing; write {{{self._example}}}")
        if unknown := sorted(found.keys() - known.keys() - self.ignored):
            raise BadLine(f"unknown key {unknown[0]!r}; known are {', '.join(known)}")
        for key, value in found.items():
            kind = known.get(key)
            if kind is None or (value is None and key in self.optional):
                continue
            if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
                raise BadLine(f"{key!r} is {_named(type(value))}; write {_named(kind)}")

    @property
    def _example(self) -> str:
        return ", ".join(f'"{key}": ...' for key in self.needed)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the right shape; absent and null are the same."""

    values: Mapping[str, Any]

    def text(self, key: str, otherwise: str = "") -> str:
        value = self.values.get(key)
        return otherwise if value is None else str(value)

    def number(self, key: str, otherwise: int) -> int:
        value = self.values.get(key)
        return otherwise if value is None else int(value)

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def one_of(self, key: str, allowed: tuple[str, ...], otherwise: str) -> str:
        """
        Raises:
            BadLine: another value.
        """
        value = self.text(key, otherwise)
        if value not in allowed:
            raise BadLine(f"{key!r} is {value!r}; use one of: {', '.join(one for one in allowed if one)}")
        return value


async def answer(read: ReadLine, shape: Shape, handle: Callable[[Row], Awaitable[Answer]], write: Write) -> int:
    """Answer every line; returns the exit code, 1 when there were lines and every one of them failed, else 0.

    Empty lines are passed over. The id of a bad line is given back when it can be read.
    """
    number = good = bad = 0
    while line := await asyncio.to_thread(read):
        number += 1
        if not line.strip():
            continue
        try:
            answered = await handle(shape.read(line))
            good += 1
        except (BadLine, StorageUnavailable, KnowledgeUnavailable) as error:
            answered = {"id": _id(line), "error": f"line {number}: {error}"}
            bad += 1
        write(json.dumps(answered, ensure_ascii=False).encode("utf-8", "replace").decode())
    return 1 if bad and not good else 0


def _id(line: bytes) -> str | int | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    id = found.get("id") if isinstance(found, dict) else None
    return id if isinstance(id, str | int) else None


def _no_number(name: str) -> float:
    raise BadLine(f"{name} is no JSON number; leave it out")


def _named(kind: type) -> str:
    names = {
        str: "text",
        int: "a whole number",
        list: "a list",
        dict: "an object",
        bool: "true or false",
        float: "a number",
    }
    return names.get(kind, "nothing (null)" if kind is type(None) else kind.__name__)
