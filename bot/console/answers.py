"""Answers that many routes give."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from bot.browser.requests import by_script
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
