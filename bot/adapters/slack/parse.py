"""From what Slack calls us with to what happened; pure. None for what is none of our business.

Ids: a message is `<channel>:<ts>`, which is the same in every event that tells of it; its delivery is the event's id.
In a thread of a channel each person has a conversation of their own: nobody answers, exports or erases another's.
Of what is said there without a mention, only what may belong to such a conversation is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot import taps
from bot.adapters.payload import Malformed, Payload
from bot.adapters.slack.happening import (
    AtHome,
    Block,
    Call,
    Chosen,
    Happening,
    Private,
    Said,
    Spot,
    Unticked,
    Us,
    directly,
    is_direct,
    spoken,
)
from bot.adapters.slack.marks import addressee, mentions, plain, without_mention
from bot.message import Attachment, Inbound, Place

DONE = "done"
PRIVATE = "private"
START = "start"
TICK = "tick"
"""Ids of the actions that are not a tap of ours as it stands; see draw.py."""

TYPED = ("", "file_share", "me_message", "thread_broadcast")
"""Kinds of messages that a person wrote; all others report on something."""

_ANSWERS = ("skip", "unknown", "will_ask", "send", "stronger", "change")
"""What can be done with a question that leaves nothing to be asked."""

_LINK = re.compile(r"link\s+([\w-]{16,})", re.IGNORECASE)
_TS = re.compile(r"[0-9]{1,12}(\.[0-9]{1,9})?")
_ID = re.compile(r"[A-Z0-9]{1,32}")


@dataclass(frozen=True, slots=True)
class _From:
    """What every message of an event shares."""

    team: str
    channel: str
    delivery: str
    at: float


def happening(call: Call, us: Us, at: float) -> Happening | None:
    """What a call tells; None for what people did not do, for other bots, and for kinds we do not know.

    Raises:
        Malformed: it is of a kind we know, and not as Slack sends it.
    """
    match call.kind:
        case "events_api":
            return _event(call.payload, us, at)
        case "interactive":
            return _action(call.payload, us, at)
        case "slash_commands":
            return _command(call.payload)


def is_overheard(call: Call) -> bool:
    """Whether it tells of what is said where others talk, by whomever: of that, nothing is kept that is not for us."""
    event = call.payload.maybe("event") if call.kind == "events_api" else None
    return event is not None and event.text("type", "") == "message" and not _is_direct(event)


def _event(payload: Payload, us: Us, at: float) -> Happening | None:
    if payload.text("type", "event_callback") != "event_callback":
        return None
    event = payload.within("event")
    match event.text("type"):
        case "message" if _is_direct(event):
            return _message(event, _source(payload, event, at), us)
        case "message":
            return _line(event, _source(payload, event, at), us)
        case "app_mention":
            return _mention(event, _source(payload, event, at), us)
        case "app_home_opened":
            return _opened(event, _source(payload, event, at))
    return None


def _is_direct(event: Payload) -> bool:
    """Whether it comes from a direct message; Slack's documentation shows changes without the kind of their channel."""
    return event.text("channel_type", "im" if is_direct(event.text("channel", "")) else "") == "im"


def _message(event: Payload, source: _From, us: Us) -> Said | None:
    subtype = event.text("subtype", "")
    if subtype == "message_changed":
        return _edit(event, source, us)
    if subtype not in TYPED or not is_person(event, us):
        return None
    thread = event.text("thread_ts", "")
    ts = time_of(event)
    reply = f"{source.channel}:{thread}" if thread and thread != ts else ""
    return _said(event, source, ts, directly(source.team, id_of(event, "user")), about=reply)


def _line(event: Payload, source: _From, us: Us) -> Said | None:
    """A line in a thread of a channel, or a change of one. What mentions us comes as a mention as well, and as that."""
    subtype = event.text("subtype", "")
    if subtype == "message_changed":
        return _edit(event, source, us)
    thread = event.text("thread_ts", "")
    if subtype not in TYPED or not thread or not is_person(event, us):
        return None
    written, ts = event.text("text", ""), time_of(event)
    if thread == ts or mentions(written, us.user) or addressee(written):
        return None
    place = spoken(source.team, source.channel, thread, id_of(event, "user"))
    own = event.text("parent_user_id", "") == event.text("user")
    return replace(_said(event, source, ts, place), after=f"{source.channel}:{thread}", own=own)


