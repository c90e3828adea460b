"""Is this a call that the Bot API takes? Judged by python-telegram-bot's signatures, types and limits, not by ours."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator, Mapping
from email.parser import BytesParser
from functools import cache
from typing import Any
from urllib.parse import parse_qsl

import telegram
from telegram import Bot, InlineKeyboardMarkup, MessageEntity, TelegramObject
from telegram.constants import (
    BotCommandLimit,
    CallbackQueryLimit,
    InlineKeyboardButtonLimit,
    InlineKeyboardMarkupLimit,
    MessageLimit,
    PollingLimit,
    WebhookLimit,
)

Fields = Mapping[str, Any]


class Refused(Exception):
    """As Telegram's 400: with what it would say."""


@cache
def methods() -> Mapping[str, str]:
    """Every method of the Bot API that the library knows, by its name in small letters."""
    names = (name for name, member in inspect.getmembers(Bot, inspect.isfunction) if re.search("[A-Z]", name))
    return {name.lower(): name for name in names}


@cache
def parameters(method: str) -> Mapping[str, inspect.Parameter]:
    """What a method takes over the wire; what the library adds for its callers is behind the star."""
    given = inspect.signature(getattr(Bot, method)).parameters
    return {name: p for name, p in given.items() if p.kind is p.POSITIONAL_OR_KEYWORD and name != "self"}


def sent(body: bytes, media_type: str) -> dict[str, Any]:
    """The fields of a request; files as bytes."""
    if not media_type.startswith("multipart/"):
        return dict(parse_qsl(body.decode(), keep_blank_values=True))
    message = BytesParser().parsebytes(b"content-type: " + media_type.encode() + b"\r\n\r\n" + body)
    found: dict[str, Any] = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        if isinstance(name, str):
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            found[name] = (part.get_filename(), content) if part.get_filename() else content.decode()
    return found


def checked(method: str, given: Mapping[str, Any]) -> Fields:
    """The fields as values.

    Raises:
        Refused: one is unknown, missing, of another type, too long, or at odds with another.
    """
    wanted = parameters(method)
    attached = {name for name in given if f"attach://{name}" in [v for v in given.values() if isinstance(v, str)]}
    if unknown := set(given) - set(wanted) - attached:
        raise Refused(f"unknown field {sorted(unknown)[0]}")
    for name, parameter in wanted.items():
        if parameter.default is parameter.empty and name not in given:
            raise Refused(f"{name.replace('_', ' ')} is missing")
    fields = {
        name: _value(name, str(wanted[name].annotation), value) for name, value in given.items() if name in wanted
    }
    for name in attached:
        fields[name] = given[name]
    _limits(method, fields)
    return fields


def _value(name: str, annotation: str, value: Any) -> Any:
    if isinstance(value, tuple) or (isinstance(value, str) and value.startswith("attach://")):
        return value
    if "Sequence[" in annotation or "list[" in annotation or "tuple[" in annotation:
        items = _json(name, value)
        if not isinstance(items, list):
            raise Refused(f"{name} is no list")
        kind = next((k for k in re.findall(r"\w+", annotation) if _is_type(k)), None)
        return [_object(kind, item) if kind else item for item in items]
    kinds = [k for k in re.findall(r"\w+", annotation.replace("ReplyMarkup", "InlineKeyboardMarkup")) if _is_type(k)]
    if kinds and not (re.search(r"\bstr\b|FileInput", annotation) and not value.startswith("{")):
        return _object(kinds[0], _json(name, value))
    if re.search(r"\bbool\b", annotation):
        if value not in ("true", "false"):
            raise Refused(f"{name} is neither true nor false")
        return value == "true"
    if re.search(r"\bint\b|TimePeriod", annotation) and re.fullmatch(r"-?\d+", value):
        return int(value)
    if re.search(r"\bstr\b|FileInput", annotation):
        return value
    raise Refused(f"{name} has the wrong type")


