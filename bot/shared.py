"""How much of a conversation is the desk's to read: the team does not read a draft before it is sent.

A request shares what was said up to it, and so does the call for a person, which shares what follows as well. While an
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
    until, spans = 0.0, []
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
            case _:
                continue
        if (asked or held) and not was:
            began = step.at
        elif was and not (asked or held):
            spans.append((began, step.at))
    if asked or held:
        spans.append((began, _WHOLE))
    return Shared(until, tuple(spans), draft=asked)
