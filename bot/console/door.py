"""In and out: the first page, signing in, signing out."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.console.answers import away, page
from bot.console.console import Console
from bot.console.settings import ROOT
from bot.console.table import Route, allowed
from bot.console.visit import current, visit


async def first(console: Console, request: Request) -> Response:
    """The queue, for those who may read it."""
    return away(f"{ROOT}/queue" if allowed(current(request), "read") else f"{ROOT}/me")


async def sign_in(console: Console, request: Request) -> Response:
    return page(console, request, "sign_in.html", next=request.query_params.get("next", ""))


async def sign_out(console: Console, request: Request) -> Response:
    response = away(f"{ROOT}/sign-in")
    await console.sessions.end(visit(request), response)
    return response


ROUTES: Sequence[Route] = (
    Route("GET", "/", "account", first),
    Route("GET", "/sign-in", "anybody", sign_in),
    Route("POST", "/sign-out", "account", sign_out, saw="signed-out"),
)
