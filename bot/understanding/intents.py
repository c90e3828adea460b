"""What a message can be for when it is no answer, as events; with the evaluation sets' names."""

from __future__ import annotations

from collections.abc import Mapping

from dialogs import events
from dialogs.events import Event

_COMMANDS: Mapping[str, Event] = {
    "yes": events.Agreed(),
    "no": events.Declined(),
    "skip": events.Skipped(),
    "dont_know": events.DoesNotKnow(),
    "will_ask": events.DoesNotKnow(later=True),
    "help": events.WantsHelp(),
    "back": events.Back(),
    "review": events.Review(),
    "pause": events.Paused(),
    "cancel": events.Cancelled(),
    "restart": events.Restarted(),
    "repeat": events.Repeat(),
    "human": events.WantsHuman(),
    "hail": events.WantsHuman(hails=True),
    "greeting": events.Greeted(),
    "thanks": events.Thanked(),
    "status": events.WantsStatus(),
    "export": events.WantsExport(),
    "delete": events.WantsDelete(),
    "similar": events.WantsSimilar(),
    "link": events.WantsLink(),
    "undo": events.Undo(),
    "deepen": events.Deepen(),
    "strength": events.WantsStrength(),
    "clearer": events.WantsClearer(),
    "send": events.WantsSend(),
}
INTENTS: Mapping[type[Event], str] = {
    events.Told: "answer",
    events.Agreed: "yes",
    events.Declined: "no",
    events.Skipped: "skip",
    events.DoesNotKnow: "dont_know",
    events.WantsHelp: "help",
    events.Back: "back",
    events.Change: "back",
    events.Review: "review",
    events.Paused: "pause",
    events.Cancelled: "cancel",
    events.Restarted: "restart",
    events.Repeat: "repeat",
    events.WantsHuman: "human",
    events.Greeted: "greeting",
    events.Thanked: "thanks",
    events.Language: "language",
    events.Asked: "question",
    events.OffTopic: "question",
    events.Unclear: "unclear",
    events.WantsStatus: "question",
    events.WantsExport: "question",
    events.WantsDelete: "cancel",
    events.WantsSimilar: "question",
    events.OnHit: "question",
    events.HitUnnamed: "question",
    events.WantsLink: "pause",
    events.Undo: "change",
    events.Deepen: "yes",
    events.WantsStrength: "question",
    events.WantsClearer: "change",
    events.WantsSend: "yes",
}
"""The evaluation sets know fewer intents than we have events."""


def event(name: str) -> Event:
    return _COMMANDS[name]


def said(name: str, text: str) -> Event:
    """The event of a command in a message; a yes or a no keeps the words, which may say more than it."""
    match name:
        case "yes":
            return events.Agreed(text)
        case "no":
            return events.Declined(text)
        case _:
            return event(name)


def intent(event: Event) -> str:
    """The name the evaluation sets give to an event."""
    if isinstance(event, events.Told) and event.correction:
        return "change"
    if isinstance(event, events.WantsHuman) and event.hails:
        return "greeting"
    return INTENTS.get(type(event), "unclear")
