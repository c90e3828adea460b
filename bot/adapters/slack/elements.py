"""The pieces of Block Kit that we use, each within Slack's limits, and none in which text is interpreted."""

from __future__ import annotations

from collections.abc import Sequence

from bot.adapters.slack.happening import Block
from bot.adapters.slack.marks import clean
from bot.adapters.slack.parse import TICK
from bot.message import Option
from bot.render.fit import excerpt

TEXT = 3_000
"""Characters of one text."""
LABEL = 75
"""Characters on a button or in a list."""
LIST = 100
"""Lines of a list."""
ROW = 25
"""Buttons in one block."""

EMPTY = "–"
"""Stands where a text has nothing that can be shown; Slack refuses an empty one."""

_CONTEXT = 1_000  # characters of a small line; chosen, Slack takes more


def plain(text: str) -> Block:
    """Text in which nothing is read as a mark, not even an emoji's name."""
    return {"type": "plain_text", "text": clean(text).strip() or EMPTY, "emoji": False}


def words(text: str, *, bold: bool = False, italic: bool = False) -> Block:
    """A run of rich text."""
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    run: Block = {"type": "text", "text": clean(text) or EMPTY}
    return {**run, "style": style} if style else run


def link(url: str) -> Block:
    return {"type": "link", "url": url}


def section(*parts: Block) -> Block:
    """A paragraph of rich text."""
    return {"type": "rich_text_section", "elements": list(parts)}


def bullets(paragraphs: Sequence[Block]) -> Block:
    return {"type": "rich_text_list", "style": "bullet", "elements": list(paragraphs)}


def rich(*parts: Block) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def context(text: str) -> Block:
    """A small line."""
    return {"type": "context", "elements": [plain(excerpt(text, _CONTEXT))]}


def actions(name: str, parts: Sequence[Block]) -> Block:
    return {"type": "actions", "block_id": name, "elements": list(parts)}


def button(name: str, label: str, value: str, *, primary: bool = False) -> Block:
    made: Block = {"type": "button", "action_id": name, "text": _label(label), "value": value}
    return {**made, "style": "primary"} if primary else made


def select(name: str, placeholder: str, options: Sequence[Option]) -> Block:
    """A list of which one line is taken."""
    return {
        "type": "static_select",
        "action_id": name,
        "placeholder": _label(placeholder),
        "options": [_option(option) for option in options],
    }


def boxes(options: Sequence[Option]) -> Block:
    return {"type": "checkboxes", "action_id": TICK, "options": [_option(option) for option in options]}


def taking_several(name: str, text: str, options: Sequence[Option]) -> Block:
    """A list of which several lines may be taken; Slack lets it stand beside a text only."""
    picker: Block = {
        "type": "multi_static_select",
        "action_id": TICK,
        "placeholder": _label(text),
        "options": [_option(option) for option in options],
    }
    return {"type": "section", "block_id": name, "text": plain(text), "accessory": picker}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(excerpt(text, 150))}


def _option(option: Option) -> Block:
    return {"text": _label(option.label), "value": option.tap}


def _label(text: str) -> Block:
    return plain(excerpt(text, LABEL))
