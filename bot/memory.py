"""What was last written of the conversations that people are in the middle of, so that it need not be read again.

Only ever a shortcut: a turn's write carries the token it was thought with, and is refused if anything was written
since, by another process or by somebody who moved the conversation to another place.
"""

from __future__ import annotations

from collections import OrderedDict

from dialogs.state import State
from storage.port import Stored

MOST = 1000
"""Conversations remembered, those longest silent are forgotten first. Chosen: some 10 MB."""

Remembered = tuple[Stored, State]
"""A conversation, and what its `state` says."""


class Memory:
    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._known: OrderedDict[int, Remembered] = OrderedDict()

    def keep(self, stored: Stored, state: State) -> None:
        """As it was just written."""
        self._known[stored.conversation] = stored, state
        self._known.move_to_end(stored.conversation)
        if len(self._known) > self._most:
            self._known.popitem(last=False)

    def recall(self, conversation: int) -> Remembered | None:
        return self._known.get(conversation)

    def forget(self, conversation: int) -> None:
        """Somebody else wrote it, or it is in doubt."""
        self._known.pop(conversation, None)

    def clear(self) -> None:
        """Conversations were erased: what was told in them stays nowhere."""
        self._known.clear()