def _edit(event: Payload, source: _From, us: Us) -> Said | None:
    """A message that a person changed. Slack tells the same of previews it adds, which are no edits."""
    message = event.within("message")
    edited = message.maybe("edited")
    before = event.maybe("previous_message")
    before_edited = before.maybe("edited") if before else None
    if edited is None or not is_person(message, us) or message.text("subtype", "") not in TYPED:
        return None
    when, ts = time_of(edited), time_of(message)
    if before_edited is not None and before_edited.text("ts", "") == when:
        return None
    id = f"{source.channel}:{ts}"
    place = spoken(source.team, source.channel, message.text("thread_ts", "") or ts, id_of(message, "user"))
    written = message.text("text", "")
    text = plain(without_mention(written, us.user) if place.thread else written, message.listed("blocks"))
    inbound = Inbound(place, source.delivery, f"{id}e{when}", text, kind="edit", at=source.at, about=id)
    return Said(inbound, source.channel, after=id if place.thread else "")


def _mention(event: Payload, source: _From, us: Us) -> Said | None:
    if source.channel.startswith("D") or not is_person(event, us):
        return None  # In a direct message the same words come as a message.
    ts = time_of(event)
    thread = event.text("thread_ts", "") or ts
    place = spoken(source.team, source.channel, thread, id_of(event, "user"))
    return _said(event, source, ts, place, mentioned=us.user)


def _said(
    event: Payload,
    source: _From,
    ts: str,
    place: Place,
    *,
    about: str = "",
    mentioned: str | None = None,
) -> Said:
    written = event.text("text", "")
    text = plain(written if mentioned is None else without_mention(written, mentioned), event.listed("blocks"))
    files = tuple(files_in(event))
    inbound = Inbound(
        place, source.delivery, f"{source.channel}:{ts}", text, at=source.at, about=about, attachments=files
    )
    kind = _kind(inbound, bare_mention=mentioned is not None, forwards=bool(event.listed("attachments")))
    return Said(kind, source.channel)


def _kind(inbound: Inbound, *, bare_mention: bool, forwards: bool) -> Inbound:
    """The message as what it is: a link's secret, something unreadable, a mere call, or words."""
    link = _LINK.fullmatch(inbound.text.strip())
    if link:
        return _as(inbound, "link", link[1])
    if inbound.text:
        return inbound
    if inbound.attachments:
        sounds = {file.media_type.partition("/")[0] for file in inbound.attachments}
        return _as(inbound, "unreadable", min(sounds)) if sounds <= {"audio", "video"} else inbound
    if bare_mention:
        return _as(inbound, "open", "")
    return _as(inbound, "unreadable", "forwarded message") if forwards else inbound


def _as(inbound: Inbound, kind: Literal["link", "unreadable", "open"], text: str) -> Inbound:
    """The same arrival as another kind; files that nobody can read are not kept."""
    return Inbound(inbound.place, inbound.delivery_id, inbound.message_id, text, kind=kind, at=inbound.at)


def files_in(event: Payload) -> Iterator[Attachment]:
    for file in event.each("files"):
        if file.text("mode", "") in ("tombstone", "hidden_by_limit"):
            continue  # Taken back, or beyond what a free workspace keeps.
        yield Attachment(
            id_of(file, "id"), file.text("name", ""), file.text("mimetype", ""), max(file.number("size", 0), 0)
        )


def _opened(event: Payload, source: _From) -> Happening | None:
    user = id_of(event, "user")
    place = directly(source.team, user)
    if event.text("tab", "home") == "home":
        return AtHome(user, place, source.channel)
    once = f"{source.channel}:opened"  # Slack tells of every look at the conversation; people are welcomed once.
    return Said(Inbound(place, once, once, kind="open", at=source.at), source.channel)


