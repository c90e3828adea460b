"""The client's own file: what it sent and what was acknowledged, written around every send; no server sees it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

Mark = Literal["sending", "acknowledged", "unanswered", "unreachable", "refused"]
"""About to send; answered with a success; the connection broke first; there was none; answered with "not saved"."""


@dataclass(frozen=True, slots=True)
class Message:
    """What a person wrote or tapped, under the browser's own number."""

    chat: str
    id: str
    text: str = ""
    tap: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    mark: Mark
    message: Message


class Ledger:
    """Lines are only ever added, one for each mark, so that a dead client leaves a readable file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._file.touch()
        self.acknowledged = sum(line.mark == "acknowledged" for line in self.lines())
        """How many deliveries were acknowledged so far."""

    def note(self, mark: Mark, message: Message) -> None:
        self.acknowledged += mark == "acknowledged"
        with self._file.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"mark": mark, **asdict(message)}) + "\n")

    def lines(self) -> Iterator[Line]:
        """As written, oldest first."""
        for text in self._file.read_text("utf-8").splitlines():
            fields = json.loads(text)
            yield Line(fields.pop("mark"), Message(**fields))

    def marked(self, mark: Mark, chat: str = "") -> list[Message]:
        """Messages with a mark, each once, in the order they first got it; of one chat, or of all."""
        found = (line.message for line in self.lines() if line.mark == mark)
        return [message for message in dict.fromkeys(found) if chat in ("", message.chat)]

    def tries(self, mark: Mark) -> list[Message]:
        """A message for every try that ended so."""
        return [line.message for line in self.lines() if line.mark == mark]
