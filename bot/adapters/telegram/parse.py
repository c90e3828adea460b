"""An update of Telegram's as what a person did. Pure: the same update gives the same value.

python-telegram-bot's own classes take a text that is a number without a word, so the fields that matter are read by
ourselves; all others are never looked at, and may change as Telegram likes.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

from bot.adapters.payload import Payload, payload
from bot.adapters.telegram import keyboard
from bot.adapters.telegram.keyboard import Key, Rows
from bot.message import Attachment, Inbound, Place
from bot.taps import ANYWHERE, build

CHANNEL = "telegram"

UPDATES = ("message", "edited_message", "callback_query")
"""The kinds of update we ask for."""

UNREADABLE = (
    "animation", "audio", "checklist", "contact", "dice", "game", "invoice", "location", "paid_media",
    "passport_data", "poll", "sticker", "story", "venue", "video", "video_note", "voice", "web_app_data",
    "giveaway", "successful_payment", "users_shared", "chat_shared",
)  # fmt: skip
"""What a person can send and we cannot read, by Telegram's names."""

MENU = {
    "review": "card", "pause": "pause", "person": "person", "similar": "similar", "status": "status",
    "export": "export", "delete": "delete",
}  # fmt: skip
"""What can be done at any time, and its word in Telegram's menu; words that are none of these are read as text."""

_COMMANDS = {word: verb for verb, word in MENU.items()}
_GROUPS = ("group", "supergroup")
_MOVED = ("migrate_to_chat_id", "migrate_from_chat_id")


@dataclass(frozen=True, slots=True)
class Touch:
    """A button that was tapped, with the message it stands under as it was at that moment."""

    callback: str
    delivery: str
    place: Place
    message: int
    """0 when Telegram does not show us the message any more."""
    data: str
    rows: Rows
    language: str

    @property
    def key(self) -> Key:
        return Key(keyboard.label(self.rows, self.data), self.data)


@dataclass(frozen=True, slots=True)
class Heard:
    """Something for the inbox."""

    inbound: Inbound
    touch: Touch | None = None


@dataclass(frozen=True, slots=True)
class Ticked:
    """A touch of one of several boxes, or of "done" below them."""

    touch: Touch


def parse(update: object, at: float) -> Heard | Ticked | None:
    """What a person did, at a time of our clock; None for what is no business of ours, unknown kinds included.

    Raises:
        Malformed: it is not what Telegram sends.
    """
    fields = payload(update, "update")
    delivery = str(fields.number("update_id"))
    if "message" in fields:
        return _message(fields.within("message"), delivery, at)
    if "edited_message" in fields:
        return _edit(fields.within("edited_message"), delivery, at)
    if "callback_query" in fields:
        return _tap(fields.within("callback_query"), delivery, at)
    return None


def answered(touch: Touch, rows: Rows, at: float) -> Inbound | None:
    """The touch of "done" under these boxes, as one tap for all that is ticked; None when nothing is."""
    tap, label = keyboard.answer(rows)
    return _tapped(touch, tap, label, at) if tap else None


def _message(message: Payload, delivery: str, at: float) -> Heard | None:
    place, language = _writer(message)
    if place is None or any(name in message for name in _MOVED):
        return None
    kind = message.within("chat").text("type")
    if kind in _GROUPS:
        # The same ids for the whole group: it is told once that we talk in private.
        return Heard(Inbound(place, f"group{place.chat}", f"group{place.chat}", kind="group", language=language, at=at))
    if kind != "private":
        return None
    number = message.number("message_id")
    about = str(message.within("reply_to_message").number("message_id")) if "reply_to_message" in message else ""
    inbound = Inbound(place, _delivery(delivery, str(number)), str(number), language=language, at=at, about=about)
    if "text" in message:
        return Heard(_said(replace(inbound, text=message.text("text"))))
    if files := _files(message, number):
        return Heard(replace(inbound, text=message.text("caption", ""), attachments=files))
    if unreadable := next((name for name in UNREADABLE if name in message), ""):
        return Heard(replace(inbound, kind="unreadable", text=unreadable))
    return None  # Telegram tells of something that happened: a message was pinned, a timer set.


