"""Kinds of inbox rows, and what they say of the person: pieces of statements for whoever asks."""

# ruff: noqa: S608  Only constants of our own are put into statements; values travel beside them.

from __future__ import annotations

DESK = "desk"
"""Kind of an inbox row in which somebody at the desk says something; a file that came with it is the desk's."""
WRITTEN = ("text", "edit", "unreadable")
"""Kinds of inbox rows in which a person writes, or sends a file: what an answer that had not read it has crossed."""
NO_PERSON = f"('timeout', 'knock', 'away', 'moved', 'lapsed', 'read', '{DESK}')"
"""Kinds of inbox rows that no person wrote, as SQL."""

BLOCKED = f"""(c.parked > 0 AND NOT EXISTS (
    SELECT 1 FROM message i WHERE i.conversation = c.id AND i.position > c.parked
    AND i.direction = 'in' AND i.kind NOT IN {NO_PERSON}))"""
"""Whether the person of a conversation `c` wants nothing from us, and has not written since they did not."""
