"""Types of assistance, AT01 to AT13; wording is `option.assistance_types.<id>`."""

from __future__ import annotations

from dialogs.vocabularies.files import rows

ASSISTANCE_TYPES: tuple[str, ...] = tuple(str(row["id"]) for row in rows("assistance"))
"""In the order of the shared list: a choice by number follows it."""
