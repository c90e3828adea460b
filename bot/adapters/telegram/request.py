"""The library's way to call, with three habits changed.

It logs nothing of what was answered, every "too fast" names a wait, and what is too large was refused, not lost.
"""

from __future__ import annotations

import json
import re
from typing import Any

from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.request import HTTPXRequest, RequestData

PAUSE = 5.0
"""Seconds to leave a chat alone when Telegram says "too fast" without saying for how long. Chosen."""

LONGEST = 86_400
"""Seconds that a wait is believed; who is told to wait for years would never be written to again. Chosen."""


class Request(HTTPXRequest):
    """Over HTTP/1.1 with httpx, as the library does it."""

    def __init__(self, pause: float, **options: Any) -> None:
        super().__init__(**options)
        self._pause = pause

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *args: Any, **options: Any
    ) -> tuple[int, bytes]:
        code, body = await super().do_request(url, method, request_data, *args, **options)
        if code == 429:
            raise RetryAfter(min(_wait(body), LONGEST) or int(self._pause))
        if code == 413:  # The library takes it for a broken connection, after which nobody knows what arrived.
            raise BadRequest("Request Entity Too Large")
        return code, body

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        try:
            read = json.loads(payload.decode("utf-8", "replace"))
        except ValueError:
            raise TelegramError("Invalid server response") from None
        if not isinstance(read, dict) or not isinstance(read.get("ok"), bool):
            raise TelegramError("Invalid server response")
        return read


def _wait(body: bytes) -> int:
    """Seconds that Telegram asks for; 0 when it names none."""
    named = re.search(rb'"retry_after"\s*:\s*(\d{1,9})', body)
    return int(named[1]) if named else 0