def _is_type(name: str) -> bool:
    kind = getattr(telegram, name, None)
    return inspect.isclass(kind) and issubclass(kind, TelegramObject)


def _object(kind: str, value: Any) -> Any:
    if not isinstance(value, dict):
        raise Refused(f"can't parse {kind}")
    try:
        found = getattr(telegram, kind).de_json(value, None)
    except (TypeError, KeyError, ValueError, AttributeError):
        raise Refused(f"can't parse {kind}") from None
    for part in _within(found):
        if part.api_kwargs:
            raise Refused(f"unknown field {next(iter(part.api_kwargs))} of {type(part).__name__}")
    return found


def _within(value: Any) -> Iterator[TelegramObject]:
    if isinstance(value, TelegramObject):
        yield value
        for name in value.__slots__:
            yield from _within(getattr(value, name, None))
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _within(item)


def _json(name: str, value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        raise Refused(f"can't parse {name}") from None


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def _limits(method: str, fields: Fields) -> None:
    text = fields.get("text", "")
    if method in ("sendMessage", "editMessageText"):
        if not text.strip():
            raise Refused("message text is empty")
        if units(text) > MessageLimit.MAX_TEXT_LENGTH:
            raise Refused("message is too long")
    if method == "answerCallbackQuery" and units(text) > CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH:
        raise Refused("MESSAGE_TOO_LONG")
    if units(fields.get("caption", "")) > MessageLimit.CAPTION_LENGTH:
        raise Refused("message caption is too long")
    for name, of in (("entities", "text"), ("caption_entities", "caption")):
        _entities(fields.get(name, []), fields.get(of, ""))
    if isinstance(markup := fields.get("reply_markup"), InlineKeyboardMarkup):
        _keyboard(markup)
    if not PollingLimit.MIN_LIMIT <= fields.get("limit", 100) <= PollingLimit.MAX_LIMIT:
        raise Refused("limit is out of range")
    if secret := fields.get("secret_token"):
        longest = int(WebhookLimit.MAX_SECRET_TOKEN_LENGTH)
        if not re.fullmatch(rf"[A-Za-z0-9_-]{{1,{longest}}}", secret):
            raise Refused("secret token contains unallowed characters")
    if method == "setMyCommands":
        _commands(fields["commands"])


def _entities(entities: list[MessageEntity], text: str) -> None:
    whole = text.encode("utf-16-le")
    for entity in entities:
        piece = whole[2 * entity.offset : 2 * (entity.offset + entity.length)]
        if entity.offset < 0 or entity.length <= 0 or len(piece) < 2 * entity.length:
            raise Refused("can't parse entities: an entity lies outside of the text")
        try:
            piece.decode("utf-16-le")
        except UnicodeDecodeError:
            raise Refused("can't parse entities: an entity cuts a character") from None


def _keyboard(markup: InlineKeyboardMarkup) -> None:
    keys = [key for row in markup.inline_keyboard for key in row]
    if len(keys) > InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER:
        raise Refused("reply markup is too long")
    for key in keys:
        data = key.callback_data
        if not key.text:
            raise Refused("text buttons are unallowed in the inline keyboard")
        if (data is None) == (key.url is None):
            raise Refused("a button must have exactly one action")
        if isinstance(data, str) and not 1 <= len(data.encode()) <= InlineKeyboardButtonLimit.MAX_CALLBACK_DATA:
            raise Refused("BUTTON_DATA_INVALID")
        if key.url and not re.match(r"https?://[^/:]+\.[a-z]{2,}|tg://", key.url):
            raise Refused("BUTTON_URL_INVALID")


def _commands(commands: list[Any]) -> None:
    if len(commands) > BotCommandLimit.MAX_COMMAND_NUMBER:
        raise Refused("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command.command):
            raise Refused("BOT_COMMAND_INVALID")
        if not BotCommandLimit.MIN_DESCRIPTION <= len(command.description) <= BotCommandLimit.MAX_DESCRIPTION:
            raise Refused("BOT_COMMAND_DESCRIPTION_INVALID")
