"""Past requests and practices close to a case; on a page of its own, for the search takes longer than all the rest."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.console.answers import page
from bot.console.case import found
from bot.console.console import Console
from bot.console.table import Route
from bot.console.visit import language
from bot.render import hits
from bot.taps import ANYWHERE
from dialogs.events import Retrieved

NONE = Retrieved(())


async def similar(console: Console, request: Request) -> Response:
    case, reader = await found(console, request), language(request)
    row = await console.storage.request(case.code)
    text = case.title
    near = NONE
    if console.search and text:
        near = await console.search.for_desk(text, case.country, reader, leave_out=(case.code,) if row else ())
    return page(
        console,
        request,
        "similar.html",
        case=case,
        near=near,
        shown=[hits.found(hit, ANYWHERE, reader) for hit in near.hits],
    )


ROUTES: Sequence[Route] = (Route("GET", "/case/{code}/similar", "read", similar, saw="case"),)
