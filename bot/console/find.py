"""Finding cases: by what they are about in any of our languages, by their code, by words of title and institution."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response

from bot.browser.answers import away
from bot.console.answers import page
from bot.console.console import Console
from bot.console.queue import line
from bot.console.settings import ROOT
from bot.console.table import Route
from bot.console.visit import current, language
from bot.teams import teams
from dialogs.events import Retrieved
from storage.desk.port import Case, Sought, case_of

LONGEST = 400
"""Characters of what is looked for."""
MOST = 20
"""Cases of each sort on the page."""
WORDS = 8
"""Words that are looked for as written."""
NOTHING = Retrieved(())


async def find(console: Console, request: Request) -> Response:
    """The page; a whole case code leads to the case."""
    text = " ".join(request.query_params.get("q", "").replace("\0", "").split())[:LONGEST]
    me, reader, now = current(request), language(request), console.clock()
    desk = console.storage.desk
    if "-" in text and " " not in text and (whole := await desk.by_code(text.upper())):
        return away(f"{ROOT}/case/{whole.code}")
    written = await desk.sought(_sought(text))
    near = await about(console, text, reader) if text else NOTHING
    close = await cases_of(console, near, leave_out=written)
    known = teams(await desk.confirmed())
    people = {account.id: account.name for account in await desk.accounts()}

    def lines(cases: Sequence[Case]) -> list[object]:
        return [line(case, people, reader, me.id, now, known=known) for case in cases]

    return page(
        console, request, "find.html", text=text, longest=LONGEST, written=lines(written), close=lines(close),
        available=near.available,
    )  # fmt: skip


async def about(console: Console, text: str, reader: str) -> Retrieved:
    """Cases by meaning, closest first; says so where nothing can be searched."""
    if console.search is None:
        return Retrieved((), available=False)
    return await console.search.for_desk(text, reader, kinds=("case",), limit=MOST)


async def cases_of(console: Console, near: Retrieved, leave_out: Sequence[Case] = ()) -> Sequence[Case]:
    """The cases among what was found, as they are now, in its order."""
    out = {case.id for case in leave_out}
    ids = [id for hit in near.hits if (id := case_of(hit.document)) is not None and id not in out]
    return await console.storage.desk.cases(ids)


def _sought(text: str) -> Sought:
    """A piece of a code has no spaces and at least two signs."""
    code = text if " " not in text and len(text) > 1 else ""
    return Sought(code, tuple(text.split()[:WORDS]), MOST)


ROUTES: Sequence[Route] = (Route("GET", "/find", "read", find, tab="console.find.title"),)
