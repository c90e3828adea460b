"""What was tried before the desk came: of a real database, as far as it is the desk's to read."""

from __future__ import annotations

from dataclasses import replace

from bot.console.tried import Example, tried
from bot.shared import Shared
from dialogs.state import State
from storage.port import Storage
from tests.storage.samples import NOON, answered, arrival, document, turn

ALL = Shared(until=NOON + 100)


async def noted(storage: Storage) -> int:
    """A conversation with an example, a question, a lesson and a fault."""
    receipt = await storage.accept(arrival())
    notes = (
        ("verdict", '{"document": "doc-1", "verdict": "not-relevant"}'),
        ("query", '{"question": "Who pays?"}'),
        ("lesson", '{"text": "Begin with the fishers."}'),
        ("fault", '{"message": 3}'),
    )
    await storage.write(replace(turn(receipt), notes=notes, documents=(document(),), at=NOON))
    return receipt.conversation


async def test_examples_questions_lessons_and_faults_are_told(storage: Storage) -> None:
    """Examples by title, with what the person said of them; the support that was given is counted."""
    state = State(version=1, shown=("doc-1", "gone-2"), coached=("objective:when",))
    found = await tried(storage, await noted(storage), state, ALL, "en")
    assert found.examples == (Example("Lionfish derby", "not-relevant"), Example("gone-2", ""))
    assert (found.questions, found.lessons) == (("Who pays?",), ("Begin with the fishers.",))
    assert (found.supported, found.faults, found.nothing) == (1, 1, False)


async def test_of_a_draft_that_is_not_shared_only_the_question_is_told(storage: Storage) -> None:
    """It was kept for the desk, and the person was told so."""
    found = await tried(storage, await noted(storage), None, Shared(), "en")
    assert found.questions == ("Who pays?",)
    assert (found.examples, found.lessons, found.supported, found.faults) == ((), (), 0, 0)


async def test_where_nothing_was_tried_it_is_said(storage: Storage) -> None:
    """A case without a conversation, and one that just began."""
    assert (await tried(storage, None, None, ALL, "en")).nothing
    assert (await tried(storage, (await answered(storage)).conversation, None, ALL, "en")).nothing
