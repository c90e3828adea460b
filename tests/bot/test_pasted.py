"""A pasted e-mail is read as its program shows it, in whatever language that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.pasted import Mail, read

BODY = "Dear desk,\n\nwe need: traps, training."


@pytest.mark.parametrize(
    "head",
    [
        "From: Marie Exemple <marie@env.example>\nSent: 3 March 2026\nTo: desk@example.org\nSubject: RE: Fwd: Lionfish",
        "De : Marie Exemple <marie@env.example>\nEnvoyé : 3 mars\nÀ : desk@example.org\nObjet : TR : Lionfish",
        "De: Marie Exemple [marie@env.example]\nPara: desk@example.org\nAsunto: RV: Lionfish",
        "От кого: Marie Exemple <marie@env.example>\nКому: desk@example.org\nТема: Отв: Lionfish",
        "发件人：Marie Exemple <marie@env.example>\n收件人：desk@example.org\n主题：答复：Lionfish",
        "من: Marie Exemple <marie@env.example>\nإلى: desk@example.org\nالموضوع: رد: Lionfish",
        'Subject: Lionfish\r\nFrom: "Marie Exemple" <marie@env.example>',
    ],
    ids=["en", "fr", "es", "ru", "zh", "ar", "turned"],
)
def test_a_head_is_read(head: str) -> None:
    """Who, from where, about what; the rest are their words, colons and all."""
    assert read(f"{head}\n\n{BODY}") == Mail("Marie Exemple", "marie@env.example", "Lionfish", BODY)


def test_words_without_a_head_are_words() -> None:
    """Also when they begin with something and a colon, as notes of a call do."""
    assert read("Problem: lionfish\nFrom the south.") == Mail("", "", "", "Problem: lionfish\nFrom the south.")
    assert read("") == Mail("", "", "", "")
    assert read("Subject: only this") == Mail("", "", "only this", "")


@given(st.text())
def test_nothing_pasted_breaks_it(text: str) -> None:
    """Nothing raises; what stands below a head is kept to the letter."""
    assert read(f"Subject: x\n\n{text}").body == text.replace("\r\n", "\n").strip() or ":" in text or "：" in text
