"""The soak's account finds what it is there to find."""

from __future__ import annotations

import json

import pytest

from tests.survival import account
from tests.survival.disturbance import Figures
from tests.survival.fronts import Seen
from tests.survival.rows import Row


def sent(id: str, text: str) -> Row:
    return Row(id, "sent", json.dumps({"text": text}))


def perhaps(text: str) -> Row:
    return Row("", "uncertain", json.dumps({"text": text}))


SAID = (sent("1", "Welcome."), perhaps("How many?\nA number is enough."), sent("3", "Thank you."), sent("", "A file."))
A, B, C, FILE = Seen("1", "Welcome."), Seen("2", "How many?\n…"), Seen("3", "Thank you."), Seen("", "A file.")


def found(*seen: Seen) -> tuple[int, int, int]:
    """How many are (lost, duplicated, out of order)."""
    figures = Figures()
    account.screen("chat", seen, SAID, figures)
    return len(figures.lost), len(figures.duplicated), len(figures.out_of_order)


def test_whatever_was_perhaps_sent_may_be_there_or_not() -> None:
    """Both screens are right."""
    assert found(A, B, C, FILE) == (0, 0, 0)
    assert found(A, C, FILE) == (0, 0, 0)


@pytest.mark.parametrize(
    ("seen", "wrong"),
    [
        ((A, B, FILE), "lost"),
        ((A, B, C), "lost"),
        ((A, B, C, FILE, FILE), "duplicated"),
        ((A, B, B, C, FILE), "duplicated"),
        ((A, C, B, FILE), "duplicated"),
        ((A, Seen("7", "Welcome."), C, FILE), "duplicated"),
        ((C, A, FILE), "out of order"),
    ],
)
def test_a_wrong_screen_is_seen(seen: tuple[Seen, ...], wrong: str) -> None:
    """A message that is missing, stands there twice, or where it does not belong."""
    assert found(*seen)[("lost", "duplicated", "out of order").index(wrong)] >= 1


def test_answers_are_counted_by_the_screens_alone() -> None:
    """Correction 2 was answered twice, 3 never, 4 perhaps; 5 stands before 1."""
    figures = Figures()
    seen = [Seen(str(n), f"Corrected. Rough cost: 41,00{cost} US dollars.") for n, cost in enumerate((5, 1, 2, 2))]
    said = [perhaps("Corrected. Rough cost: 41,004 US dollars.")]
    account.answers("chat", [41_000 + n for n in range(1, 6)], seen, said, figures)
    assert (figures.lost, figures.duplicated) == (["answer 41003"], ["answer 41002"])
    assert figures.out_of_order == ["answers to chat"]
