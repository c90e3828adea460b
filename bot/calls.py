"""What the desk tells a conversation: the text of an inbox row of kind "desk", and what it means there."""

from __future__ import annotations

import json

from dialogs.events import DeskWrote, Event, HandedBack, Staged, TakenOver, Unclaimed

KIND = "desk"

Called = TakenOver | DeskWrote | HandedBack | Staged | Unclaimed
"""What the desk, or its clock, may tell a conversation."""


def write(event: Called) -> str:
    """As JSON."""
    said: dict[str, str | int]
    match event:
        case TakenOver(by=by, about=about):
            said = {"act": "take", "by": by, "about": about}
        case DeskWrote(by=by, text=text, about=about):
            said = {"act": "write", "by": by, "text": text, "about": about}
        case HandedBack(by=by, ask=ask, text=text, about=about):
            said = {"act": "hand-back", "by": by, "ask": ask, "text": text, "about": about}
        case Staged(code=code, stage=stage, by=by, why=why, about=about):
            said = {"act": "stage", "code": code, "stage": stage, "by": by, "why": why, "about": about}
        case Unclaimed():
            said = {"act": "unclaimed"}
    return json.dumps(said, ensure_ascii=False)


def read(text: str) -> Event:
    """What `write` made of an event.

    Raises:
        ValueError: it is of a newer program.
    """
    told = json.loads(text)
    about = int(told.get("about", 0))  # Rows of older programs name no case.
    match told:
        case {"act": "take", "by": str(by)}:
            return TakenOver(by, about)
        case {"act": "write", "by": str(by), "text": str(words)}:
            return DeskWrote(by, words, about)
        case {"act": "hand-back", "by": str(by), "ask": str(ask), "text": str(words)}:
            return HandedBack(by, ask, words, about)
        case {"act": "stage", "code": str(code), "stage": str(stage), "by": str(by), "why": str(why)}:
            return Staged(code, stage, by, why, about)
        case {"act": "unclaimed"}:
            return Unclaimed()
        case _:
            raise ValueError("the desk tells something that this program does not know")
