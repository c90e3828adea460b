"""Calls of our webhook that must not be taken for a message: forged ones, and malformed ones that show the secret."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.adapters.telegram.webhook import HEADER, MOST

Update = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Knock:
    """One call; what it is, for whoever reads a failure."""

    what: str
    body: bytes
    headers: dict[str, str]
    method: str = "POST"


def malformed(updates: list[Update], secret: str, count: int, chance: random.Random) -> Iterator[Knock]:
    """So many calls with the right secret whose body is no update, each a different harm to one that is."""
    for _ in range(count):
        update = chance.choice(updates)
        harm = chance.choice((_cut, _bytes, _wrong_value, _wrong_value, _not_an_object))
        yield Knock(harm.__name__, harm(update, chance), {HEADER: secret})


def forged(updates: list[Update], secret: str, count: int, chance: random.Random) -> Iterator[Knock]:
    """So many calls with a good body by somebody who does not know the secret, or knocks in another way."""
    for _ in range(count):
        body = json.dumps(chance.choice(updates)).encode()
        lie = chance.choice((_secretless, _guessed, _guessed, _too_long, _other_method))
        yield lie(body, secret, chance)


def _cut(update: Update, chance: random.Random) -> bytes:
    body = json.dumps(update).encode()
    return body[: chance.randrange(len(body))]


def _bytes(update: Update, chance: random.Random) -> bytes:
    """Bytes that stand in no JSON, somewhere in the middle."""
    body = json.dumps(update).encode()
    at = chance.randrange(1, len(body))
    return body[:at] + chance.choice((b"\xff", b"\xc3\x28", b"\x00", b"\x1b", b"\xfe\xff")) + body[at:]


def _not_an_object(update: Update, chance: random.Random) -> bytes:
    deep = b"[" * chance.randrange(1, 90_000)
    digits = b'{"update_id": ' + b"9" * chance.randrange(20, 9_000) + b', "message": {}}'
    others = (deep, digits, b"[]", b"null", b"true", b'"update"', b"7", b"{}", b"", json.dumps([update]).encode())
    return chance.choice(others)


def _wrong_value(update: Update, chance: random.Random) -> bytes:
    """A field that has to be of one kind is of another, or is not there."""
    harmed = copy.deepcopy(update)
    path, wrong = chance.choice([(path, wrong) for path, wrong in _NEEDED if _holder(harmed, path) is not None])
    holder = _holder(harmed, path)
    assert holder is not None
    if (value := chance.choice(wrong)) is _MISSING:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return json.dumps(harmed).encode()


def _holder(update: Update, path: tuple[str, ...]) -> Any:
    """What holds the last name of a path; None when the update has no such field."""
    found: Any = update
    for name in path[:-1]:
        found = found.get(name) if isinstance(found, dict) else None
    return found if isinstance(found, dict) and path[-1] in found else None


_MISSING = object()
_NO_TEXT: tuple[Any, ...] = (7, True, [], {}, 0.5, "\ud800")
_NO_NUMBER: tuple[Any, ...] = ("7", True, [], {}, 7.5, 2**70, -(2**70), None, _MISSING)
_NO_OBJECT: tuple[Any, ...] = ([], "x", 7, True, [{}])
_IN_MESSAGE = (
    (("chat",), (*_NO_OBJECT, None, _MISSING)),
    (("chat", "id"), _NO_NUMBER),
    (("chat", "type"), (*_NO_TEXT, None, _MISSING, "nowhere")),
    (("from",), _NO_OBJECT),
    (("from", "is_bot"), ("no", 0, [], {})),
    (("from", "language_code"), _NO_TEXT),
    (("message_id",), _NO_NUMBER),
    (("text",), _NO_TEXT),
    (("edit_date",), ("7", True, [], {}, 7.5, 2**70, None)),
    (("document",), _NO_OBJECT),
    (("document", "file_id"), (*_NO_TEXT, None, _MISSING)),
    (("document", "file_size"), ("7", [], {}, 7.5, 2**70)),
    (("photo",), ("x", 7, {}, [7], ["x"])),
)
_NEEDED: tuple[tuple[tuple[str, ...], tuple[Any, ...]], ...] = (
    (("update_id",), _NO_NUMBER),
    *(((kind, *path), wrong) for kind in ("message", "edited_message") for path, wrong in _IN_MESSAGE),
    *((("message",), _NO_OBJECT), (("edited_message",), _NO_OBJECT), (("callback_query",), _NO_OBJECT)),
    (("callback_query", "id"), (*_NO_TEXT, None, _MISSING)),
    (("callback_query", "data"), _NO_TEXT),
    (("callback_query", "from"), (*_NO_OBJECT, None, _MISSING)),
    (("callback_query", "message", "chat", "id"), _NO_NUMBER),
    (("callback_query", "message", "reply_markup", "inline_keyboard"), ("x", 7, {}, [7], [[7]], [{}])),
)


def _secretless(body: bytes, secret: str, chance: random.Random) -> Knock:
    return Knock("no secret", body, {})


def _guessed(body: bytes, secret: str, chance: random.Random) -> Knock:
    at = chance.randrange(len(secret))
    other = chance.choice([sign for sign in "0123456789abcdefXYZ_-é" if sign != secret[at]])
    guesses: tuple[Callable[[], str], ...] = (
        lambda: secret[:at] + other + secret[at + 1 :],
        lambda: secret[:at],
        lambda: secret + other,
        lambda: secret.upper(),
        lambda: secret[::-1],
        lambda: f"{secret}, {secret}",
        lambda: "",
        lambda: "x" * chance.randrange(1, 5_000),
    )
    return Knock("wrong secret", body, {HEADER: chance.choice(guesses)()})


def _too_long(body: bytes, secret: str, chance: random.Random) -> Knock:
    return Knock("too long", body[:-1] + b" " * MOST + b"}", {HEADER: secret})


def _other_method(body: bytes, secret: str, chance: random.Random) -> Knock:
    return Knock("another method", body, {HEADER: secret}, chance.choice(("GET", "PUT", "PATCH", "DELETE", "OPTIONS")))
