"""Messages that attack: insults, markup and queries, orders to the program. They are kept as text and never obeyed."""

from __future__ import annotations

import re

from bot.understanding import concepts, talk
from bot.understanding.lexicon import lexicon
from bot.understanding.script import Message

_CODE = re.compile(
    r"</?(?:script|iframe|img|svg|body|html|object|style)\b|javascript:|\bon(?:error|load|click)\s*="
    r"|\b(?:drop|truncate|alter)\s+table\b|\bunion\s+(?:all\s+)?select\b|\bselect\b.{1,80}\bfrom\b.{0,80}(?:;|\bwhere\b|--)"
    r"|\b(?:insert\s+into|delete\s+from)\s+\w+|'\s*or\s*'?\d|\bor\s+1\s*=\s*1|--\s*$|\$\{|\{\{|\{%|;\s*rm\s+-|\bcurl\s+http"
    r"|\.\./\.\.|\bexec\s*\(|__import__|<\?php",
)


_SIGNS = re.compile(r"[<=;${(']|--|\.\./|__|script:|table|select|insert|delete|curl")
"""What every one of these has; hardly any message does."""


def is_hostile(message: Message) -> bool:
    """Whether a message attacks us or the program; it may hold a problem all the same."""
    return bool(lexicon("hostile").find(message)) or _holds_code(message)


def holds_problem(message: Message) -> bool:
    """Whether an angry message also says what is wrong: it speaks of our field in a sentence of its own."""
    beside = lexicon("hostile").find(message)
    if _holds_code(message) or any(match.code == "orders" for match in beside):
        return False
    return talk.states(message, beside) and bool(concepts.proposals(message, ()))


def _holds_code(message: Message) -> bool:
    return _SIGNS.search(message.folded) is not None and _CODE.search(message.folded) is not None
