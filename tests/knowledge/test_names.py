"""Names, acronyms and codes in a text."""

from __future__ import annotations

import pytest

from knowledge.names import find, fold, proper


def keys(text: str) -> set[str]:
    return {named.key for named in find(text)}


@pytest.mark.parametrize(
    "text", ["lionfish", "Les poissons-lions", "el pez león", "peixes-leão", "крылатки", "狮子鱼入侵", "سمكة الأسد"]
)
def test_one_key_in_every_language(text: str) -> None:
    """A name is known by the same key in all languages."""
    assert "lionfish" in keys(text)


def test_the_longer_name_counts() -> None:
    """A name inside a longer one is not named."""
    assert "big-cats" not in keys("les poissons-lions")
    assert "big-cats" in keys("les lions")


def test_words_are_given_as_written() -> None:
    """The reason shown is the person's own word, accents and all."""
    assert [named.words for named in find("Nos RÉCIFS")] == ["RÉCIFS"]


@pytest.mark.parametrize("text", ["antler", "consol", "the bill of fare was fishy", "HELLO WORLD THIS IS LOUD TEXT"])
def test_no_name_in_other_words(text: str) -> None:
    """Stems stop where they should, and shouting makes no codes."""
    assert keys(text) <= {"law"}


def test_targets_and_codes() -> None:
    """Targets by number in several languages, other words in capitals as codes."""
    assert {"target:18"} <= keys("reform for Target 18") & keys("la cible 18") & keys("目标18") & keys("our T18 work")
    assert not any(key.startswith("target:") for key in keys("meta 40 kg, T24, the T-6 tank"))
    assert "code:kuma-4827" in keys("where is kuma-4827?") & keys("KUMA-4827")
    assert "code:spaw" in keys("the SPAW protocol")
    assert keys("all of us") == set()


def test_proper_words() -> None:
    """Capitalised words inside a sentence, at most three, never the first word."""
    assert proper("Rangers of Lura and Sapo know Nimba and Makira") == ("Lura", "Sapo", "Nimba")
    assert proper("Dogs kill our kiwi\nAround the village nobody looks, near Lura") == ("Lura",)


def test_folding() -> None:
    """Case, accents and Arabic spelling variants do not matter."""
    assert fold("ÉCOLE") == "ecole"
    assert fold("الأنواع") == fold("الانواع")
