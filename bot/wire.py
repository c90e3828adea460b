"""An outbound message as JSON in its row, and back; what has its default value is left out."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from bot.message import Found, Line, Option, Outbound

_EMPTY = Outbound("")


def write_outbound(message: Outbound) -> str:
    """Compact JSON of a message."""
    data = {f.name: getattr(message, f.name) for f in fields(message)}
    kept = {name: value for name, value in data.items() if value != getattr(_EMPTY, name)}
    for name in ("options", "lines", "found"):
        if name in kept:
            kept[name] = [asdict(item) for item in kept[name]]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


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
