"""Three examples or more, in every language, for each check that the shared set has no row for.

The texts are in examples.json, by language; a check without word lists is tried with the same values in all of them.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogs.answers import Answer, Answers
from dialogs.coach import findings
from dialogs.coach.lexicon import LANGUAGES

TODAY = "2026-11-21"
TEXTS = json.loads(Path(__file__).with_name("examples.json").read_text(encoding="utf-8"))
EVERY = pytest.mark.parametrize("language", LANGUAGES)


def found(
    field: str, text: str, language: str, answers: Answers | None = None, similar: tuple[str, ...] = ()
) -> set[str]:
    return {one.check for one in findings(field, text, language, answers or {}, TODAY, similar)}


def wrong(language: str, name: str, check: str, field: str, answers: Answers | None = None) -> list[str]:
    """The texts of a list in which a check is not found."""
    assert len(TEXTS[language][name]) >= 3
    return [text for text in TEXTS[language][name] if check not in found(field, text, language, answers)]


@EVERY
def test_a_priority_without_a_plan(language: str) -> None:
    """C_SMART_R: praise is no plan; a plan, or who knows it, is enough."""
    assert wrong(language, "no_plan", "C_SMART_R", "national_priority") == []
    assert [one for one in TEXTS[language]["plan"] if "C_SMART_R" in found("national_priority", one, language)] == []


@EVERY
def test_a_cause_that_says_the_problem_again(language: str) -> None:
    """C_CIRCULAR: the same words in another order explain nothing."""
    pairs = TEXTS[language]["circular"]
    assert len(pairs) >= 3
    missed = [
        cause
        for problem, cause in pairs
        if "C_CIRCULAR" not in found("root_causes", cause, language, {"problem_statement": Answer(problem)})
    ]
    assert missed == []
    problem, cause = TEXTS[language]["cause"]
    assert "C_CIRCULAR" not in found("root_causes", cause, language, {"problem_statement": Answer(problem)})


@EVERY
def test_a_target_that_the_text_does_not_speak_of(language: str) -> None:
    """C_TARGET_FIT: target 22 for weeds, poison and lost wetlands; with the target of the text itself, nothing."""
    for text, fitting in zip(TEXTS[language]["target"], ("6", "7", "2"), strict=True):
        about = {"problem_statement": Answer(text)}
        assert "C_TARGET_FIT" in found("gbf_targets", "", language, {**about, "gbf_targets": Answer(("22",))}), text
        assert "C_TARGET_FIT" not in found("gbf_targets", "", language, {**about, "gbf_targets": Answer((fitting,))}), (
            text
        )


@EVERY
def test_awareness_alone(language: str) -> None:
    """C_AWARENESS: what people know is no result; what they do is."""
    assert wrong(language, "awareness", "C_AWARENESS", "objective") == []
    assert "C_AWARENESS" not in found("objective", TEXTS[language]["practice"], language)


@EVERY
def test_what_stays_when_the_project_ends(language: str) -> None:
    """C_SUCCESSION and C_UPKEEP: after a training with technology, hope teaches nobody and repairs nothing."""
    wanted = {"assistance_types": Answer(("AT01", "AT04"))}
    assert wrong(language, "after", "C_SUCCESSION", "after", wanted) == []
    assert wrong(language, "after", "C_UPKEEP", "after", wanted) == []
    advice = {"assistance_types": Answer(("AT03",))}
    assert not {"C_SUCCESSION", "C_UPKEEP"} & {
        c for t in TEXTS[language]["after"] for c in found("after", t, language, advice)
    }


@EVERY
def test_a_risk_that_nobody_weighed(language: str) -> None:
    """C_RISK: something set free, flown or poisoned, and no risk named; a test that was made is one."""
    for text, none in zip(TEXTS[language]["risky"], TEXTS[language]["none"], strict=True):
        assert "C_RISK" in found("risks", none, language, {"objective": Answer(text)}), (text, none)
        assert "C_RISK" not in found("risks", TEXTS[language]["weighed"], language, {"objective": Answer(text)}), text


@EVERY
@pytest.mark.parametrize("gap", ["equipment", "law", "coordination"])
def test_training_for_what_training_does_not_bring(language: str, gap: str) -> None:
    """C_HELP_MATCHES_GAP: whatever the language, it is about what was chosen."""
    gaps = {"gap_types": Answer((gap,))}
    assert "C_HELP_MATCHES_GAP" in found("gap_types", "", language, {**gaps, "assistance_types": Answer(("AT01",))})
    fitting = {"equipment": "AT04", "law": "AT08", "coordination": "AT12"}[gap]
    both = {**gaps, "assistance_types": Answer(("AT01", fitting))}
    assert "C_HELP_MATCHES_GAP" not in found("gap_types", "", language, both)


@EVERY
@pytest.mark.parametrize(("start", "end"), [("2028-01", "2027-06"), ("2025-03", "2027-06"), ("2027-01", "2033-06")])
def test_dates_that_do_not_fit(language: str, start: str, end: str) -> None:
    """C_DATES: backwards, in the past, longer than five years."""
    assert "C_DATES" in found("end_date", end, language, {"start_date": Answer(start), "end_date": Answer(end)})
    assert "C_DATES" not in found("end_date", "2027-06", language, {"start_date": Answer("2027-01")})


@EVERY
@pytest.mark.parametrize("field", ["title", "objective", "first_words"])
def test_a_request_that_the_country_has_already(language: str, field: str) -> None:
    """C_DUPLICATE: told by whoever knows the open requests, on any field."""
    assert "C_DUPLICATE" in found(field, "…", language, similar=("KUMA-4827",))
    assert "C_DUPLICATE" not in found(field, "…", language)
