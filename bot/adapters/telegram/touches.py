"""What a person sees of a tap: the button stops waiting, and what was chosen stands under the question."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from bot.adapters.telegram import keyboard
from bot.adapters.telegram.boxes import Boxes
from bot.adapters.telegram.errands import Errand, Errands
from bot.adapters.telegram.keyboard import Rows
from bot.adapters.telegram.line import Line
from bot.adapters.telegram.parse import Touch, answered
from bot.adapters.telegram.recent import Recent
from bot.message import Inbound
from bot.taps import ANYWHERE
from bot.taps import parse as parse_tap
from dialogs.words import say, spoken

CHATS = 10_000
"""Chats whose newest question is remembered."""


class Touches:
    def __init__(self, line: Line, errands: Errands, clock: Callable[[], float]) -> None:
        self._line = line
        self._errands = errands
        self._clock = clock
        self._boxes = Boxes()
        self._newest: Recent[str, str] = Recent(CHATS)
        """The origin of the newest buttons, by chat."""

    def shown(self, chat: str, rows: Rows) -> None:
        """These buttons are the newest of a chat."""
        origins = (tap.origin for row in rows for key in row if (tap := parse_tap(key.data)))
        if (newest := next(origins, ANYWHERE)) != ANYWHERE:
            self._newest[chat] = newest

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
        if self._is_old(touch) and len(rows) == 1:
            rows = ()  # The answer says that it is not asked any more: nothing was chosen.
        self._errands.run(partial(self._line.heard, touch.callback), *self._relabel(touch, rows))

    def _is_old(self, touch: Touch) -> bool:
        newest = self._newest.get(touch.place.chat)
        return newest is not None and touch.data.partition("|")[0] != newest

    def _relabel(self, touch: Touch, rows: Rows) -> tuple[Errand, ...]:
        if not touch.message or rows == touch.rows:
            return ()
        return (partial(self._line.relabel, int(touch.place.chat), touch.message, rows),)
