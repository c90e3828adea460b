"""What had better stay out is found in every language, and what is no secret is left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.coach.lexicon import LANGUAGES
from dialogs.coach.private import HIDDEN, hidden, private

FOUND = [
    ("en", "place", "Dogs dig, ", "the last nest is 200 m behind the chapel", ""),
    ("en", "place", "Nests at ", "-13.8521, -171.7513", " were dug up"),
    ("en", "place", "Seen at ", "13°50'12\"S 171°45'30\"W", " in May"),
    ("en", "person", "Ask Sina on ", "+685 77 12345", " about it"),
    ("en", "person", "call him: ", "tane.m@parks.example", ""),
    ("en", "knowledge", "", "Our healers boil the bark of it to cure fever", ", we fear theft"),
    ("fr", "place", "", "Le nid est à 300 m du pont", ", on le pille"),
    ("fr", "knowledge", "", "Nos guérisseurs font bouillir l’écorce du niaouli", ""),
    ("fr", "person", "Demandez à Awa, ", "awa@parc.example", ""),
    ("es", "place", "", "La madriguera está a 150 metros de la escuela", "; hay perros"),
    ("es", "knowledge", "", "Las curanderas hierven la raíz de la ayahuasca", ""),
    ("es", "person", "Llame a Rosa al ", "+51 987 654 321", ""),
    ("pt", "place", "", "O ninho fica a 80 m da estrada", ""),
    ("pt", "knowledge", "", "Os pajés fervem a casca da árvore para curar", ""),
    ("pt", "person", "Ligue para a Ana, ", "+258 84 123 4567", ""),
    ("ar", "place", "", "العش على بعد 200 متر من المدرسة", ""),
    ("ar", "knowledge", "", "المعالجون الشعبيون يغلون جذور النبتة", ""),
    ("ar", "person", "اتصلوا بسينا ", "+966 50 123 4567", ""),
    ("ru", "place", "", "Логово в 300 м от дороги", ""),
    ("ru", "knowledge", "", "Наши знахари варят корни", ", чтобы лечить кашель"),
    ("ru", "person", "Спросите Айгуль, ", "+996 555 123 456", ""),
    ("zh", "place", "", "巢在学校后面200米", "，狗会挖"),
    ("zh", "knowledge", "", "我们的长老用树皮煮水治疗发烧", "，公司来问"),
    ("zh", "person", "请联系王医生：", "wang@hospital.example", ""),
]  # fmt: skip

SPARED = [
    ("en", "In 2025-2026 we lost 200,000 USD of fish, 12.5% of the catch; 12,500, 13,000 and 14 000 nests"),
    ("en", "From 01.02.2026 15 rangers walk 400 m transects; it was 2 °C warmer, 30° slopes"),
    ("en", "We want to document traditional knowledge on medicinal plants with the elders"),
    ("en", "Lionfish breeding sites are not known to us, and 41 of 60 nests were dug up"),
    ("fr", "Nous voulons étudier la médecine traditionnelle avec les anciens ; 41 nids sur 60 sont détruits"),
    ("es", "Queremos registrar la medicina tradicional; 41 de 60 nidos se pierden"),
    ("pt", "Queremos registar a medicina tradicional; 41 de 60 ninhos perdem-se"),
    ("ar", "نريد توثيق الطب الشعبي؛ ضاع ٤١ عشا من ٦٠"),
    ("ru", "Мы хотим описать народную медицину; потеряно 41 из 60 гнезд"),
    ("zh", "我们想记录传统医药；60个巢中有41个被毁"),
]


@pytest.mark.parametrize(("language", "kind", "before", "words", "after"), FOUND)
def test_what_had_better_stay_out_is_found(language: str, kind: str, before: str, words: str, after: str) -> None:
    """An exact place, somebody's number, a remedy; the rest of the sentence stays."""
    text = before + words + after
    found = private(text, language)
    assert (kind, words) in {(one.kind, one.words) for one in found}
    assert words not in hidden(text, (one.words for one in found))
    assert HIDDEN in hidden(text, (one.words for one in found))


@pytest.mark.parametrize(("language", "text"), SPARED)
def test_what_is_no_secret_is_left_alone(language: str, text: str) -> None:
    """Sums, dates, degrees, counts of nests, and the wish to protect knowledge."""
    assert private(text, language) == ()


def test_ones_own_address_is_no_secret() -> None:
    """Who gives their own number knows it; not where they send us to somebody else with it."""
    assert private("write to me: losa@trust.example", "en", ("LOSA@trust.example",)) == ()
    assert private("my number is +685 77 12345", "en", ("+6857712345",)) == ()
    assert private("ask Sina on +685 77 12345", "en", ("+6857712345",)) != ()


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.sampled_from(LANGUAGES))
def test_any_text(text: str, language: str) -> None:
    """Never an error, and what is found stands in the text word for word."""
    assert all(one.words in text for one in private(text, language))


@pytest.mark.parametrize("unit", ["+1 ", "1.234, ", "a@", "nest ", "13° ", "5 m ", "x"])
def test_time_is_linear_in_the_text(unit: str) -> None:
    """Ten times the text takes about ten times as long."""

    def seconds(length: int) -> float:
        began = time.process_time()
        private((unit * length)[:length], "en")
        return time.process_time() - began

    seconds(2_000)
    assert seconds(20_000) < max(25 * seconds(2_000), 0.3)
