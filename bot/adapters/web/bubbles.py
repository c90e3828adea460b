"""Messages as they are drawn: what of a card is seen first, what rests, where reading goes on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from unicodedata import east_asian_width

from bot import attachments
from bot.browser.pages import direction
from bot.filenames import cleaned
from bot.message import Line, Option, Outbound
from bot.wire import read_outbound
from storage.port import TranscriptRow

LONG = 170
"""Letters of an answer that a card shows in part until it is opened: two lines of a wide screen, five of a phone."""
READY = 2
"""Choices of a card that stay in reach while it is read; more of them would not leave room for it."""

QUESTIONS = ("ask", "card")
"""Kinds of messages that wait for an answer."""


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message as it is drawn."""

    position: int
    id: str
    """The browser's own number of a message it sent, "" for ours."""
    at: float
    text: str
    message: Outbound | None
    """None for what the person wrote."""
    past: bool
    """A later question was put: its buttons rest."""
    files: tuple[str, ...] = ()
    """Names of what the person sent along."""

    @property
    def language(self) -> str:
        return self.message.language if self.message else ""

    @property
    def direction(self) -> Literal["ltr", "rtl", "auto"]:
        return direction(self.message.language) if self.message else "auto"

    @property
    def paragraphs(self) -> list[str]:
        """The text at its empty lines, each part but the last with the line end that sets it apart where it is read out
        or copied."""
        return [part for part in re.split(r"(?<=\n)\n+", self.text) if part]

    @property
    def proposed(self) -> list[Line]:
        """The lines of a card that are proposals of ours: what there is to check stands before all else."""
        return [line for line in self.message.lines if line.proposed and not line.open] if self.message else []

    @property
    def sections(self) -> list[tuple[str, list[Line]]]:
        """The other answered lines of a card under their headings, in the order they come."""
        grouped: dict[str, list[Line]] = {}
        for line in self.message.lines if self.message else ():
            if not line.open and not line.proposed:
                grouped.setdefault(line.section, []).append(line)
        return list(grouped.items())

    @property
    def open(self) -> list[Line]:
        """The lines of a card that wait for an answer."""
        return [line for line in self.message.lines if line.open] if self.message else []

    @property
    def ready(self) -> list[Option]:
        """The choices of a card that stay in reach while it is read; none of a message without lines."""
        return [option for option in self._offered if not quiet(option)][:READY] if self._lined else []

    @property
    def options(self) -> list[Option]:
        """The other buttons under a message."""
        return [option for option in self._offered if option not in self.ready]

    @property
    def _lined(self) -> bool:
        return bool(self.message and self.message.lines)

    @property
    def _offered(self) -> list[Option]:
        """All buttons but those of other languages, which are offered at the head of the page already."""
        return [option for option in self.message.options if "|do|language:" not in option.tap] if self.message else []

    @property
    def link(self) -> str:
        """The path this message gives, only when it is one of ours."""
        path = self.message.link if self.message else ""
        return path if path.startswith("/") and not path.startswith(("//", "/\\")) else ""


def bubbles(rows: Sequence[TranscriptRow]) -> list[Bubble]:
    """What is seen of a transcript: not that somebody arrived, came back, or was silent."""
    shown = [row for row in rows if row.direction == "out" or row.kind in ("text", "tap")]
    drawn = [(row, read_outbound(row.text) if row.direction == "out" else None) for row in shown]
    asked = max((i for i, (_, message) in enumerate(drawn) if message and message.kind in QUESTIONS), default=-1)
    turn = max((i for i, (_, message) in enumerate(drawn[: asked + 1]) if message is None), default=-1)
    return [
        Bubble(
            position=row.position,
            id="" if message else row.message_id.partition(".")[0],
            at=row.at,
            text=message.text if message else row.text,
            files=tuple(cleaned(file.name, file.media_type) for file in attachments.read(row.attachments)),
            message=message,
            past=i < turn and message is not None and message.kind != "hits",
        )
        for i, (row, message) in enumerate(drawn)
    ]


def now(rows: Sequence[TranscriptRow], seen: Sequence[Bubble]) -> int:
    """Where reading goes on: the last thing the person said, or the first they were told on coming back; 0 for none."""
    last = next((row for row in reversed(rows) if row.direction == "in"), None)
    if last is None or last.kind in ("text", "tap", "open"):
        return max((bubble.position for bubble in seen if bubble.message is None), default=0)
    return next((bubble.position for bubble in seen if bubble.position > last.position), 0)


def quiet(option: Option) -> bool:
    """Whether a button is one of those always at hand, not an answer to the question."""
    _, verb, argument = [*option.tap.split("|", 2), "", ""][:3]
    return verb == "do" and argument not in ("send", "stronger", "change", "pause") and not option.primary


def long(text: str) -> bool:
    """Whether an answer is shown in part first; letters of East Asia are twice as wide."""
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in text) > LONG
