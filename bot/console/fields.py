"""What a form brought, as text."""

from __future__ import annotations

from starlette.requests import Request

from bot.console.settings import FIELDS, FILES


async def field(request: Request, name: str) -> str:
    """One field; "" when it is missing or is a file. Databases refuse NUL, and line ends count once."""
    value = (await request.form(max_files=FILES, max_fields=FIELDS)).get(name, "")
    return value.replace("\0", "").replace("\r\n", "\n") if isinstance(value, str) else ""


async def fields(request: Request, name: str) -> tuple[str, ...]:
    """All of a name, in the order of the page; none of them a file."""
    values = (await request.form(max_files=FILES, max_fields=FIELDS)).getlist(name)
    return tuple(value.replace("\0", "") for value in values if isinstance(value, str))
