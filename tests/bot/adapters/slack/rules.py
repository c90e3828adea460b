"""What Slack refuses in a call: arguments by the SDK's signatures, blocks by its models and the limits they miss."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.web.async_client import AsyncWebClient

NEEDS = {
    "chat.postMessage": ("channel",),
    "chat.update": ("channel", "ts"),
    "chat.postEphemeral": ("channel", "user"),
    "conversations.open": ("users",),
    "chat.delete": ("channel", "ts"),
    "conversations.info": ("channel",),
    "conversations.history": ("channel",),
    "conversations.replies": ("channel", "ts"),
    "users.info": ("user",),
    "views.open": ("trigger_id", "view"),
    "views.publish": ("user_id", "view"),
    "files.getUploadURLExternal": ("filename", "length"),
    "files.completeUploadExternal": ("files",),
    "files.info": ("file",),
    "auth.test": (),
    "apps.connections.open": (),
}
"""The methods there are, with what each needs."""

SPOKEN = ("chat.postMessage", "chat.update", "chat.postEphemeral")
"""Those that say something."""

LABEL, OPTION_VALUE, BUTTON_VALUE, TEXT, BLOCKS, FALLBACK, HEAD = 75, 150, 2_000, 3_000, 50, 40_000, 24


def refusal(method: str, arguments: Mapping[str, Any]) -> str:
    """Slack's word for what is wrong with a call; "" when nothing is."""
    if method not in NEEDS:
        return "unknown_method"
    if any(not arguments.get(name) for name in NEEDS[method]):
        return "channel_not_found" if not arguments.get("channel", True) else "invalid_arguments"
    known = set(inspect.signature(getattr(AsyncWebClient, method.replace(".", "_"))).parameters)
    if set(arguments) - known - {"token", "team_id", "blocks"}:
        return "invalid_arguments"
    if method in SPOKEN and not (arguments.get("text") or arguments.get("blocks")):
        return "no_text"
    if len(arguments.get("text") or "") > FALLBACK:
        return "msg_too_long"
    view = arguments.get("view") or {}
    if view.get("type") == "modal" and (too_long := next(_modal(view), "")):
        return f"invalid_arguments: {too_long}"
    wrong = next(_wrong(arguments.get("blocks") or view.get("blocks") or []), "")
    return f"invalid_blocks: {wrong}" if wrong else ""


def _modal(view: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a window."""
    for name in ("title", "submit"):
        if not 0 < len(view[name]["text"]) <= HEAD:
            yield name
    if len(view.get("private_metadata", "")) > 3_000:
        yield "private_metadata"


def _wrong(blocks: Any) -> Iterator[str]:
    """All that is wrong with blocks, in words."""
    if not isinstance(blocks, list):
        yield "not a list"
        return
    if len(blocks) > BLOCKS:
        yield f"more than {BLOCKS}"
    for block in blocks:
        yield from _unparsed(block)
    parts = [part for block in blocks for part in walk(block)]
    for name in ("block_id", "action_id"):
        counted = Counter(part[name] for part in parts if name in part)
        yield from (f"{name} twice" for count in counted.values() if count > 1)
    for part in parts:
        yield from _too_much(part)


def _unparsed(block: Any) -> Iterator[str]:
    try:
        parsed = Block.parse(block)
        if parsed is None:
            yield f"unknown block {block.get('type')!r}"
        else:
            parsed.validate_json()
    except (SlackObjectFormationError, TypeError, AttributeError) as error:
        yield f"{type(error).__name__}: {error}"


def _too_much(part: dict[str, Any]) -> Iterator[str]:
    match part.get("type"):
        case "button":
            if len(part["text"]["text"]) > LABEL:
                yield "button text"
            if len(part.get("value", "")) > BUTTON_VALUE:
                yield "button value"
        case "plain_text" | "mrkdwn":
            if not 0 < len(part.get("text", "")) <= TEXT:
                yield "text length"
        case "text" if not part.get("text"):
            yield "empty rich text"
        case "checkboxes" if not 0 < len(part["options"]) <= 10:
            yield "boxes"
        case "static_select" | "multi_static_select" if not 0 < len(part["options"]) <= 100:
            yield "options"
        case "actions" if not 0 < len(part["elements"]) <= 25:
            yield "elements"
    if "value" in part and "type" not in part:
        if len(part["value"]) > OPTION_VALUE:
            yield "option value"
        if len(part["text"]["text"]) > LABEL:
            yield "option text"


def walk(part: Any) -> Iterator[dict[str, Any]]:
    """Every object within, outermost first."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from walk(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from walk(inner)
