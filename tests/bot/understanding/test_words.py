"""What proves an answer is always a piece of the person's own text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understanding.literal import understand
from bot.understanding.port import Situation
from dialogs import events
from dialogs.answers import Source
from dialogs.forms.request import REQUEST

PIECES = st.sampled_from(
    [
        "Écrivez à (awa.o@environnement.example), merci", "e\u0301te\u0301 2028", "au Sénégal", "＋221 77 000 00 00",
        "Ministère de la pêche", "12 agents", "150 000 $", "d’ici juin 2027", "je m'appelle Awa", "<b>récifs</b>",
        "espèces envahissantes", "ﬁshing nets", "de mars à août 2028", "🐠", "…", "«requins»", "\u200b",
        "نحن في المغرب",
        "٤٠ صيادا", "我们在老挝", "20名护林员", "для 25 егерей", "до июня 2027", "capacitación para 30 guardaparques",
        "não, Moçambique", "the Kea Trust", "only the province", "\n", "+685 12345", "two countries",
        "Sina.L@fish.example.",
    ]
)  # fmt: skip
ASKED = st.sampled_from(["first_words", "consent", "country", "problem_statement", "contact_name", "objective"])


@settings(max_examples=300, deadline=None)
@given(
    pieces=st.lists(PIECES | st.text(max_size=12), min_size=1, max_size=6), gap=st.sampled_from([" ", ", ", ". ", ""])
)
def test_the_words_of_an_answer_stand_in_the_text(pieces: list[str], gap: str) -> None:
    """Every read or inferred answer of first words quotes a span of the text, letter by letter."""
    text = gap.join(pieces)
    _quotes(text, Situation(REQUEST, "first_words", (), {}, "en", "2026-11-21", first=True))


@settings(max_examples=200, deadline=None)
@given(pieces=st.lists(PIECES, min_size=1, max_size=5), asked=ASKED)
def test_the_words_beside_an_answer_stand_in_the_text(pieces: list[str], asked: str) -> None:
    """So does every answer that was read beside the one that was asked for."""
    _quotes(" ".join(pieces), Situation(REQUEST, asked, (), {}, "fr", "2026-11-21"))


def _quotes(text: str, situation: Situation) -> None:
    event = understand(text, situation).event
    if not isinstance(event, events.Told):
        return
    for key, answer in event.answers.items():
        assert answer.words in text
        if answer.source in (Source.READ, Source.INFERRED):
            assert answer.words, key
            assert not answer.confirmed


def test_an_address_in_brackets_is_quoted_whole() -> None:
    """Brackets and accents before an address do not move its quote."""
    text = "Répondez à (awa.o@environnement.example) svp, récifs du Bénin"
    event = understand(text, Situation(REQUEST, "first_words", (), {}, "fr", "2026-11-21", first=True)).event
    assert isinstance(event, events.Told)
    assert event.answers["contact_channel"].words == "awa.o@environnement.example"
