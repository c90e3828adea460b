"""How strong a request is, asked for and answered in every language."""

from __future__ import annotations

import pytest

from bot.render.strength import appraised
from bot.understanding.lexicon import read
from bot.understanding.literal import understand
from bot.understanding.port import Situation
from dialogs.answers import Answer
from dialogs.coach.appraisal import appraise
from dialogs.coach.checks import CHECKS
from dialogs.effects import Appraise
from dialogs.events import WantsStrength
from dialogs.forms.request import REQUEST
from dialogs.words import AVAILABLE, say

ANSWERS = {"first_words": Answer("—"), "objective": Answer("—"), "assistance_types": Answer(("AT01", "AT04"))}


@pytest.mark.parametrize("language", AVAILABLE)
def test_it_is_asked_for_in_the_persons_words(language: str) -> None:
    """Every wording of the list, at an open question, with or without a question mark."""
    wordings = read("intents", language)["strength"]
    assert len(wordings) >= 5
    for words in wordings:
        for sign in ("", "?"):
            situation = Situation(REQUEST, "objective", (), ANSWERS, language, "2026-11-21")
            assert understand(words + sign, situation).event == WantsStrength(), words + sign


@pytest.mark.parametrize("language", AVAILABLE)
def test_it_is_answered_in_three_words_and_questions(language: str) -> None:
    """The word, then a line for each point, no place left open and no mark given."""
    found = appraise(ANSWERS, language)
    text = appraised(Appraise(found.strength, found.points), language)
    first, lead, *points = text.splitlines()
    assert say(f"strength.{found.strength}", language) in first
    assert lead == say("say.strength-points", language)
    assert len(points) == len(found.points) == 5
    assert "{" not in text


@pytest.mark.parametrize("language", AVAILABLE)
def test_every_check_has_its_question(language: str) -> None:
    """In a language of its own, for every check there is."""
    assert all(say(f"check.{check}", language, words="…") for check in CHECKS)


def test_nothing_missing_is_said_without_a_list() -> None:
    """A clear request hears that it is clear, and no more."""
    assert appraised(Appraise("clear", ()), "en") == say("say.strength", "en", strength=say("strength.clear", "en"))
