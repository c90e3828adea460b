"""What Slack tells of the desk's channel: who wrote, changed, deleted or pressed what; pure.

There the bot is nobody's assistant: whatever is said outside the threads of cases is colleagues among themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from bot.adapters.payload import Malformed, Payload, decoded
from bot.adapters.slack.happening import Call, Us
from bot.adapters.slack.marks import addressee, plain, without_mention
from bot.adapters.slack.parse import TYPED, files_in, id_of, is_person, time_of
from bot.message import Attachment

Press = Literal["take", "hand-back", "close", "reopen"]
"""What a button does; also the verb of `bot.rights.MAY`."""

PRESSES: tuple[Press, ...] = ("take", "hand-back", "close", "reopen")
ACTION = "desk-"
"""Begins the names of those buttons."""
CLOSING = "desk-closing"
"""Names the window that asks why a case is closed."""
WHY = "why"
"""The field in it."""
NOTE = "note:"
"""Begins what stays inside."""


@dataclass(frozen=True, slots=True)
class Member:
    user: str
    team: str


@dataclass(frozen=True, slots=True)
class Words:
    text: str
    inside: bool
    """It is for colleagues: it begins with "note:", or turns to somebody with its first word."""
    files: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Wrote:
    """A colleague wrote in a thread."""

    who: Member
    thread: str
    """Time of the message it begins with."""
    ts: str
    words: Words
    ours: bool
    """Whether that message is one of ours."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A colleague changed what they wrote."""

    who: Member
    thread: str
    ts: str
    when: str
    """Of the change."""
    words: Words
    before: Words


@dataclass(frozen=True, slots=True)
class Deleted:
    """A colleague's message was taken away."""

    who: Member
    """Who had written it."""
    thread: str
    ts: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button under the first message of a thread."""

    who: Member
    press: Press
    case: int
    acts: int
    """Of the case, as it stood there."""
    ts: str
    """Of that message."""
    when: str
    trigger: str
    """Opens a window, for three seconds."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The window that asks why was sent off."""

    who: Member
    view: str
    case: int
    acts: int
    why: str


@dataclass(frozen=True, slots=True)
class Aside:
    """In the desk's channel, and nothing that concerns a case."""


Deed = Wrote | Changed | Deleted | Pressed | Closing | Aside


def deed(call: Call, room: str, us: Us) -> Deed | None:
    """What happened in the desk's channel; None for what happened elsewhere.

    Raises:
        Malformed: it is of a kind we know, and not as Slack sends it.
    """
    match call.kind:
        case "events_api":
            return _event(call.payload, room, us)
        case "interactive":
            return _interaction(call.payload)
        case _:
            return None


def _event(told: Payload, room: str, us: Us) -> Deed | None:
    event = told.maybe("event")
    if event is None or _channel(event) != room:
        return None
    if event.text("type", "") != "message":
        return Aside()
    team, subtype = told.text("team_id", ""), event.text("subtype", "")
    if subtype == "message_changed":
        return _changed(event, team, us)
    if subtype == "message_deleted":
        return _deleted(event, team, us)
    thread, ts = event.text("thread_ts", ""), time_of(event)
    if subtype not in TYPED or not thread or thread == ts or not is_person(event, us):
        return Aside()
    ours = event.text("parent_user_id", "") == us.user
    return Wrote(_member(event, team), thread, ts, _words(event, us), ours)


def _channel(event: Payload) -> str:
    """Where it happened; events of other kinds have there an object, or nothing."""
    try:
        return event.text("channel", "")
    except Malformed:
        return ""


def _changed(event: Payload, team: str, us: Us) -> Deed:
    message, before = event.within("message"), event.maybe("previous_message")
    edited, thread = message.maybe("edited"), message.text("thread_ts", "")
    earlier = before.maybe("edited") if before else None
    if edited is None or not thread or message.text("subtype", "") not in TYPED or not is_person(message, us):
        return Aside()
    when, ts = time_of(edited), time_of(message)
    if thread == ts or (earlier is not None and earlier.text("ts", "") == when):
        return Aside()
    now = _words(message, us)
    return Changed(_member(message, team), thread, ts, when, now, _words(before, us) if before else now)


def _deleted(event: Payload, team: str, us: Us) -> Deed:
    before = event.maybe("previous_message")
    thread = before.text("thread_ts", "") if before else ""
    if before is None or not thread or not is_person(before, us) or thread == time_of(before):
        return Aside()
    return Deleted(_member(before, team), thread, time_of(before))


def _interaction(told: Payload) -> Deed | None:
    match told.text("type"):
        case "block_actions":
            action = next(told.each("actions"), None)
            name = action.text("action_id") if action else ""
            press = next((one for one in PRESSES if name == f"{ACTION}{one}"), None)
            if action is None or press is None:
                return Aside() if name.startswith(ACTION) else None
            case, acts = _numbers(action.text("value"))
            spot = told.within("container")
            who = _pressing(told)
            stood, when = time_of(spot, "message_ts"), time_of(action, "action_ts")
            return Pressed(who, press, case, acts, stood, when, told.text("trigger_id"))
        case "view_submission":
            view = told.within("view")
            if view.text("callback_id", "") != CLOSING:
                return None
            case, acts = _numbers(view.text("private_metadata"))
            return Closing(_pressing(told), id_of(view, "id"), case, acts, next(_typed(view), ""))
        case _:
            return None


def _pressing(told: Payload) -> Member:
    user = told.within("user")
    team = told.maybe("team")
    return Member(id_of(user, "id"), team.text("id", "") if team else user.text("team_id", ""))


def _typed(view: Payload) -> Iterator[str]:
    """What stands in the window's field."""
    state = view.maybe("state")
    values = state.maybe("values") if state else None
    for block in values.objects() if values else ():
        for field in block.objects():
            yield field.text("value", "")


def carried(case: int, acts: int) -> str:
    """What a button, or the window behind it, carries."""
    return json.dumps([case, acts])


def _numbers(value: str) -> tuple[int, int]:
    pair = Payload({"both": decoded(value)}, "value").listed("both")
    if len(pair) != 2 or not all(isinstance(one, int) and 0 <= one < 1 << 31 for one in pair):
        raise Malformed("value is none of ours")
    return int(str(pair[0])), int(str(pair[1]))


def _member(message: Payload, team: str) -> Member:
    return Member(id_of(message, "user"), team)


def _words(message: Payload, us: Us) -> Words:
    written = message.text("text", "")
    turned = addressee(written)
    text = plain(without_mention(written, us.user) if us.user else written, message.listed("blocks")).strip()
    noted = text[: len(NOTE)].casefold() == NOTE
    inside = noted or turned not in ("", us.user)
    return Words(text[len(NOTE) :].strip() if noted else text, inside, tuple(files_in(message)))
