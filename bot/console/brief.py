"""A case summarised and translated for an officer, on a page that is kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.briefing import brief
from bot.casefile import remembered, told
from bot.console.answers import notice, page
from bot.console.case import found
from bot.console.console import Console
from bot.console.table import Route
from bot.console.visit import language
from bot.display import label
from bot.shared import shared
from dialogs.forms import FORMS
from dialogs.words import names


async def summarise(console: Console, request: Request) -> Response:
    """What the desk may read of a case, as a model puts it, with the originals; the case's own answers stay as told."""
    case, reader = await found(console, request), language(request)
    if console.briefs is None:
        return notice(console, request, 404, "missing")
    share = shared(await console.storage.desk.history(case.id))
    held = await told(console.storage, case, await remembered(console.storage, case, share))
    made = await brief(console.briefs, FORMS["request"], held, spoken=case.language, reader=reader)
    response = page(
        console,
        request,
        "brief.html",
        case=case,
        lines=[(line.text, list(dict.fromkeys(label(key, reader) for key in line.sources))) for line in made.lines],
        originals=[(label(one.field, reader), one.words, one.translated) for one in made.originals],
        spoken=names.language_name(case.language, reader),
        foreign=case.language != reader,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES: Sequence[Route] = (Route("POST", "/case/{code}/brief", "read", summarise, saw="brief"),)
