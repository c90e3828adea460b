"""A case that the desk opened and nobody confirmed is erased: the page says what goes, and asks a second time."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.console.answers import page
from bot.console.case import found
from bot.console.console import Console
from bot.console.fields import number, sent
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import current
from bot.desk import Refused
from storage.desk.port import Case, Outpaced


async def show(console: Console, request: Request) -> Response:
    """What is erased and what stays, with the button that asks once more."""
    case = await found(console, request)
    return _shown(console, request, case, "" if case.unconfirmed or case.erased else "theirs")


async def erase(console: Console, request: Request) -> Response:
    """The first time it is asked whether they are sure."""
    case, form = await found(console, request), await sent(request)
    if form.get("sure") != "1":
        return _shown(console, request, case, "" if case.unconfirmed or case.erased else "theirs", sure=True)
    try:
        await console.desk().erase(current(request), case.id, seen=number(form.get("seen", "")))
    except Outpaced:
        return _shown(console, request, case, "outpaced")
    except Refused as error:
        return _shown(console, request, case, error.why)
    console.streams.ring()
    return away(f"{ROOT}/case/{case.code}")


def _shown(console: Console, request: Request, case: Case, why: str, *, sure: bool = False) -> Response:
    status = 409 if why == "outpaced" else 422 if why else 200
    return page(console, request, "erasing.html", status=status, case=case, why=why, sure=sure and not why)


ROUTES: Sequence[Route] = (
    Route("GET", "/case/{code}/erase", "erase", show),
    Route("POST", "/case/{code}/erase", "erase", erase),
)
