"""Frames of Socket Mode that must not be taken for something a person did: each one harm to a frame that is."""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType

Frame = dict[str, Any]
LONGEST = 1 << 20
"""Bytes of a frame that are read."""


@dataclass(frozen=True, slots=True)
class Harmed:
    """One frame; what was done to it, for whoever reads a failure."""

    what: str
    data: bytes
    kind: WSMsgType = WSMsgType.TEXT
    envelope: str = ""
    """Its id, where the frame can be acknowledged: Slack would repeat it otherwise, to no end."""
    breaks: bool = False
    """Whether it is no frame of the protocol: the connection ends, and another takes its place."""


def harmed(told: Sequence[tuple[str, Frame]], count: int, chance: random.Random) -> Iterator[Harmed]:
    """So many, of things that were really told: their kind as Socket Mode has it, and the payload."""
    numbers = itertools.count(1)
    harms = (_cut, _bytes, _not_an_object, _oversize, *(_wrong_value,) * 6)
    for _ in range(count):
        kind, payload = chance.choice(told)
        frame = {"envelope_id": f"harmed-{next(numbers)}", "type": kind, "payload": payload}
        yield chance.choice(harms)(frame, chance)


def _cut(frame: Frame, chance: random.Random) -> Harmed:
    body = json.dumps(frame).encode()
    return Harmed("cut", body[: chance.randrange(len(body))])


def _bytes(frame: Frame, chance: random.Random) -> Harmed:
    """Bytes that stand in no JSON, somewhere in the middle; the protocol takes no text that is not UTF-8."""
    body = json.dumps(frame).encode()
    at = chance.randrange(1, len(body) - 1)
    wrong = chance.choice((b"\xff", b"\xc3\x28", b"\x00", b"\x1b", b"\xfe\xff"))
    data = body[:at] + wrong + body[at:]
    if chance.random() < 0.5:
        return Harmed(f"binary with {wrong!r}", data, WSMsgType.BINARY)
    return Harmed(f"text with {wrong!r}", data, breaks=wrong[0] > 0x7F)


def _not_an_object(frame: Frame, chance: random.Random) -> Harmed:
    deep = b"[" * chance.randrange(1, 90_000)
    others = (deep, b"[]", b"null", b"true", b'"hello"', b"7", b"{}", b"", json.dumps([frame]).encode())
    data = chance.choice(others)
    return Harmed(f"no object: {data[:20]!r}", data)


def _oversize(frame: Frame, chance: random.Random) -> Harmed:
    """More than is read."""
    return Harmed("oversize", json.dumps(frame).encode() + b" " * LONGEST, breaks=True)


def _wrong_value(frame: Frame, chance: random.Random) -> Harmed:
    """A field that has to be of one kind is of another, or is not there."""
    spoiled = copy.deepcopy(frame)
    fields = [(path, wrong) for path, wrong in _NEEDED[frame["type"]] if _holder(spoiled, path) is not None]
    path, wrongs = chance.choice([*fields, *_ENVELOPE])
    wrong, holder = chance.choice(wrongs), _holder(spoiled, path)
    assert holder is not None, path
    if wrong is _MISSING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = wrong
    named = ".".join(map(str, path))
    said = "missing" if wrong is _MISSING else repr(wrong)[:30]
    inner = path[0] == "payload" and len(path) > 1
    return Harmed(
        f"{frame['type']}: {named} is {said}", json.dumps(spoiled).encode(), envelope=frame["envelope_id"] * inner
    )


def _holder(frame: Frame, path: tuple[str | int, ...]) -> Any:
    """What holds the last name of a path; None when the frame has no such field."""
    found: Any = frame
    for name in path[:-1]:
        found = found.get(name) if isinstance(found, dict) else found[int(name)]
    there = found is not None and (path[-1] in found if isinstance(found, dict) else int(path[-1]) < len(found))
    return found if there else None


_MISSING = object()
_NO_TEXT: tuple[Any, ...] = (7, True, [], {}, 0.5, "\ud800")
_NEITHER: tuple[Any, ...] = (*_NO_TEXT, None, _MISSING)
_NO_ID: tuple[Any, ...] = (*_NEITHER, "../x", "", "d024be91l", "D 1", "D" * 33)
_NO_TIME: tuple[Any, ...] = (*_NEITHER, "now", "", "-1", "1e9", "١.٢", "1" * 13, "1." + "0" * 10)
_NO_OBJECT: tuple[Any, ...] = ([], "x", 7, True, [{}])
_NO_LIST: tuple[Any, ...] = ({}, "x", 7, True)
_NO_FILES: tuple[Any, ...] = (*_NO_LIST, [7], ["x"], [[]], [{}], [{"id": "../x"}], [{"id": "F1", "size": "7"}])

Rows = tuple[tuple[tuple[str | int, ...], tuple[Any, ...]], ...]

_ENVELOPE: Rows = (
    (("envelope_id",), _NEITHER),
    (("type",), (*_NEITHER, "", "of_next_year", "EVENTS_API")),
    (("payload",), (*_NO_OBJECT, None, _MISSING)),
)


def _within(*rows: tuple[tuple[str | int, ...], tuple[Any, ...]]) -> Rows:
    return tuple((("payload", *path), wrong) for path, wrong in rows)


_NEEDED: dict[str, Rows] = {
    "events_api": _within(
        (("type",), (*_NO_TEXT, "of_next_year")),
        (("team_id",), _NO_ID),
        (("event_id",), _NEITHER),
        (("event",), (*_NO_OBJECT, None, _MISSING)),
        (("event", "type"), (*_NEITHER, "of_next_year", "Message")),
        (("event", "channel"), _NO_ID),
        (("event", "channel_type"), (*_NO_TEXT, "of_next_year")),
        (("event", "user"), (*_NO_TEXT, "../x", "", None, _MISSING, "USLACKBOT")),
        (("event", "ts"), _NO_TIME),
        (("event", "text"), _NO_TEXT),
        (("event", "blocks"), _NO_LIST),
        (("event", "files"), _NO_FILES),
        (("event", "subtype"), (*_NO_TEXT, "of_next_year", "message_deleted", "bot_message", "message_changed")),
    ),
    "interactive": _within(
        (("type",), (*_NEITHER, "view_submission", "of_next_year")),
        (("team",), _NO_OBJECT),
        (("team", "id"), _NO_ID),
        (("user",), (*_NO_OBJECT, None, _MISSING)),
        (("user", "id"), _NO_ID),
        (("container",), (*_NO_OBJECT, None, _MISSING)),
        (("container", "channel_id"), _NO_ID),
        (("container", "message_ts"), _NO_TIME),
        (("container", "type"), (*_NO_TEXT, "view", "of_next_year")),
        (("message",), _NO_OBJECT),
        (("message", "text"), _NO_TEXT),
        (("message", "blocks"), _NO_LIST),
        (("actions",), (*_NO_LIST, None, _MISSING, [], [7], ["x"])),
        (("actions", 0), ([], "x", 7, None)),
        (("actions", 0, "action_id"), (*_NEITHER, "tick", "done")),
        (("actions", 0, "action_ts"), _NO_TIME),
        (("actions", 0, "value"), _NEITHER),
        (("actions", 0, "text"), _NO_OBJECT),
        (("actions", 0, "text", "text"), _NO_TEXT),
    ),
    "slash_commands": _within(
        (("user_id",), _NO_ID),
        (("team_id",), _NO_ID),
        (("trigger_id",), _NEITHER),
        (("text",), _NO_TEXT),
    ),
}
