"""Problem, causes and effects as a tree, in every language."""

from __future__ import annotations

import pytest

from dialogs.answers import Answer
from dialogs.coach.tree import Branch, Tree, branches, tree

CHAINS = [
    (
        "en",
        "Nobody patrols because there is no boat; the dogs run free",
        "Nobody patrols",
        "there is no boat",
        "the dogs run free",
    ),
    (
        "fr",
        "Personne ne patrouille parce qu’il n’y a pas de barque ; les chiens errent",
        "Personne ne patrouille",
        "il n’y a pas de barque",
        "les chiens errent",
    ),
    (
        "es",
        "Nadie patrulla porque no hay lancha; los perros andan sueltos",
        "Nadie patrulla",
        "no hay lancha",
        "los perros andan sueltos",
    ),
    (
        "pt",
        "Ninguém patrulha porque não há barco; os cães andam soltos",
        "Ninguém patrulha",
        "não há barco",
        "os cães andam soltos",
    ),
    ("ar", "لا أحد يقوم بدوريات بسبب نقص القوارب؛ الكلاب طليقة", "لا أحد يقوم بدوريات", "نقص القوارب", "الكلاب طليقة"),
    (
        "ru",
        "Никто не патрулирует, потому что нет лодки; собаки бегают",
        "Никто не патрулирует",
        "нет лодки",
        "собаки бегают",
    ),
    ("zh", "没有人巡逻，因为没有船；狗到处跑", "没有人巡逻", "没有船", "狗到处跑"),
]


@pytest.mark.parametrize(("language", "text", "cause", "behind", "second"), CHAINS, ids=[one[0] for one in CHAINS])
def test_a_cause_has_its_own_cause_under_it(language: str, text: str, cause: str, behind: str, second: str) -> None:
    """What stands after "because" hangs under what it explains; a list has a branch for each item."""
    assert branches(text, language, "why") == (Branch(cause, (Branch(behind),)), Branch(second))


def test_the_answers_make_one_tree() -> None:
    """Problem, causes and effects, each from its own question."""
    answers = {
        "problem_statement": Answer("41 of 60 nests were dug up"),
        "root_causes": Answer("because dogs run free because no rule says so"),
        "effects": Answer("1. no turtles hatch therefore tourists stay away\n2. egg collectors lose their income"),
    }
    assert tree(answers, "en") == Tree(
        "41 of 60 nests were dug up",
        (Branch("dogs run free", (Branch("no rule says so"),)),),
        (Branch("no turtles hatch", (Branch("tourists stay away"),)), Branch("egg collectors lose their income")),
    )


def test_a_cause_named_with_the_problem_is_shown_until_one_is_told() -> None:
    """Nobody has to say twice what they said in the first place; nothing is shown where nothing was said."""
    problem = {"problem_statement": Answer("Nests are dug up. Rangers come late because they have no boat.")}
    assert tree(problem, "en").causes == (Branch("they have no boat"),)
    assert tree({**problem, "root_causes": Answer("dogs")}, "en").causes == (Branch("dogs"),)
    assert not tree({"problem_statement": Answer("Nests are dug up")}, "en")
    assert not tree({}, "en")


@pytest.mark.parametrize("text", ["", "because", "; ; ;", "because because because", "1. 2. 3."])
def test_what_says_nothing_has_no_empty_branch(text: str) -> None:
    """Whatever is told, each branch has words."""
    assert all(branch.text for branch in branches(text, "en", "why"))
