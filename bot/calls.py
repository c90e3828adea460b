"""What the desk tells a conversation: the text of an inbox row of kind "desk", and what it means there."""

from __future__ import annotations

import json

from dialogs.events import (
    Called,
    Corrected,
    DeskWrote,
    Enclosed,
    Event,
    HandedBack,
    Merged,
    Promised,
    Referred,
    Staged,
    TakenOver,
    Unclaimed,
)

KIND = "desk"


def write(event: Called) -> str:
    """As JSON."""
    said: dict[str, object]
    match event:
        case TakenOver(by=by, about=about):
            said = {"act": "take", "by": by, "about": about}
        case DeskWrote(by=by, text=text, files=files, about=about, heard=heard):
            said = {"act": "write", "by": by, "text": text, "about": about}
            if files:
                said["files"] = [file.name for file in files]
            if heard is not None:
                said["heard"] = heard
        case Corrected(by=by, text=text):
            said = {"act": "correct", "by": by, "text": text}
        case HandedBack(by=by, ask=ask, text=text, about=about):
            said = {"act": "hand-back", "by": by, "ask": ask, "text": text, "about": about}
        case Staged(code=code, stage=stage, by=by, why=why, about=about):
            said = {"act": "stage", "code": code, "stage": stage, "by": by, "why": why, "about": about}
        case Merged(code=code, into=into):
            said = {"act": "merge", "code": code, "into": into}
        case Promised(by=by, day=day):
            said = {"act": "promise", "by": by, "day": day}
        case Referred(code=code, by=by, programme=programme, name=name, why=why, day=day):
            said = {"act": "refer", "code": code, "by": by, "programme": programme, "name": name}
            said |= {"why": why, "day": day}
        case Unclaimed():
            said = {"act": "unclaimed"}
    return json.dumps(said, ensure_ascii=False)


def read(text: str) -> Event:
    """What `write` made of an event; of files the names alone, for they are kept beside the row.

    Raises:
        ValueError: it is of a newer program.
    """
    told = json.loads(text)
    about = int(told.get("about", 0))  # Rows of older programs name no case.
    match told:
        case {"act": "take", "by": str(by)}:
            return TakenOver(by, about)
        case {"act": "write", "by": str(by), "text": str(words), **more}:
            names = more.get("files", ())
            assert isinstance(names, list | tuple)
            heard = more.get("heard")
            assert isinstance(heard, int | None)
            return DeskWrote(by, words, tuple(Enclosed(0, str(name)) for name in names), about, heard)
        case {"act": "correct", "by": str(by), "text": str(words)}:
            return Corrected(by, words)
        case {"act": "hand-back", "by": str(by), "ask": str(ask), "text": str(words)}:
            return HandedBack(by, ask, words, about)
        case {"act": "stage", "code": str(code), "stage": str(stage), "by": str(by), "why": str(why)}:
            return Staged(code, stage, by, why, about)
        case {"act": "merge", "code": str(code), "into": str(into)}:
            return Merged(code, into)
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
