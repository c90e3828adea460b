"""Answers that pages of any kind give."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

HEARTBEAT = 15.0
"""Seconds of silence before a stream gives a sign of life; proxies cut connections that are silent for 30 or 60."""
RETRY = "retry: 2000\n\n"
"""Begins a stream: milliseconds a browser waits before it comes back."""
ALIVE = ": still here\n\n"
"""The sign of life."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
JSON = "application/json"


def away(path: str) -> Response:
    """See the page at `path` next; the browser may go there and back without asking twice."""
    return Response(status_code=303, headers={"Location": quote(path, safe="/#?=&%")})


async def left(request: Request, error: Exception) -> Response:
    """Whoever goes in the middle of a form hears nothing, and is no fault of ours: for `ClientDisconnect`."""
    return Response(status_code=400)


def saved(content: bytes, kind: str, name: str) -> Response:
    """A file, to be saved and not opened in the browser."""
    plain = name.isascii() and name.isprintable() and not set(name) & set('"\\%')
    how = f'filename="{name}"' if plain else f"filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=kind, headers={"Content-Disposition": f"attachment; {how}"})


def stream(events: AsyncIterator[str]) -> Response:
    """Server-sent events, as they come: a proxy is told to hold none of them back."""
    return StreamingResponse(events, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})
