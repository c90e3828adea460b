"""Reading a page as a person without script does: its forms, its messages, its buttons."""

from __future__ import annotations

import re
from html import unescape

import httpx


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the first form."""
    return dict(re.findall(r'<input type="hidden" name="(seal|id)" value="([^"]*)">', page)[:2])


def messages(page: str) -> list[str]:
    """The texts of all messages, in order, tags and all."""
    return [unescape(text) for text in re.findall(r'<div class="text"[^>]*>(.*?)</div>', page, re.DOTALL)]


def buttons(page: str) -> list[str]:
    return re.findall(r'name="tap" value="([^"]*)"', page)


def box(page: str) -> str:
    """What stands in the message box."""
    found = re.search(r"<textarea.*?>\n?(.*?)</textarea>", page, re.DOTALL)
    assert found
    return unescape(found.group(1))


async def says(client: httpx.AsyncClient, text: str, page: str | None = None) -> httpx.Response:
    """Fill in the box of a page, by default the page as it is now, and send it."""
    page = page if page is not None else (await client.get("/")).text
    return await client.post("/say", data={**fields(page), "text": text})


async def taps(client: httpx.AsyncClient, tap: str, page: str | None = None) -> httpx.Response:
    page = page if page is not None else (await client.get("/")).text
    return await client.post("/tap", data={**fields(page), "tap": tap})
