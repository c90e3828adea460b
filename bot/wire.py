"""An outbound message as JSON in its row, and back; what has its default value is left out."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from bot.message import Found, Line, Option, Outbound
from dialogs.compact import compact

_EMPTY = Outbound("")
_PLAIN = ("text", "kind", "language", "counter", "hint", "several", "file", "kept", "way", "link")
_NAMES = {kind: tuple(f.name for f in fields(kind)) for kind in (Option, Line, Found)}
"""Asked once: a turn writes a dozen of them."""


def write_outbound(message: Outbound) -> str:
    """Compact JSON of a message."""
    kept: dict[str, Any] = {}
    for name in _PLAIN:
        if (value := getattr(message, name)) != getattr(_EMPTY, name):
            kept[name] = value
    if message.options:
        kept["options"] = [_written(option) for option in message.options]
    if message.lines:
        kept["lines"] = [_written(line) for line in message.lines]
    if message.found:
        kept["found"] = [
            {**_written(found), "options": [_written(option) for option in found.options]} for found in message.found
        ]
    return compact(kept)


def _written(item: Option | Line | Found) -> dict[str, Any]:
    return {name: getattr(item, name) for name in _NAMES[type(item)]}


def read_outbound(body: str) -> Outbound:
    """A message written by `write_outbound`.

    Raises:
        ValueError: the text is no such message.
    """
    try:
        data: dict[str, Any] = json.loads(body)
        data.setdefault("text", "")
        data["options"] = tuple(Option(**o) for o in data.get("options", ()))
        data["lines"] = tuple(Line(**line) for line in data.get("lines", ()))
        data["found"] = tuple(
            Found(**{**f, "options": tuple(Option(**o) for o in f.get("options", ()))}) for f in data.get("found", ())
        )
        return Outbound(**data)
    except (TypeError, AttributeError) as error:
        raise ValueError("not an outbound message") from error
