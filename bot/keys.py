"""The key with which this installation signs forms, cookies and links of its own."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY = 32
"""Bytes."""


def signing_key(folder: Path) -> bytes:
    """Made once, readable by its owner alone; whole, or made anew. Each use of it signs with a salt of its own."""
    path = folder / "web.key"
    if path.exists() and len(key := path.read_bytes()) == KEY:
        return key
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    # A kill between making and writing would leave an empty key, with which anybody could sign.
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(key := secrets.token_bytes(KEY))
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return key