def _action(payload: Payload, us: Us, at: float) -> Happening | None:
    if payload.text("type") != "block_actions":
        return None
    action = next(payload.each("actions"), None)
    if action is None:
        raise Malformed("payload.actions is empty")
    user = payload.within("user")
    team = id_of(payload.maybe("team") or user, "id" if "team" in payload else "team_id")
    spot = _spot(payload)
    name = action.text("action_id")
    when = time_of(action, "action_ts")
    if name in (PRIVATE, START):
        return _private(spot, id_of(user, "id"), team, when)
    if name == TICK:
        return None  # What is ticked comes along with "Done".
    if not spot.ts:
        return None
    tap, label = _ticked(payload) if name == DONE else _tapped(action)
    if name == DONE and not tap:
        return Unticked(spot, id_of(user, "id"))
    id = f"{spot.channel}:{spot.ts}:{when}"
    place = spoken(team, spot.channel, spot.thread, id_of(user, "id"))
    message = payload.maybe("message")
    return Chosen(
        Inbound(place, id, id, label, tap, "tap", at=at),
        spot,
        message.text("text", "") if message else "",
        tuple(_blocks(message)) if message else (),
        answers=_answers(tap),
    )


def _private(spot: Spot, user: str, team: str, when: str) -> Private:
    thread = spoken(team, spot.channel, spot.thread, user) if spot.thread and not is_direct(spot.channel) else None
    return Private(user, team, f"private:{user}:{when}", thread=thread)


def _spot(payload: Payload) -> Spot:
    container = payload.within("container")
    if container.text("type", "message") != "message":
        return Spot("", "")
    message = payload.maybe("message")
    thread = container.text("thread_ts", "") or (message.text("thread_ts", "") if message else "")
    return Spot(id_of(container, "channel_id"), time_of(container, "message_ts"), thread)


def _tapped(action: Payload) -> tuple[str, str]:
    """What the element carries, and what stands on it."""
    chosen = action.maybe("selected_option") or action
    text = chosen.maybe("text")
    return chosen.text("value"), plain(text.text("text", "")) if text else ""


def _ticked(payload: Payload) -> tuple[str, str]:
    """All that is ticked in the message as one tap, and the labels; ("", "") when nothing is."""
    state = payload.maybe("state")
    values = state.maybe("values") if state else None
    options = [
        option
        for block in (values.objects() if values else ())
        for element in block.objects()
        for option in element.each("selected_options")
    ]
    parsed = [tap for option in options if (tap := taps.parse(option.text("value")))]
    if not parsed or len(parsed) < len(options):
        return "", ""
    codes = ",".join(tap.argument for tap in parsed)
    return f"{parsed[0].origin}|pick|{codes}", ", ".join(_tapped(option)[1] for option in options)


def _answers(tap: str) -> bool:
    parsed = taps.parse(tap)
    return parsed is not None and (parsed.verb == "pick" or (parsed.verb == "do" and parsed.argument in _ANSWERS))


def _blocks(message: Payload) -> Iterator[Block]:
    return (block for block in message.listed("blocks") if isinstance(block, dict))


def _command(payload: Payload) -> Private:
    text = plain(payload.text("text", "")).strip()
    return Private(
        id_of(payload, "user_id"),
        id_of(payload, "team_id"),
        f"command:{payload.text('trigger_id')[:100]}",
        text,
        command=True,
    )


def _source(payload: Payload, event: Payload, at: float) -> _From:
    return _From(id_of(payload, "team_id"), id_of(event, "channel"), payload.text("event_id")[:100], at)


def is_person(message: Payload, us: Us) -> bool:
    """Whether a person wrote it: bots answering bots would never end."""
    user = message.text("user", "")
    return bool(user) and user not in (us.user, "USLACKBOT") and not ("bot_id" in message or "bot_profile" in message)


def id_of(object: Payload, name: str) -> str:
    """One of Slack's own ids, which stand in ours and in calls."""
    id = object.text(name)
    if not _ID.fullmatch(id):
        raise Malformed(f"{name} is no id of Slack's")
    return id


def time_of(object: Payload, name: str = "ts") -> str:
    """The time that names a message within its channel."""
    ts = object.text(name)
    if not _TS.fullmatch(ts):
        raise Malformed(f"{name} is no time of Slack's")
    return ts
