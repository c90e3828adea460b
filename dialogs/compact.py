"""Values as compact JSON, for what is written at every turn: a tenth of the time of the standard library's encoder."""

from __future__ import annotations

import json

import orjson

_any = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def compact(data: object) -> str:
    """What `json.dumps` gives without blanks and without escapes that JSON can do without.

    Raises:
        TypeError: it is no JSON.
    """
    try:
        return orjson.dumps(data).decode()
    except orjson.JSONEncodeError:  # A number past 64 bits, or half of a surrogate pair, as people may send.
        return _any(data)
