"""Text within a channel's limits, in the units the channel counts."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "sign",
    [
        "\u1112\u1161\u11ab",  # A Korean syllable in its three parts.
        "\ud558\u11ab",  # The same, of a syllable and a part.
        "\u1100\u1100\u1161",  # Two initial consonants.
        "\u0e19\u0e49\u0e33",  # Thai: a consonant, a tone, SARA AM.
        "\u0e99\u0ec9\u0eb3",  # Lao, the same.
        "e\u0301",
        "\U0001f1f0\U0001f1f7",  # A flag.
        "\U0001f44d\U0001f3fd",  # A thumb with its colour.
    ],
)
def test_no_sign_is_cut(sign: str) -> None:
    """What readers see as one sign is in one piece, wherever the limit falls."""
    for most in range(len(sign) + 1, 4 * len(sign) + 1):
        found = pieces(sign * 20, most)
        assert "".join(found) == sign * 20
        assert all(len(piece) % len(sign) == 0 for piece in found), most


def test_syllables_that_stand_side_by_side_are_two_signs() -> None:
    """Whole Korean syllables are cut between, at the limit."""
    assert pieces("한국어" * 10, 10) == (("한국어" * 10)[:10], ("한국어" * 10)[10:20], ("한국어" * 10)[20:])
