"""Answers that many routes give."""

from __future__ import annotations

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.console.console import Console
from bot.console.visit import visit


def page(console: Console, request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """A whole page of the console; see `bot.console.pages.Pages.page` for what templates know."""
    return console.pages.page(request, template, console.sessions.seal(visit(request)), status=status, **values)


def notice(console: Console, request: Request, status: int, why: str) -> Response:
    """A page that tells one thing, wordings `console.<why>_title` and `console.<why>`; a script is told `why`."""
    if by_script(request):
        return JSONResponse({"error": why}, status)
    return page(console, request, "notice.html", status=status, why=why)


def away(path: str) -> Response:
    """See the page at `path` next; the browser may go there and back without asking twice."""
    return Response(status_code=303, headers={"Location": quote(path, safe="/#?=&%")})


def origin(console: Console, request: Request) -> str:
    """Where people reach us, without a path."""
    return console.settings.public_url or f"{request.url.scheme}://{request.url.netloc}"


def by_script(request: Request) -> bool:
    return "application/json" in request.headers.get("accept", "")
