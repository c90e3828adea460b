"""Ticking one of several: the keyboard of a message, newer than the one a quick second tap brings along."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.adapters.recent import Recent
from bot.adapters.telegram import keyboard
from bot.adapters.telegram.keyboard import Rows
from bot.adapters.telegram.parse import Touch

REMEMBERED = 1000
"""Messages whose boxes are being ticked at the same time. Chosen."""


@dataclass(slots=True)
class _Message:
    rows: Rows
    taps: set[str] = field(default_factory=set)


class Boxes:
    """Nothing depends on what is kept here: after a restart each tap brings along what it was made on."""

    def __init__(self) -> None:
        self._messages: Recent[tuple[str, int], _Message] = Recent(REMEMBERED)

    def tick(self, touch: Touch) -> Rows:
        """The keyboard after a tap on a box; after the same tap delivered twice, the same."""
        message = self._message(touch)
        if touch.callback not in message.taps:
            message.taps.add(touch.callback)
            message.rows = keyboard.toggled(message.rows, touch.data)
        return message.rows

    def rows(self, touch: Touch) -> Rows:
        """The keyboard as it stands now."""
        return self._message(touch).rows

    def _message(self, touch: Touch) -> _Message:
        key = (touch.place.chat, touch.message)
        message = self._messages.get(key) or _Message(touch.rows)
        self._messages[key] = message
        return message
