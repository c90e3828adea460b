"""What a form brought, as text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.requests import Request

from bot.browser.requests import cleaned, told
from bot.console.settings import FIELDS, FILES


async def sent(request: Request) -> dict[str, str]:
    """Every field of the form that is text, the last of a name."""
    return await told(request, fields=FIELDS, files=FILES)


async def field(request: Request, name: str) -> str:
    """One field; "" when it is missing or is a file."""
    return (await sent(request)).get(name, "")


async def fields(request: Request, name: str) -> tuple[str, ...]:
    """All of a name, in the order of the page; none of them a file."""
    values = (await request.form(max_files=FILES, max_fields=FIELDS)).getlist(name)
    return tuple(cleaned(value) for value in values if isinstance(value, str))


_OF_THE_PAGE = ("seal", "seen", "heard")
"""Fields that say how a form was come by, not what it is to do."""


def key(act: str, fields: Mapping[str, str]) -> str:
    """Names this one sending of a form: the second time nothing happens.

    The same form with other words is another act: one that was corrected after going back is not lost.
    """
    words = "\0".join(f"{name}={value}" for name, value in sorted(fields.items()) if name not in _OF_THE_PAGE)
    return f"{act}-{fields.get('key', '')[:40]}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"


def number(text: str) -> int:
    """0 for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
