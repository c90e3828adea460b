"""Read the vocabularies that ship with the package, once."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def rows(name: str) -> tuple[dict[str, Any], ...]:
    """The rows of `data/<name>.json`, in the file's order; callers turn them into values at once."""
    text = files("dialogs.vocabularies").joinpath("data", f"{name}.json").read_text(encoding="utf-8")
    return tuple(json.loads(text)["rows"])
