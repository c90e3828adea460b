"""A case somebody at the desk opens, from a letter, a telephone call, or an e-mail that is pasted whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.console.answers import page
from bot.console.console import Console
from bot.console.fields import key, sent
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import about, current, language
from bot.desk import Refused
from bot.pasted import read
from dialogs.vocabularies.parties import PARTIES
from dialogs.words import names


async def show(console: Console, request: Request) -> Response:
    return _shown(console, request, {})


async def open(console: Console, request: Request) -> Response:
    """Opens the case, or shows what is missing with everything that was typed."""
    form = await sent(request)
    mail = read(form.get("text", ""))
    title = form.get("title", "").strip() or mail.subject
    country = form.get("country", "")
    try:
        case = await console.desk().open(
            current(request), title[:200], key=key("open", form),
            country=country if country in PARTIES else "", institution=form.get("institution", "")[:200],
            text=form.get("text", ""),
        )  # fmt: skip
    except Refused as error:
        return _shown(console, request, form | {"title": title}, error.why)
    about(request, case.id)
    console.streams.ring()
    return away(f"{ROOT}/case/{case.code}/way")


def _shown(console: Console, request: Request, form: Mapping[str, str], refused: str = "") -> Response:
    reader = language(request)
    countries = sorted((names.country(code, reader), code) for code in PARTIES)
    status = 422 if refused else 200
    return page(
        console,
        request,
        "opening.html",
        status=status,
        countries=countries,
        kept=defaultdict(str, form),
        refused=refused,
    )


ROUTES: Sequence[Route] = (
    Route("GET", "/open", "open", show, tab="console.open.tab"),
    Route("POST", "/open", "open", open),
)
