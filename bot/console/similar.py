"""Cases, past requests and practices close to what a case is about; on a page of its own, for the search takes longer
than all the rest."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.casefile import findable_case
from bot.console.answers import page
from bot.console.case import found
from bot.console.console import Console
from bot.console.find import cases_of
from bot.console.queue import line
from bot.console.table import Route
from bot.console.visit import current, language
from bot.render import hits
from bot.taps import ANYWHERE
from bot.teams import teams
from dialogs.events import Retrieved
from storage.desk.port import case_document, case_of

NONE = Retrieved(())
MOST = 5
"""Shown; of a request that is a case of ours the case."""


async def similar(console: Console, request: Request) -> Response:
    case, reader = await found(console, request), language(request)
    desk = console.storage.desk
    about = await findable_case(console.storage, case.id)
    near = NONE
    if console.search and about:
        near = await console.search.for_desk(
            f"{about.title}\n{about.text}", reader,
            country=case.country, leave_out=(case.code, case_document(case.id)), limit=2 * MOST,
        )  # fmt: skip
    cases = (await cases_of(console, near))[:MOST]
    known = teams(await desk.confirmed())
    people = {account.id: account.name for account in await desk.accounts()}
    works = [hit for hit in near.hits if case_of(hit.document) is None and not await desk.by_code(hit.document)]
    return page(
        console,
        request,
        "similar.html",
        case=case,
        near=near,
        lines=[line(one, people, reader, current(request).id, console.clock(), known=known) for one in cases],
        shown=[hits.found(hit, ANYWHERE, reader) for hit in works[:MOST]],
    )


ROUTES: Sequence[Route] = (Route("GET", "/case/{code}/similar", "read", similar, saw="case"),)
