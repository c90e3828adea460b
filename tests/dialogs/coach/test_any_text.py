"""The coach on any text: never an error, and time that grows with the text."""

from __future__ import annotations

import json
import time
from importlib.resources import files

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.coach import findings, next_question, strength
from dialogs.coach.checks import CHECKS
from dialogs.coach.lexicon import LANGUAGES, lexicon, prepare
from dialogs.forms.request import REQUEST

FIELDS = sorted({field.key for field in REQUEST.fields} | {f for check in CHECKS.values() for f in check.fields})
ALPHABET = st.characters() | st.sampled_from(list("2027年10% ،.,;-'’@+é\u0301\u200f\u064bинавАбвبحلول في🐟\n\t\x00"))


@settings(max_examples=150, deadline=None)
@given(
    st.text(ALPHABET, max_size=120),
    st.sampled_from(FIELDS),
    st.sampled_from([*LANGUAGES, "xx", ""]),
    st.text(max_size=12),
)
def test_never_raises(text: str, field: str, language: str, today: str) -> None:
    """Any text in any field, any language, any day."""
    found = findings(field, text, language, {}, today)
    assert {finding.check for finding in found} <= CHECKS.keys()
    next_question(field, text, language, {}, (), today)
    strength({}, language, today)


@settings(max_examples=200, deadline=None)
@given(st.text(ALPHABET, max_size=200))
def test_folding_keeps_every_letter_in_its_place(text: str) -> None:
    """What is found in the folded text can be quoted from the plain one."""
    words = prepare(text)
    assert len(words.plain) == len(words.folded)


@pytest.mark.parametrize(
    "unit",
    [
        "in the north of ",
        "a-",
        "from 3 to ",
        "1,1 ",
        "We need ",
        "lake ",
        "   ",
        "Аб ",
        "في ",
        "湖和",
        "x" * 50 + " ",
        "2027 1 ",
    ],
)
@pytest.mark.parametrize("field", ["problem_statement", "objective"])
def test_time_is_linear_in_the_text(unit: str, field: str) -> None:
    """Text made to annoy a pattern: ten times as much takes no more than about ten times as long."""
    for language in ("en", "fr", "ar"):
        findings(field, unit, language, {})
        short, long = _seconds(field, unit, 2_000, language), _seconds(field, unit, 20_000, language)
        assert long < max(25 * short, 0.25)


def test_every_language_has_the_same_lists() -> None:
    """A list that one language lacks would silently never match."""
    data = files("dialogs.coach").joinpath("data")
    names = {lang: set(json.loads(data.joinpath(f"{lang}.json").read_text(encoding="utf-8"))) for lang in LANGUAGES}
    assert {lang: names["en"] - found for lang, found in names.items() if names["en"] - found} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_a_working_pattern(language: str) -> None:
    """Each entry of each list is found when it stands alone."""
    known = lexicon(language)
    data = json.loads(files("dialogs.coach").joinpath("data", f"{language}.json").read_text(encoding="utf-8"))
    for name, entries in data.items():
        for entry in entries if isinstance(entries, list) else []:
            example = entry.replace(" * ", " some other ").replace("#", "7").replace("*", "某" if known.run_on else "")
            assert known.has(name, prepare(example)), (name, entry)


def _seconds(field: str, unit: str, length: int, language: str) -> float:
    text = (unit * length)[:length]
    began = time.process_time()
    findings(field, text, language, {})
    return time.process_time() - began
