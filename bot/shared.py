"""How much of a conversation is the desk's to read: the team does not read a draft before it is sent.

A request shares what was said up to it, and so does the call for a person, which shares what follows as well, until a
request is sent or the case is closed: giving the conversation back does not end it, as the person is told. While an
officer has the conversation everything goes to the desk. What is told to the assistant at other times is not shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.desk.port import CaseStep

_WHOLE = float("inf")


@dataclass(frozen=True, slots=True)
class Shared:
    until: float = 0.0
    """Everything up to then."""
    spans: tuple[tuple[float, float], ...] = ()
    """And everything from the one moment to the other."""
    draft: bool = False
    """A person was asked for and nothing was sent since: the draft as it stands is shared too."""

    def covers(self, at: float) -> bool:
        return at <= self.until or any(start <= at <= end for start, end in self.spans)


def shared(steps: Sequence[CaseStep]) -> Shared:
    """By the history of a case, in order."""
    until = 0.0
    spans: list[tuple[float, float]] = []
    asked = held = False
    began = _WHOLE
    for step in steps:
        was = asked or held
        match step.kind:
            case "handoff":
                until, asked = step.at, True
            case "request":
                until, asked = step.at, False
            case "take" | "reply":
                held = True
            case "hand-back":
                held = False
            case "close":
                asked = held = False
            case "confirmed" | "succeeded":
                # From here on it is somebody else's conversation, in which nobody asked for the desk yet.
                until, spans, asked, held = 0.0, [], False, False
                continue
            case _:
                continue
        if (asked or held) and not was:
            began = step.at
        elif was and not (asked or held):
            spans.append((began, step.at))
    if asked or held:
        spans.append((began, _WHOLE))
    return Shared(until, tuple(spans), draft=asked)
