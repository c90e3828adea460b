"""Buttons under a message: how they are laid out, how several are ticked, and what stands there once one was chosen.

All that a tick needs stands on the keyboard itself, which every tap brings along: nothing is kept between taps.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from bot.message import Option
from bot.render.fit import excerpt

SHORT = 18
"""Characters up to which two buttons share a row; a phone shows about so many in half of its width. Chosen."""

LONGEST = 60
"""Characters of what was chosen; several answers at once may be longer than any button. Chosen."""

CHOSEN = "✓ "
TICKED = "☑ "
OPEN = "☐ "

DONE = "done"
TICK = "tick"


@dataclass(frozen=True, slots=True)
class Key:
    label: str
    data: str = ""
    """What a tap brings back, at most 64 bytes."""
    url: str = ""
    """Opened by a tap, in place of `data`."""

    @property
    def plain(self) -> str:
        """The label without our marks."""
        return self.label.removeprefix(CHOSEN).removeprefix(TICKED).removeprefix(OPEN)

    @property
    def ticks(self) -> bool:
        """Whether a tap on it only ticks, or takes a tick away."""
        return f"|{TICK}|" in self.data

    @property
    def finishes(self) -> bool:
        """Whether a tap on it answers with all that is ticked."""
        return self.data.endswith(f"|{DONE}|")


Rows = tuple[tuple[Key, ...], ...]


def laid(keys: Iterable[Key]) -> Rows:
    """One button a row, in order; two neighbours share a row when both are short."""
    rows: list[tuple[Key, ...]] = []
    for key in keys:
        if rows and len(rows[-1]) == 1 and max(len(rows[-1][0].label), len(key.label)) <= SHORT:
            rows[-1] = (*rows[-1], key)
        else:
            rows.append((key,))
    return tuple(rows)


def of(options: Sequence[Option], *, several: bool, done: str) -> Rows:
    """The options of a question; with `several`, those that answer it can be ticked, and `done` sends them."""
    keys = [Key(option.label, option.tap) for option in options if option.tap]
    picks = [key for key in keys if several and "|pick|" in key.data]
    if not picks:
        return laid(keys)
    origin = picks[0].data.partition("|")[0]
    boxes = tuple((Key(OPEN + key.label, key.data.replace("|pick|", f"|{TICK}|", 1)),) for key in picks)
    return (*boxes, (Key(done, f"{origin}|{DONE}|"),), *laid(key for key in keys if key not in picks))


def ticked(rows: Rows) -> tuple[Key, ...]:
    return tuple(key for key in _keys(rows) if key.ticks and key.label.startswith(TICKED))


def toggled(rows: Rows, data: str) -> Rows:
    """The same keyboard with one box ticked, or no longer."""

    def turned(key: Key) -> Key:
        if key.data != data:
            return key
        return replace(key, label=(OPEN if key.label.startswith(TICKED) else TICKED) + key.plain)

    return tuple(tuple(turned(key) for key in row) for row in rows)


def chosen(rows: Rows, data: str, label: str) -> Rows:
    """What is left once a button was tapped: an answer stands alone; what can be done to one of many is marked there.

    The button left carries the same tap, so that a second touch is answered like any old button.
    """
    verb = data.split("|")[1] if data.count("|") >= 2 else ""
    if verb in ("pick", "do", DONE):
        return (
            (Key(CHOSEN + excerpt(label, LONGEST), data if verb != DONE else f"{data.partition('|')[0]}|do|repeat"),),
        )
    return tuple(tuple(replace(k, label=CHOSEN + k.plain) if k.data == data else k for k in row) for row in rows)


def answer(rows: Rows) -> tuple[str, str]:
    """All that is ticked as one tap of ours, and its labels; ("", "") when nothing is."""
    keys = ticked(rows)
    if not keys:
        return "", ""
    origin = keys[0].data.partition("|")[0]
    codes = ",".join(key.data.split("|", 2)[2] for key in keys)
    return f"{origin}|pick|{codes}", ", ".join(key.plain for key in keys)


def label(rows: Rows, data: str) -> str:
    """What the tapped button said; "" when it is not on the keyboard any more."""
    return next((key.plain for key in _keys(rows) if key.data == data), "")


def _keys(rows: Rows) -> Iterator[Key]:
    return (key for row in rows for key in row)