def _edit(message: Payload, delivery: str, at: float) -> Heard | None:
    """A message that was changed; a place that moves on a map is edited too, and is no words of anybody."""
    place, language = _writer(message)
    if place is None or message.within("chat").text("type") != "private":
        return None
    if not ("text" in message or "caption" in message):
        return None
    number = str(message.number("message_id"))
    text = message.text("text", "") or message.text("caption", "")
    # Telegram dates a change to the second, in which a quick hand changes more than once.
    version = f"{number}e{message.number('edit_date')}.{zlib.crc32(text.encode()):08x}"
    return Heard(Inbound(place, _delivery(delivery, version), version, text, "", "edit", language, at, about=number))


def _tap(query: Payload, delivery: str, at: float) -> Heard | Ticked | None:
    person = query.within("from")
    if person.flag("is_bot") or not ("message" in query and "data" in query):
        return None
    message = query.within("message")
    if message.within("chat").text("type") != "private":
        return None
    place = Place(CHANNEL, str(message.within("chat").number("id")))
    # A message too old to be shown to us has the date 0, and no keyboard.
    number = message.number("message_id") if message.number("date", 0) else 0
    data = query.text("data")
    language = person.text("language_code", "")
    touch = Touch(query.text("id"), delivery, place, number, data, _rows(message), language)
    if touch.key.ticks or touch.key.finishes:
        if touch.rows:
            return Ticked(touch)
        # Nobody can see any more what was ticked: what is open is shown again.
        return Heard(_tapped(touch, build(data.partition("|")[0], "do", "repeat"), "", at), touch)
    return Heard(_tapped(touch, data, touch.key.label, at), touch)


def _writer(message: Payload) -> tuple[Place | None, str]:
    """Where a person wrote, and the language of their device; None for bots, channels and messages of nobody."""
    place = Place(CHANNEL, str(message.within("chat").number("id")))
    if "from" not in message:
        return None, ""
    person = message.within("from")
    nobody = person.flag("is_bot") and not _anonymous(message)
    return (None if nobody else place), person.text("language_code", "")


def _anonymous(message: Payload) -> bool:
    """Whether somebody of a group's administrators wrote in its name: Telegram then names a bot of its own."""
    chat = message.within("chat")
    in_its_name = "sender_chat" in message and message.within("sender_chat").number("id") == chat.number("id")
    return in_its_name and chat.text("type") in _GROUPS


def _said(inbound: Inbound) -> Inbound:
    """A message of words; one that is a command of Telegram's is what the command does."""
    head, _, rest = inbound.text.partition(" ")
    if not head.startswith("/"):
        return inbound
    command = head[1:].partition("@")[0].lower()
    if command == "start":
        secret = rest.strip()
        return replace(inbound, kind="link" if secret else "open", text=secret)
    if command in _COMMANDS and not rest.strip():
        return replace(inbound, kind="tap", text=f"/{command}", tap=build(ANYWHERE, "do", _COMMANDS[command]))
    return inbound


def _files(message: Payload, number: int) -> tuple[Attachment, ...]:
    if "document" in message and "animation" not in message:  # Telegram tells of an animation twice.
        file = message.within("document")
        name, media_type = file.text("file_name", ""), file.text("mime_type", "")
        return (Attachment(file.text("file_id"), name, media_type, file.number("file_size", 0)),)
    photos = [(p.number("width") * p.number("height"), p) for p in message.each("photo")]
    if not photos:
        return ()
    largest = max(photos, key=lambda photo: photo[0])[1]
    return (Attachment(largest.text("file_id"), f"photo-{number}.jpg", "image/jpeg", largest.number("file_size", 0)),)


def _rows(message: Payload) -> Rows:
    if "reply_markup" not in message:
        return ()
    return tuple(
        tuple(Key(key.text("text"), key.text("callback_data", ""), key.text("url", "")) for key in row)
        for row in message.within("reply_markup").table("inline_keyboard")
    )


def _tapped(touch: Touch, tap: str, label: str, at: float) -> Inbound:
    delivery = _delivery(touch.delivery, touch.callback)
    return Inbound(touch.place, delivery, touch.callback, label, tap, "tap", touch.language, at)


def _delivery(update: str, message: str) -> str:
    """The id of a delivery: by the update's number alone, another message could be taken for one delivered again.

    Telegram numbers anew after a quiet week, and a server of its Bot API that is moved to begins at the beginning.
    """
    return f"{update}.{message}"
