"""What the desk tells a conversation: the text of an inbox row of kind "desk", and what it means there."""

from __future__ import annotations

import json

from dialogs.events import DeskWrote, Event, HandedBack, Promised, Referred, Staged, TakenOver, Unclaimed

KIND = "desk"

Called = TakenOver | DeskWrote | HandedBack | Staged | Promised | Referred | Unclaimed
"""What the desk, or its clock, may tell a conversation."""


def write(event: Called) -> str:
    """As JSON."""
    match event:
        case TakenOver(by=by):
            said = {"act": "take", "by": by}
        case DeskWrote(by=by, text=text):
            said = {"act": "write", "by": by, "text": text}
        case HandedBack(by=by, ask=ask, text=text):
            said = {"act": "hand-back", "by": by, "ask": ask, "text": text}
        case Staged(code=code, stage=stage, by=by, why=why):
            said = {"act": "stage", "code": code, "stage": stage, "by": by, "why": why}
        case Promised(by=by, day=day):
            said = {"act": "promise", "by": by, "day": day}
        case Referred(code=code, by=by, programme=programme, name=name, why=why, day=day):
            said = {"act": "refer", "code": code, "by": by, "programme": programme, "name": name}
            said |= {"why": why, "day": day}
        case Unclaimed():
            said = {"act": "unclaimed"}
    return json.dumps(said, ensure_ascii=False)


def read(text: str) -> Event:
    """What `write` made of an event.

    Raises:
        ValueError: it is of a newer program.
    """
    match json.loads(text):
        case {"act": "take", "by": str(by)}:
            return TakenOver(by)
        case {"act": "write", "by": str(by), "text": str(words)}:
            return DeskWrote(by, words)
        case {"act": "hand-back", "by": str(by), "ask": str(ask), "text": str(words)}:
            return HandedBack(by, ask, words)
        case {"act": "stage", "code": str(code), "stage": str(stage), "by": str(by), "why": str(why)}:
            return Staged(code, stage, by, why)
        case {"act": "promise", "by": str(by), "day": str(day)}:
            return Promised(by, day)
        case {
            "act": "refer", "code": str(code), "by": str(by), "programme": str(programme), "name": str(name),
            "why": str(why), "day": str(day),
        }:  # fmt: skip
            return Referred(code, by, programme, name, why, day)
        case {"act": "unclaimed"}:
            return Unclaimed()
        case _:
            raise ValueError("the desk tells something that this program does not know")
