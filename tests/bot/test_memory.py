"""What is remembered between turns is bounded, and gone when it should be."""

from __future__ import annotations

from bot.memory import Memory
from dialogs.state import State
from storage.port import Stored


def stored(conversation: int, token: int = 1) -> Stored:
    return Stored(conversation, "web", f"{conversation}", "", "{}", token, 0, "")


def test_the_newest_is_remembered() -> None:
    """A conversation is as it was last written."""
    memory = Memory()
    memory.keep(stored(1), State(1))
    memory.keep(stored(1, token=2), State(1, language="fr"))
    assert memory.recall(1) == (stored(1, token=2), State(1, language="fr"))
    assert memory.recall(2) is None


def test_the_longest_silent_is_forgotten_first() -> None:
    """However many people come, memory stays within its bounds; who has just spoken is remembered."""
    memory = Memory(most=2)
    for conversation in (1, 2, 1, 3):
        memory.keep(stored(conversation), State(1))
    assert [conversation for conversation in (1, 2, 3) if memory.recall(conversation)] == [1, 3]


def test_what_was_erased_or_is_in_doubt_is_forgotten() -> None:
    """One alone, or all."""
    memory = Memory()
    for conversation in (1, 2, 3):
        memory.keep(stored(conversation), State(1))
    memory.forget(1)
    memory.forget(1)
    assert [memory.recall(1) is None, memory.recall(2) is None] == [True, False]
    memory.clear()
    assert memory.recall(2) is None
