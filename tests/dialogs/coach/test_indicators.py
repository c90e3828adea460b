"""A small logframe out of a person's words, in every language, and what is still asked about it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.answers import Indicator, Logframe
from dialogs.coach import next_question
from dialogs.coach.indicators import MOST, edited, filled, lacking, logframe
from dialogs.coach.lexicon import LANGUAGES
from dialogs.request import dump_value
from dialogs.state import _read_value, _write_value

TOLD = [
    (
        "en",
        "Nests lost per season: 41 in the 2025 ranger log, below 5 by the end of 2028, source: ranger log",
        ("Nests lost per season", "impact", "41 in the 2025 ranger log", "below 5", "by the end of 2028", "ranger log"),
    ),
    (
        "fr",
        "Nids perdus par saison : 41 aujourd’hui, moins de 5 d’ici fin 2028, source : carnet des gardes",
        ("Nids perdus par saison", "impact", "41 aujourd’hui", "moins de 5", "d’ici fin 2028", "carnet des gardes"),
    ),
    (
        "es",
        "Nidos perdidos por temporada: hoy 41, meta menos de 5 para fines de 2028, fuente: bitácora",
        ("Nidos perdidos por temporada", "impact", "41", "menos de 5", "para fines de 2028", "bitácora"),
    ),
    (
        "pt",
        "Ninhos perdidos por época: hoje 41, menos de 5 até ao fim de 2028, fonte: diário dos guardas",
        ("Ninhos perdidos por época", "impact", "41", "menos de 5", "até ao fim de 2028", "diário dos guardas"),
    ),
    (
        "ar",
        "عدد الأعشاش المفقودة: ٤١ حاليا، أقل من ٥ بحلول نهاية ٢٠٢٨، المصدر: سجل الحراس",
        ("عدد الأعشاش المفقودة", "impact", "٤١ حاليا", "أقل من ٥", "بحلول نهاية ٢٠٢٨", "سجل الحراس"),
    ),
    (
        "ru",
        "Потерянных гнезд за сезон: сейчас 41, меньше 5 к концу 2028 года, источник: журнал инспекторов",
        ("Потерянных гнезд за сезон", "impact", "41", "меньше 5", "к концу 2028 года", "журнал инспекторов"),
    ),
    (
        "zh",
        "每季丢失的巢：现在41个，到2028年底少于5个，来源：巡护记录",
        ("每季丢失的巢", "impact", "41个", "少于5个", "到2028年底", "巡护记录"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "cells"), TOLD, ids=[one[0] for one in TOLD])
def test_a_sentence_becomes_a_line(language: str, text: str, cells: tuple[str, ...]) -> None:
    """Each cell holds the person's own words, and nothing is left to ask."""
    frame = logframe(text, language)
    assert frame == Logframe((Indicator(*cells),))  # type: ignore[arg-type]  # the second is a level
    assert lacking(frame) == (0, ())
    assert next_question("indicators", frame, language, {}) is None


def test_several_indicators_are_several_lines() -> None:
    """A line or a semicolon parts them; the level is what is counted."""
    frame = logframe("Trainings held: 2 by 2027; patrols a month, 4 now\nturtles that hatch", "en")
    assert [(row.what, row.level) for row in frame.rows] == [
        ("Trainings held", "output"),
        ("patrols a month", "outcome"),
        ("turtles that hatch", "impact"),
    ]


def test_open_cells_are_asked_for_in_two_questions_at_most() -> None:
    """First where it stands and should stand, then who counts; an answer fills cells, and one that is told stays."""
    frame = logframe("number of patrols", "en")
    assert next_question("indicators", frame, "en", {}) == "how_known"
    frame = filled(frame, "4 a month, 12 by June 2028", "en")
    assert frame.rows[0] == Indicator("number of patrols", "outcome", "4 a month", "12", "by June 2028")
    asked = ("indicators:how_known",)
    assert next_question("indicators", frame, "en", {}, asked) == "where"
    assert filled(frame, "the rangers write it down", "en").rows[0].source == "the rangers write it down"
    assert next_question("indicators", frame, "en", {}, (*asked, "indicators:where")) is None


@pytest.mark.parametrize(
    ("language", "text", "target"),
    [
        ("en", "target: 20", "20"), ("fr", "cible : 20", "20"), ("es", "meta: 20", "20"), ("pt", "meta: 20", "20"),
        ("ar", "الهدف: ٢٠", "٢٠"), ("ru", "цель: 20", "20"), ("zh", "目标：20", "20"),
    ],
)  # fmt: skip
def test_a_cell_that_is_named_is_changed_alone(language: str, text: str, target: str) -> None:
    """The other cells stay; a text that names no cell is not taken for a change of one."""
    frame = Logframe((Indicator("patrols", "outcome", "4", "12", "2028", "the log"),))
    assert edited(frame, text, language) == Logframe((Indicator("patrols", "outcome", "4", target, "2028", "the log"),))
    assert edited(frame, "🐢", language) is None


def test_a_line_is_named_by_its_number() -> None:
    """With several indicators, "2. source: ..." is about the second; there is no third to change."""
    frame = logframe("patrols: 4 now; nests lost: 41 now", "en")
    changed = edited(frame, "2. source: the survey\nlevel: output", "en")
    assert changed is not None
    assert [(row.level, row.source) for row in changed.rows] == [("output", ""), ("impact", "the survey")]
    assert edited(frame, "3. source: the survey", "en") is None


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=150), st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_any_text_makes_a_logframe(text: str, more: str, language: str) -> None:
    """Never an error, never empty or endless, and a stored one is read back the same."""
    frame = filled(logframe(text, language), more, language)
    assert 1 <= len(frame.rows) <= MOST
    assert _read_value(_write_value(frame)) == frame
    assert len(dump_value(frame)) == len(frame.rows)  # type: ignore[arg-type]  # a logframe is a list


def test_time_is_linear_in_the_text() -> None:
    """Ten times the text takes about ten times as long."""
    import time

    def seconds(text: str) -> float:
        began = time.process_time()
        logframe(text, "en")
        return time.process_time() - began

    for unit in ("by by by ", "1, 2, ", "end of the ", "x: ", ";"):
        seconds(unit * 100)
        assert seconds(unit * 5000) < max(25 * seconds(unit * 500), 0.5)
