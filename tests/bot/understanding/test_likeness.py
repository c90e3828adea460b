"""Messages that speak of nothing but the conversation go to the command their words speak for; others go nowhere."""

from __future__ import annotations

import pytest

from bot.understanding.likeness import QUESTION, command
from bot.understanding.script import Message


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("would it be ok to leave this question for now", "skip"),
        ("on pourrait sauter cette question-là", "skip"),
        ("quiero que volvamos a la pregunta anterior", "back"),
        ("podemos continuar amanhã de manhã", "pause"),
        ("давайте я продолжу завтра вечером", "pause"),
        ("ممكن نرجع للسؤال السابق", "back"),
        ("可以让我看看我填的内容吗", "review"),
        ("how long would we wait for a reply", QUESTION),
    ],
)
def test_what_was_never_listed_is_known_by_its_words(words: str, name: str) -> None:
    """None of these stands in a list; each is like what does."""
    alike = command(Message(words))
    assert alike is not None
    assert alike.name == name
    assert alike.ahead > 0


@pytest.mark.parametrize(
    "words",
    [
        "",
        "12",
        "fishers skip the closed season and the inspectors go back to the harbour",
        "nobody checks and nothing was done",
        "les gens ne savent pas",
        "que la gente pueda volver",
        "люди не знают закон",
        "什么都没做过",
        "we will go back to the question of who owns the water of the three villages when the rains come again",
    ],
)
def test_answers_are_like_no_command(words: str) -> None:
    """Content, and short answers in the same words, are like no command."""
    alike = command(Message(words))
    assert alike is None or alike.name == QUESTION
