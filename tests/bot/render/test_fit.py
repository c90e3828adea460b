"""Text within a channel's limits, in the units the channel counts."""

from __future__ import annotations

from bot.render.fit import length, pieces


def test_units_of_utf16_are_counted_where_the_channel_counts_them() -> None:
    """An emoji is two units or more: pieces hold the channel's number of units, and no sign is cut."""
    family = "👩‍👩‍👧‍👦"
    text = " ".join([family] * 40)
    parts = pieces(text, 50, "utf-16")
    assert all(length(part, "utf-16") <= 50 for part in parts)
    assert " ".join(parts) == text
    assert length(family, "utf-16") == len(family.encode("utf-16-le")) // 2
    assert pieces("é" * 100, 50, "utf-16") == ("é" * 50, "é" * 50)
