"""Slack's marks in text: what people typed is freed of them, what we write is guarded against them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

_ANGLE = re.compile(r"<([^<>]*)>")
_TURNS_TO = re.compile(r"\s*<[@!]([\w^]+)[^<>]*>")
_SHORT_NAME = re.compile(r":([a-z0-9_+'-]+):")
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))


def plain(text: str, blocks: Sequence[object] = ()) -> str:
    """A message as it was typed: links and mentions in words, escapes undone, emoji as characters.

    Slack names emoji in the text (":fish:") and says in `blocks`, the same message drawn, which character each is.
    Signs for bold and the like stay: they are what the person sees while typing.
    """
    shown = _ANGLE.sub(_worded, text)
    for sign, escape in reversed(_ESCAPES):
        shown = shown.replace(escape, sign)
    characters = dict(_emoji(blocks)) if ":" in shown and blocks else {}
    return _SHORT_NAME.sub(lambda found: characters.get(found[1], found[0]), shown) if characters else shown


def escaped(text: str) -> str:
    """The text where Slack would otherwise look for mentions and links."""
    for sign, escape in _ESCAPES:
        text = text.replace(sign, escape)
    return text


def without_mention(text: str, user: str) -> str:
    """The text of a mention without the mention of us, wherever it stands; `user` is our own id."""
    mention = re.compile(rf"\s*<@{re.escape(user)}(\|[^<>]*)?>[:,]?\s*") if user else re.compile(r"\s*<@\w+[^<>]*>\s*")
    return mention.sub(" ", text, count=0 if user else 1).strip()


def mentions(text: str, user: str) -> bool:
    """Whether somebody is spoken of in a message, as Slack writes it."""
    return bool(user) and bool(re.search(rf"<@{re.escape(user)}(\|[^<>]*)?>", text))


def addressee(text: str) -> str:
    """Whom a message turns to with its first word, as Slack writes it; "" for nobody in particular."""
    found = _TURNS_TO.match(text)
    return found[1] if found else ""


def clean(text: str) -> str:
    """The text without control characters but line breaks and tabs."""
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc")


def _worded(found: re.Match[str]) -> str:
    target, _, label = found[1].partition("|")
    if target.startswith(("@", "#")):
        return f"{target[0]}{label or target[1:]}"
    if target.startswith("!"):
        return label or f"@{target[1:].partition('^')[0]}"
    address = target.removeprefix("mailto:").removeprefix("tel:")
    if address != target:
        return label or address
    return address if label in address else f"{label} ({address})"


def _emoji(blocks: Sequence[object]) -> Iterator[tuple[str, str]]:
    """Names of emoji and their characters; custom ones have none."""
    for block in blocks:
        if not isinstance(block, Mapping):
            continue
        if block.get("type") == "emoji":
            if character := _character(block.get("unicode")):
                yield str(block.get("name")), character
        elif isinstance(inner := block.get("elements"), list):
            yield from _emoji(inner)


def _character(code: object) -> str:
    """ "1f1eb-1f1f7" as the characters it numbers; "" for anything else."""
    try:
        return "".join(chr(int(part, 16)) for part in str(code).split("-"))
    except (ValueError, OverflowError):
        return ""
