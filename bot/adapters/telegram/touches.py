"""What a person sees of a tap: the button stops waiting, and what was chosen stands under the question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.adapters.errands import Errand, Errands
from bot.adapters.newest import Newest
from bot.adapters.telegram import keyboard
from bot.adapters.telegram.boxes import Boxes
from bot.adapters.telegram.keyboard import Rows
from bot.adapters.telegram.line import Line
from bot.adapters.telegram.parse import Touch, answered
from bot.message import Inbound, Place
from dialogs.words import say, spoken


class Touches:
    def __init__(self, line: Line, errands: Errands, clock: Callable[[], float]) -> None:
        self._line = line
        self._errands = errands
        self._clock = clock
        self._boxes = Boxes()
        self._newest = Newest()

    def shown(self, place: Place, rows: Rows) -> None:
        """These buttons are the newest of a chat."""
        self._newest.shown(place, (key.data for row in rows for key in row))

    def ticked(self, touch: Touch) -> Inbound | None:
        """A touch of a box or of "done": what it answers, if it does."""
        if touch.key.ticks:
            rows = self._boxes.tick(touch)
            self._errands.run(partial(self._line.heard, touch.callback), *self._relabel(touch, rows))
            return None
        answer = answered(touch, self._boxes.rows(touch), self._clock())
        if answer is None:
            hint = say("channel.tick-first", spoken(touch.language))
            self._errands.run(partial(self._line.heard, touch.callback, hint))
        return answer

    def kept(self, touch: Touch, answer: Inbound) -> None:
        """A tap is saved: now the person may see so."""
        rows = keyboard.chosen(touch.rows, touch.data, answer.text or touch.key.label)
        if self._newest.is_old(touch.place, touch.data) and len(rows) == 1:
            rows = ()  # The answer says that it is not asked any more: nothing was chosen.
        self._errands.run(partial(self._line.heard, touch.callback), *self._relabel(touch, rows))

    def _relabel(self, touch: Touch, rows: Rows) -> tuple[Errand, ...]:
        if not touch.message or rows == touch.rows:
            return ()
        return (partial(self._line.relabel, int(touch.place.chat), touch.message, rows),)
